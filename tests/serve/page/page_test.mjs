// The page in a browser: photos, the camera, clips and the people, by mouse and by keyboard, wide and narrow.
import assert from 'node:assert';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { tryCamera } from './camera.mjs';
import { tryClip } from './clip.mjs';
import { makeFrames } from '../../browser/camera_frames.mjs';
import { library, photo } from './given.mjs';
import { makeClip } from './media.mjs';
import { tryPeople } from './people.mjs';
import { tryPhotos } from './photos.mjs';
import { tryReopening } from './reopening.mjs';
import { openPage, startServer } from './server.mjs';

const { chromium } = await import(pathToFileURL(join(resolve(library), 'index.mjs')));
const folder = mkdtempSync(join(tmpdir(), 'mien-page-'));
const launch = (...words) => chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', ...words],
});

const token = 'a token of the test';
const { server, address } = startServer(folder, token);
let failure = null;
let browser = null;
try {
  browser = await launch('--use-fake-ui-for-media-stream', '--use-fake-device-for-media-stream',
    `--use-file-for-fake-video-capture=${await makeFrames(launch, folder, photo)}`);
  const clip = await makeClip(launch);
  for (const width of [1280, 360]) {
    const { page, faults } = await openPage(browser, await address, width, token);
    await tryPhotos(page, width);
    const recorded = await tryCamera(page, width);
    await tryClip(page, width, clip);
    await tryReopening(page, width, recorded);
    await tryPeople(page, width);
    assert.deepStrictEqual(faults.filter((text) => !text.includes('422')), []);
    await page.close();
  }
} catch (error) {
  failure = error;
}
await browser?.close();
server.removeAllListeners('exit');
const ended = new Promise((done) => { server.on('exit', done); });
server.kill('SIGTERM');
const code = await ended;
rmSync(folder, { recursive: true });
if (failure) throw failure;
assert.strictEqual(code, 0);
console.log('the page works');
