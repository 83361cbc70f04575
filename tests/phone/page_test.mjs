// The phone page in a browser: the same answers as the program, nothing asked for after it was loaded, the network off, the
// camera, and its size.
// usage: node page_test.mjs PLAYWRIGHT_CORE AXE_CORE MIEN PHOTOS [FOLDER_FOR_SCREENSHOTS]
import assert from 'node:assert';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { makeFrames } from '../browser/camera_frames.mjs';
import { serveFolder } from './static_server.mjs';

const [library, rules, program, photoFolder, shots] = process.argv.slice(2);
const { chromium } = await import(pathToFileURL(join(resolve(library), 'index.mjs')));
const folder = mkdtempSync(join(tmpdir(), 'mien-phone-'));
const page = join(folder, 'page');
const patience = 600_000; // milliseconds
const mostBytes = 12e6;
const photos = readdirSync(photoFolder).filter((name) => /^sample\d\.jpg$/.test(name)).sort().map((name) => join(photoFolder, name));
const launch = (...words) => chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', ...words],
});

function bytesOf(path) {
  return readdirSync(path, { withFileTypes: true })
    .reduce((sum, entry) => sum + (entry.isDirectory() ? bytesOf(join(path, entry.name)) : statSync(join(path, entry.name)).size), 0);
}

function overlap([ax, ay, aw, ah], [bx, by, bw, bh]) {
  const width = Math.min(ax + aw, bx + bw) - Math.max(ax, bx);
  const height = Math.min(ay + ah, by + bh) - Math.max(ay, by);
  return width <= 0 || height <= 0 ? 0 : width * height / (aw * ah + bw * bh - width * height);
}

/** What the program says of the photos, with floats: the page has no 8-bit arithmetic. */
function answersOfProgram() {
  const text = execFileSync(program, ['analyze', '--quiet', '--precision', 'float', '--json', '-', ...photos], { maxBuffer: 1 << 26 });
  return JSON.parse(text);
}

/** What the page asked for. Browsers themselves look now and then whether there is a newer service worker. */
function askedFrom(asked, before) {
  return asked.slice(before).filter((path) => path !== '/sw.js');
}

async function fits(tab, what) {
  const [scroll, shown] = await tab.evaluate(() => [document.documentElement.scrollWidth, window.innerWidth]);
  assert(scroll <= shown, `${what}: expected no wider than ${shown} pixels, found ${scroll}`);
}

async function checkAccess(tab, what) {
  // By the debugger, since the page lets no foreign script in.
  await tab.evaluate(readFileSync(join(rules, 'axe.min.js'), 'utf8'));
  const found = await tab.evaluate(async () => (await window.axe.run(document, { resultTypes: ['violations'] })).violations
    .filter((one) => ['serious', 'critical'].includes(one.impact)).map((one) => `${one.id}: ${one.nodes.map((node) => node.html).join(' ')}`));
  assert.deepStrictEqual(found, [], what);
}

async function shoot(tab, name) {
  if (shots) await tab.screenshot({ path: join(shots, `phone-${name}.png`), fullPage: true });
}

async function openTab(context, address, faults) {
  const tab = await context.newPage();
  tab.on('pageerror', (error) => faults.push(error.message));
  tab.on('console', (message) => { if (message.type() === 'error') faults.push(`${message.text()} ${message.location().url}`); });
  await tab.goto(address);
  await tab.waitForFunction(() => document.documentElement.dataset.ready === 'true'
    || !document.getElementById('problem').hidden, null, { timeout: patience });
  assert.strictEqual(await tab.textContent('#problem'), '');
  return tab;
}

async function readAlbum(tab) {
  await tab.setInputFiles('#files', photos);
  await tab.waitForFunction((count) => document.getElementById('album-status').textContent.startsWith(`${count} photos`), photos.length, { timeout: patience });
  const [download] = await Promise.all([tab.waitForEvent('download', { timeout: patience }), tab.click('#save')]);
  return JSON.parse(readFileSync(await download.path(), 'utf8'));
}

function compare(found, expected) {
  assert.strictEqual(found.length, expected.length);
  let faces = 0;
  const worst = { overlap: 1, probability: 0, age: 0 };
  found.forEach((photo, index) => {
    const wanted = expected[index];
    assert.strictEqual(photo.width, wanted.width);
    assert.strictEqual(photo.faces.length, wanted.faces.length, photo.file);
    for (const face of photo.faces) {
      const same = wanted.faces.reduce((a, b) => (overlap(b.box, face.box) > overlap(a.box, face.box) ? b : a));
      worst.overlap = Math.min(worst.overlap, overlap(same.box, face.box));
      for (const attribute of ['emotion', 'gender', 'ethnicity']) {
        for (const [label, value] of Object.entries(same[attribute].probabilities)) {
          worst.probability = Math.max(worst.probability, Math.abs(value - face[attribute].probabilities[label]));
        }
      }
      worst.age = Math.max(worst.age, Math.abs(same.age - face.age));
      ++faces;
    }
  });
  console.log(`${faces} faces: least overlap of boxes ${worst.overlap.toFixed(3)}, largest difference of a probability `
    + `${worst.probability.toFixed(4)}, of an age ${worst.age.toFixed(2)} years`);
  assert(faces > 10);
  assert(worst.overlap >= 0.95, 'overlap of boxes');
  assert(worst.probability <= 0.02, 'difference of probabilities');
  assert(worst.age <= 1, 'difference of ages');
}

async function tryCamera(tab, width) {
  // By keyboard: from the first tab to the second, and to its first button.
  await tab.focus('#tab-album');
  await tab.keyboard.press('ArrowRight');
  assert.strictEqual(await tab.getAttribute('#tab-camera', 'aria-selected'), 'true');
  await tab.keyboard.press('Tab');
  await tab.keyboard.press('Enter');
  await tab.waitForSelector('#camera-faces .face', { timeout: patience });
  await tab.waitForTimeout(6000);
  console.log(`camera, ${width} pixels: ${await tab.textContent('#camera-status')}; ${await tab.textContent('#camera-times')}`);
  assert.match(await tab.textContent('#camera-status'), /^[1-9]\d* faces?, \d+\.\d frames a second$/);
  assert.match(await tab.textContent('#camera-faces'), /years old/);
  await fits(tab, 'camera');
  await checkAccess(tab, 'camera');
  await shoot(tab, `camera-${width}`);
  await tab.click('#camera-stop');
  assert.strictEqual(await tab.textContent('#camera-status'), 'The camera is off.');
}

execFileSync(program, ['page', 'phone', '-o', page], { stdio: 'inherit' });
const size = bytesOf(page);
console.log(`the page has ${(size / 1e6).toFixed(2)} MB`);
assert(size < mostBytes, `expected less than ${mostBytes} bytes, found ${size}`);
const expected = answersOfProgram();
const { server, asked, address } = await serveFolder(page);
let browser = null;
try {
  browser = await launch('--use-fake-ui-for-media-stream', '--use-fake-device-for-media-stream',
    `--use-file-for-fake-video-capture=${await makeFrames(launch, folder, photos[1])}`);
  for (const width of [1280, 360]) {
    const context = await browser.newContext({ viewport: { width, height: 800 }, reducedMotion: 'reduce', acceptDownloads: true });
    const faults = [];
    const tab = await openTab(context, address, faults);
    // From here on nothing is asked for.
    const before = asked.length;
    tab.on('request', (request) => { if (!/^(blob|data):/.test(request.url())) faults.push(`asked for ${request.url()}`); });
    if (width === 1280) {
      compare(await readAlbum(tab), expected);
    } else {
      await tab.setInputFiles('#files', photos.slice(0, 1));
      await tab.waitForSelector('.photo .face', { timeout: patience });
    }
    console.log(`album, ${width} pixels: ${await tab.textContent('#album-status')}; ${await tab.textContent('#album-times')}`);
    await fits(tab, 'album');
    await checkAccess(tab, 'album');
    await shoot(tab, `album-${width}`);
    await tryCamera(tab, width);
    await tab.setInputFiles('#files', [{ name: 'broken.jpg', mimeType: 'image/jpeg', buffer: Buffer.from('no picture') }]);
    await tab.waitForFunction(() => /broken.jpg: expected a picture/.test(document.getElementById('problem').textContent), null, { timeout: patience });
    await tab.click('#tab-about');
    assert.match(await tab.textContent('#models'), /mobilenet-v1-emotion/);
    await fits(tab, 'about');
    await checkAccess(tab, 'about');
    assert.deepStrictEqual(askedFrom(asked, before), []);
    assert.deepStrictEqual(faults, []);
    await tab.close();

    // Without a network: the page is opened anew and works.
    await context.setOffline(true);
    const again = await openTab(context, address, faults);
    await again.setInputFiles('#files', photos.slice(1, 2));
    await again.waitForSelector('.photo .face', { timeout: patience });
    assert.deepStrictEqual(askedFrom(asked, before), []);
    assert.deepStrictEqual(faults, []);
    await context.close();
  }
  console.log('the phone page works');
} finally {
  await browser?.close();
  server.close();
  rmSync(folder, { recursive: true });
}
