// The core of the phone page beside ONNX Runtime Web in a browser: the same network on the same pixels, in turns.
// usage: node runtime_test.mjs PLAYWRIGHT_CORE ONNXRUNTIME_WEB MIEN MODELS PHOTOS
import assert from 'node:assert';
import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { serveFolder } from './static_server.mjs';

const [library, runtime, program, models, photoFolder] = process.argv.slice(2);
const { chromium } = await import(pathToFileURL(join(resolve(library), 'index.mjs')));
const model = 'mobilenet-v1-emotion';
const folder = mkdtempSync(join(tmpdir(), 'mien-runtime-'));
const page = join(folder, 'page');
const photos = readdirSync(photoFolder).filter((name) => /^sample\d\.jpg$/.test(name)).sort().map((name) => join(photoFolder, name));

/** The smallest square around each face that the program finds. */
function squares() {
  const text = execFileSync(program, ['analyze', '--quiet', '--json', '-', ...photos], { maxBuffer: 1 << 26 });
  return JSON.parse(text).flatMap(({ file, faces }) => faces.map(({ box: [x, y, width, height] }) => {
    const side = Math.max(width, height);
    return { photo: basename(file), box: [x + (width - side) / 2, y + (height - side) / 2, side, side] };
  }));
}

let browser = null;
let server = null;
try {
  execFileSync(program, ['page', 'phone', '-o', page], { stdio: 'ignore' });
  for (const name of readdirSync(runtime)) copyFileSync(join(runtime, name), join(page, name));
  for (const photo of photos) copyFileSync(photo, join(page, basename(photo)));
  copyFileSync(join(models, `${model}.onnx`), join(page, `${model}.onnx`));
  copyFileSync(fileURLToPath(new URL('runtime_worker.mjs', import.meta.url)), join(page, 'runtime_worker.js'));
  writeFileSync(join(page, 'runtime.html'), '<!doctype html><title>Two runtimes</title>');
  const served = await serveFolder(page);
  server = served.server;
  browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox'] });
  const tab = await browser.newPage();
  await tab.goto(`${served.address}runtime.html`);
  const result = await tab.evaluate((work) => new Promise((done) => {
    const worker = new Worker('runtime_worker.js', { type: 'module' });
    worker.onmessage = ({ data }) => done(data);
    worker.onerror = (event) => done({ error: event.message || 'the worker could not start' });
    worker.postMessage(work);
  }), { model, crops: squares() });
  assert.strictEqual(result.error, undefined, result.error);
  console.log(`${result.faces} faces, ${model} in the browser beside ONNX Runtime Web: largest difference of a probability `
    + `${result.probability.toFixed(4)}, of valence or arousal ${result.affect.toFixed(4)}; medians ${result.core.toFixed(1)} and `
    + `${result.runtime.toFixed(1)} ms a face, ratio ${(result.runtime / result.core).toFixed(2)}`);
  assert(result.faces > 10);
  assert(result.probability <= 0.02, 'difference of probabilities');
  assert(result.affect <= 0.03, 'difference of valence or arousal');
} finally {
  await browser?.close();
  server?.close();
  rmSync(folder, { recursive: true });
}
