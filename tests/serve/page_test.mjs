// The page in a browser: photos, the camera, clips and the people, by mouse and by keyboard, wide and narrow.
// usage: node page_test.mjs PLAYWRIGHT_CORE AXE_CORE MIEN PHOTO [FOLDER_FOR_SCREENSHOTS]
import assert from 'node:assert';
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

const [library, rules, program, photo, shots] = process.argv.slice(2);
const { chromium } = await import(pathToFileURL(join(resolve(library), 'index.mjs')));
const folder = mkdtempSync(join(tmpdir(), 'mien-page-'));
const patience = 120_000; // milliseconds

function startServer(token) {
  const tokens = join(folder, 'tokens');
  writeFileSync(tokens, `${createHash('sha256').update(token).digest('hex')} test write\n`);
  const server = spawn(program, ['serve', '--listen', '127.0.0.1:0', '--token-file', tokens, '--gallery', join(folder, 'people.gallery')],
    { stdio: ['ignore', 'pipe', 'inherit'] });
  const address = new Promise((found, failed) => {
    server.stdout.on('data', (text) => {
      const match = /http:\S+/.exec(text);
      if (match) found(match[0]);
    });
    server.on('exit', (code) => failed(new Error(`the server ended with ${code}`)));
  });
  return { server, address };
}

/** Nothing of a picture leaves the window, and nothing went wrong that nobody expected. */
async function openPage(browser, address, width, token) {
  const page = await browser.newPage({ viewport: { width, height: 800 }, reducedMotion: 'reduce', acceptDownloads: true });
  const faults = [];
  page.on('pageerror', (error) => faults.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error' && !message.text().includes('401')) faults.push(`${message.text()} ${message.location().url}`);
  });
  page.on('request', (request) => {
    const url = request.url();
    if (!url.startsWith(address) && !url.startsWith('blob:')) faults.push(`asked for ${url}`);
  });
  const response = await page.goto(address);
  // Curves need no more than this: only the server's own scripts and styles.
  assert.match(response.headers()['content-security-policy'], /^default-src 'none'; script-src 'self'; style-src 'self'; /);
  await page.fill('#token', token);
  await page.press('#token', 'Enter');
  await page.waitForSelector('#tab-people:not([hidden])', { timeout: patience });
  return { page, faults };
}

async function fits(page, what) {
  const [scroll, shown] = await page.evaluate(() => [document.documentElement.scrollWidth, window.innerWidth]);
  assert(scroll <= shown, `${what}: expected no wider than ${shown} pixels, found ${scroll}`);
}

/** Nothing that keeps people from using what is shown, as far as axe-core can tell. */
async function checkAccess(page, what) {
  // By the debugger, since the page lets no foreign script in.
  await page.evaluate(readFileSync(join(rules, 'axe.min.js'), 'utf8'));
  const found = await page.evaluate(async () => (await window.axe.run(document, { resultTypes: ['violations'] })).violations
    .filter((one) => ['serious', 'critical'].includes(one.impact)).map((one) => `${one.id}: ${one.nodes.map((node) => node.html).join(' ')}`));
  assert.deepStrictEqual(found, [], what);
}

async function shoot(page, name) {
  if (shots) await page.screenshot({ path: join(shots, `${name}.png`), fullPage: true });
}

async function downloadOf(page, button) {
  const [download] = await Promise.all([page.waitForEvent('download', { timeout: patience }), page.click(button)]);
  return readFileSync(await download.path());
}

/** Whether there is something coloured on a canvas, and not only grey: a curve. */
async function hasCurves(page, place) {
  return page.evaluate((selector) => {
    const canvas = document.querySelector(`${selector} canvas`);
    const pixels = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data;
    return pixels.some((value, index) => index % 4 === 0 && pixels[index + 3] > 200 && Math.abs(value - pixels[index + 2]) > 60);
  }, place);
}

async function tryPhotos(page, width) {
  await page.setInputFiles('#files', [photo]);
  await page.waitForSelector('.photo .face', { timeout: patience });
  const faces = await page.locator('.photo .face').count();
  assert(faces > 0);
  assert.match(await page.textContent('#photo-status'), new RegExp(`^1 photo, ${faces} face`));
  await fits(page, 'photos');
  await checkAccess(page, 'photos');
  await shoot(page, `photos-${width}`);
  const table = (await downloadOf(page, '#save-csv')).toString();
  assert.strictEqual(table.trim().split('\n').length, faces + 1);
  const marked = await downloadOf(page, 'text=Save marked picture');
  assert.deepStrictEqual([...marked.subarray(0, 3)], [0xff, 0xd8, 0xff]);
  // What is no picture is said so, and harms nothing.
  await page.setInputFiles('#files', [{ name: 'broken.jpg', mimeType: 'image/jpeg', buffer: Buffer.from('no picture') }]);
  await page.waitForSelector('.photo .problem', { timeout: patience });
}

async function tryCamera(page, width) {
  // By keyboard: from the first tab to the second, and to its first button.
  await page.focus('#tab-photo');
  await page.keyboard.press('ArrowRight');
  assert.strictEqual(await page.getAttribute('#tab-camera', 'aria-selected'), 'true');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await page.waitForSelector('#camera-faces .face', { timeout: patience });
  await page.waitForFunction(() => /frames a second/.test(document.getElementById('camera-status').textContent), null, { timeout: patience });
  await page.waitForTimeout(1500);
  const drawn = await page.evaluate(() => {
    const canvas = document.getElementById('camera-canvas');
    return canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data.some((value, index) => index % 4 < 3 && value > 0);
  });
  assert(drawn, 'expected the frame on the canvas');
  assert(await hasCurves(page, '#camera-chart'), 'expected curves of the camera');
  await fits(page, 'camera');
  await checkAccess(page, 'camera');
  await shoot(page, `camera-${width}`);
  console.log(`${width} pixels: ${await page.textContent('#camera-status')}`);
  // A frame that is on its way when the camera is turned off is answered: the session ends after it.
  await page.route('**/frame?*', async (route) => {
    await new Promise((resume) => { setTimeout(resume, 300); });
    await route.continue();
  });
  await page.waitForRequest('**/frame?*', { timeout: patience });
  await page.click('#camera-stop');
  await page.waitForFunction(() => document.getElementById('camera-status').textContent === 'The camera is off.', null, { timeout: patience });
  await page.unroute('**/frame?*');
  const lines = (await downloadOf(page, '#camera-save')).toString().trim().split('\n').map((line) => JSON.parse(line));
  assert(lines.length > 0 && lines.every((line) => line.type === 'frame'));
}

async function tryClip(page, width, clip) {
  await page.focus('#tab-camera');
  await page.keyboard.press('ArrowRight');
  assert.strictEqual(await page.getAttribute('#tab-clip', 'aria-selected'), 'true');
  await page.setInputFiles('#clip-file', { name: 'party.webm', mimeType: 'video/webm', buffer: clip });
  await page.waitForSelector('#clip-people .face', { timeout: patience });
  const people = await page.locator('#clip-people .face').count();
  assert.match(await page.textContent('#clip-status'), new RegExp(`^\\d+ frames, ${people} (person|people)`));
  await page.waitForFunction(() => document.getElementById('clip-video').readyState > 0, null, { timeout: patience });
  // By keyboard: the end, and back to the beginning.
  const chart = page.locator('#clip-chart');
  const shown = async () => Number(await chart.getAttribute('aria-valuenow'));
  const end = Number(await chart.getAttribute('aria-valuemax'));
  assert(end > 0.5, `expected a clip of a second, found ${end} s`);
  await chart.focus();
  await page.keyboard.press('End');
  assert.strictEqual(await shown(), end);
  await page.keyboard.press('Home');
  assert.strictEqual(await shown(), 0);
  await page.keyboard.press('ArrowRight');
  assert.strictEqual(await shown(), 0.2);
  // By mouse: the middle of the curves is about the middle of the clip, in the player, too.
  const box = await chart.boundingBox();
  const drawn = await chart.locator('.u-over').boundingBox();
  await chart.click({ position: { x: drawn.x - box.x + drawn.width / 2, y: 60 } });
  assert(Math.abs(await shown() - end / 2) < 0.11, `expected ${end / 2} s, found ${await shown()} s`);
  await page.waitForFunction((middle) => Math.abs(document.getElementById('clip-video').currentTime - middle) < 0.2, end / 2, { timeout: patience });
  // The first expression of a person.
  await page.locator('#clip-people .segment').first().click();
  assert(await shown() < 0.5);
  assert(await hasCurves(page, '#clip-chart'), 'expected curves of the clip');
  await fits(page, 'clip');
  await checkAccess(page, 'clip');
  await shoot(page, `clip-${width}`);
  const table = (await downloadOf(page, 'text=Save people as CSV')).toString();
  assert.strictEqual(table.trim().split('\n').length, people + 1);
  assert((await downloadOf(page, 'text=Save report')).toString().includes('party.webm'));
  const removed = page.waitForResponse((response) => response.request().method() === 'DELETE', { timeout: patience });
  await page.click('#clip-forget');
  assert.strictEqual((await removed).status(), 200);
  // What is no clip is said so.
  await page.setInputFiles('#clip-file', { name: 'broken.mp4', mimeType: 'video/mp4', buffer: Buffer.from('no clip') });
  await page.waitForFunction(() => /broken.mp4: expected a clip/.test(document.getElementById('problem').textContent), null, { timeout: patience });
}

async function tryPeople(page, width) {
  await page.click('#tab-people');
  const name = `Zoë <b>${width}`;
  await page.fill('#people-name', name);
  await page.setInputFiles('#people-files', [photo]);
  await page.click('#people-add button');
  const row = page.locator('#people-list li', { hasText: name });
  await row.waitFor({ timeout: patience });
  await page.setInputFiles('#people-find', [photo]);
  await page.locator('#people-found li', { hasText: name }).waitFor({ timeout: patience });
  await fits(page, 'people');
  await checkAccess(page, 'people');
  await shoot(page, `people-${width}`);
  await row.getByRole('button').click();
  await row.waitFor({ state: 'detached', timeout: patience });
}

const options = { executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium' };

/** The photo as the frames of a camera: of a size that cameras have, one JPEG after the other. */
async function makeFrames() {
  const browser = await chromium.launch({ ...options, args: ['--no-sandbox'] });
  const page = await browser.newPage();
  const url = `data:image/jpeg;base64,${readFileSync(photo).toString('base64')}`;
  const frame = await page.evaluate(async (source) => {
    const picture = new Image();
    picture.src = source;
    await picture.decode();
    const canvas = document.createElement('canvas');
    canvas.width = 640;
    canvas.height = 480;
    const scale = Math.min(640 / picture.width, 480 / picture.height);
    canvas.getContext('2d').drawImage(picture, 0, 0, picture.width * scale, picture.height * scale);
    return canvas.toDataURL('image/jpeg', 0.9);
  }, url);
  await browser.close();
  const frames = join(folder, 'camera.mjpeg');
  writeFileSync(frames, Buffer.concat(Array(10).fill(Buffer.from(frame.split(',')[1], 'base64'))));
  return frames;
}

/** The photo as a clip of a second and a half, as a browser records it. */
async function makeClip() {
  const browser = await chromium.launch({ ...options, args: ['--no-sandbox'] });
  const page = await browser.newPage();
  const url = `data:image/jpeg;base64,${readFileSync(photo).toString('base64')}`;
  const bytes = await page.evaluate(async (source) => {
    const picture = new Image();
    picture.src = source;
    await picture.decode();
    const canvas = document.createElement('canvas');
    canvas.width = 480;
    canvas.height = 360;
    const context = canvas.getContext('2d');
    const scale = Math.min(480 / picture.width, 360 / picture.height);
    const recorder = new MediaRecorder(canvas.captureStream(10), { mimeType: 'video/webm;codecs=vp8' });
    const parts = [];
    recorder.ondataavailable = (event) => parts.push(event.data);
    const stopped = new Promise((resolve) => { recorder.onstop = resolve; });
    recorder.start();
    for (let i = 0; i < 16; ++i) {
      context.drawImage(picture, i % 2, 0, picture.width * scale, picture.height * scale);
      await new Promise((resolve) => { setTimeout(resolve, 100); });
    }
    recorder.stop();
    await stopped;
    return [...new Uint8Array(await new Blob(parts).arrayBuffer())];
  }, url);
  await browser.close();
  return Buffer.from(bytes);
}

const token = 'a token of the test';
const { server, address } = startServer(token);
let failure = null;
let browser = null;
try {
  browser = await chromium.launch({
    ...options,
    args: ['--no-sandbox', '--use-fake-ui-for-media-stream', '--use-fake-device-for-media-stream',
      `--use-file-for-fake-video-capture=${await makeFrames()}`],
  });
  const clip = await makeClip();
  for (const width of [1280, 360]) {
    const { page, faults } = await openPage(browser, await address, width, token);
    await tryPhotos(page, width);
    await tryCamera(page, width);
    await tryClip(page, width, clip);
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
