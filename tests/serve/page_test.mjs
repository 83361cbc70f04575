// The page in a browser: photos, the camera and the people, by mouse and by keyboard, wide and narrow.
// usage: node page_test.mjs PLAYWRIGHT_CORE MIEN PHOTO [FOLDER_FOR_SCREENSHOTS]
import assert from 'node:assert';
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

const [library, program, photo, shots] = process.argv.slice(2);
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
  await page.goto(address);
  await page.fill('#token', token);
  await page.press('#token', 'Enter');
  await page.waitForSelector('#tab-people:not([hidden])', { timeout: patience });
  return { page, faults };
}

async function fits(page, what) {
  const [scroll, shown] = await page.evaluate(() => [document.documentElement.scrollWidth, window.innerWidth]);
  assert(scroll <= shown, `${what}: expected no wider than ${shown} pixels, found ${scroll}`);
}

async function shoot(page, name) {
  if (shots) await page.screenshot({ path: join(shots, `${name}.png`), fullPage: true });
}

async function downloadOf(page, button) {
  const [download] = await Promise.all([page.waitForEvent('download', { timeout: patience }), page.click(button)]);
  return readFileSync(await download.path());
}

async function tryPhotos(page, width) {
  await page.setInputFiles('#files', [photo]);
  await page.waitForSelector('.photo .face', { timeout: patience });
  const faces = await page.locator('.photo .face').count();
  assert(faces > 0);
  assert.match(await page.textContent('#photo-status'), new RegExp(`^1 photo, ${faces} face`));
  await fits(page, 'photos');
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
  await fits(page, 'camera');
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
  for (const width of [1280, 360]) {
    const { page, faults } = await openPage(browser, await address, width, token);
    await tryPhotos(page, width);
    await tryCamera(page, width);
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
