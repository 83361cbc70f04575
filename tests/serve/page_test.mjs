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
let recorded = null; // what the page recorded: {video, about, frames}

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
  // Curves and players need no more than this: only the server's own scripts and styles.
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

/** The chart takes another colour scheme and another width of the window by itself. */
async function checkAdapting(page, place, width) {
  const canvas = `${place} canvas`;
  const before = await page.evaluate((selector) => document.querySelector(selector).toDataURL(), canvas);
  await page.emulateMedia({ colorScheme: 'dark' });
  await page.waitForFunction(([selector, light]) => document.querySelector(selector).toDataURL() !== light, [canvas, before], { timeout: patience });
  await page.emulateMedia({ colorScheme: 'light' });
  await page.waitForFunction(([selector, light]) => document.querySelector(selector).toDataURL() === light, [canvas, before], { timeout: patience });
  await page.setViewportSize({ width: width / 2 + 180, height: 800 });
  await page.waitForFunction(([selector, holder]) => document.querySelector(selector).clientWidth === document.querySelector(holder).clientWidth,
    [canvas, place], { timeout: patience });
  await fits(page, 'a chart in a window of another width');
  await page.setViewportSize({ width, height: 800 });
}

/** What is asked for while something happens, but for what the page itself holds. */
async function requestsDuring(page, work) {
  const urls = [];
  const note = (request) => { if (!request.url().startsWith('blob:')) urls.push(request.url()); };
  page.on('request', note);
  await work();
  page.off('request', note);
  return urls;
}

async function waitForProblem(page, pattern) {
  await page.waitForFunction(([source]) => new RegExp(source).test(document.getElementById('problem').textContent), [pattern.source], { timeout: patience });
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
  await tryRecording(page, width);
  // A frame that is on its way when the camera is turned off is answered: the session ends after it.
  await page.route('**/frame?*', async (route) => {
    await new Promise((resume) => { setTimeout(resume, 300); });
    await route.continue();
  });
  await page.waitForRequest('**/frame?*', { timeout: patience });
  await page.click('#camera-stop');
  await page.waitForFunction(() => document.getElementById('camera-status').textContent === 'The camera is off.', null, { timeout: patience });
  await page.unroute('**/frame?*');
  // The camera that is turned off ends what is recorded.
  await page.waitForSelector('#recording:not([hidden])', { timeout: patience });
  await page.click('#recording-discard');
  assert(await page.isDisabled('#camera-record'));
  const lines = (await downloadOf(page, '#camera-save')).toString().trim().split('\n').map((line) => JSON.parse(line));
  assert(lines.length > 0 && lines.every((line) => line.type === 'frame'));
}

/** Records the camera for some seconds and keeps both files for later; then records once more without an end. */
async function tryRecording(page, width) {
  await page.click('#camera-record');
  await page.waitForFunction(() => /0:(0[3-9]|[1-5])/.test(document.getElementById('recording-time').textContent), null, { timeout: patience });
  await shoot(page, `recording-${width}`);
  await page.click('#camera-record');
  await page.waitForSelector('#recording:not([hidden])', { timeout: patience });
  assert.match(await page.textContent('#recording-status'), /^camera-\S+\.webm: 0:\d\d\.\d, \d+ frames read/);
  assert(await page.isDisabled('#camera-record'), 'expected that a recording is not replaced unasked');
  await fits(page, 'recording');
  await checkAccess(page, 'recording');
  await shoot(page, `recorded-${width}`);
  const video = await downloadOf(page, '#recording-video');
  assert.deepStrictEqual([...video.subarray(0, 4)], [0x1a, 0x45, 0xdf, 0xa3]);
  const lines = (await downloadOf(page, '#recording-answers')).toString().trim().split('\n').map((line) => JSON.parse(line));
  const [about, ...frames] = lines;
  assert.strictEqual(about.type, 'recording');
  assert.strictEqual(about.frames, frames.length);
  assert(frames.length > 3, `expected frames, found ${frames.length}`);
  assert(frames.every((frame, index) => frame.type === 'frame' && frame.clip === about.clip && frame.frame === index));
  assert(frames.every((frame, index) => frame.seconds <= about.seconds && (index === 0 || frame.seconds > frames[index - 1].seconds)));
  recorded = { video, about, frames };
  // It is shown from the page's memory, too.
  const sent = await requestsDuring(page, async () => {
    await page.click('#camera-stop');
    await page.waitForFunction(() => !document.getElementById('camera-start').disabled, null, { timeout: patience });
  });
  assert(sent.length > 0);
  assert.deepStrictEqual(await requestsDuring(page, async () => {
    await page.click('#recording-show');
    await page.waitForSelector('#clip-people .face', { timeout: patience });
  }), []);
  assert.strictEqual(await page.getAttribute('#tab-clip', 'aria-selected'), 'true');
  assert.match(await page.textContent('#clip-status'), new RegExp(`^${frames.length} frames, `));
  await page.click('#tab-camera');
  await page.click('#recording-discard');
  assert(await page.isHidden('#recording'));
  assert(await page.isHidden('#clip-people'), 'expected that nothing of it is left');
  await page.click('#camera-start');
  await page.waitForSelector('#camera-record:enabled', { timeout: patience });
  await page.click('#camera-record');
  await page.waitForFunction(() => /0:(0[1-9]|[1-5])/.test(document.getElementById('recording-time').textContent), null, { timeout: patience });
}

/** Whether the left edges of boxes are drawn over the video at a time. */
async function edgesAt(page, seconds, boxes, width) {
  await page.evaluate(async (time) => {
    const video = document.getElementById('clip-video');
    const arrived = new Promise((resolve) => { video.addEventListener('seeked', resolve, { once: true }); });
    video.currentTime = time;
    await arrived;
  }, seconds);
  return page.evaluate(([places, wide]) => {
    const canvas = document.getElementById('clip-overlay');
    const scale = canvas.width / wide;
    const pixels = canvas.getContext('2d');
    return places.map(([x, y, , high]) => pixels.getImageData(Math.round(x * scale), Math.round((y + high / 2) * scale), 1, 1).data[3] > 0);
  }, [boxes, width]);
}

/** The recording as files of the disk: it is shown without being sent, with its boxes at their times. */
async function tryReopening(page, width) {
  const { video, about, frames } = recorded;
  // From the middle on the boxes are elsewhere, so that a box tells the time. Of the first frame nothing is known.
  const middle = Math.floor(frames.length / 2);
  const moved = frames.map((frame, index) => ({
    ...frame, faces: frame.faces.map((face) => (index < middle ? face : { ...face, box: [face.box[0] + 25, ...face.box.slice(1)] })),
  })).slice(1);
  const linesOf = (rows) => Buffer.from(rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
  const videoFile = { name: about.clip, mimeType: 'video/webm', buffer: video };
  const answers = { name: 'camera.jsonl', mimeType: 'application/octet-stream', buffer: linesOf([about, ...moved]) };
  const sent = await requestsDuring(page, async () => {
    await page.setInputFiles('#clip-recording', [answers, videoFile]);
    await page.waitForSelector('#clip-people .face', { timeout: patience });
    const [begin] = frames[0].faces.map((face) => face.box);
    const boxes = [begin, [begin[0] + 25, ...begin.slice(1)]];
    assert.deepStrictEqual(await edgesAt(page, frames[0].seconds, boxes, about.width), [false, false], 'before the first frame');
    assert.deepStrictEqual(await edgesAt(page, frames[1].seconds + 0.01, boxes, about.width), [true, false], 'at a frame');
    assert.deepStrictEqual(await edgesAt(page, frames[middle].seconds + 0.01, boxes, about.width), [false, true], 'from the middle on');
    assert(await hasCurves(page, '#clip-chart'), 'expected curves of the recording');
    const chart = page.locator('#clip-chart');
    await chart.focus();
    await page.keyboard.press('Home');
    assert.strictEqual(await chart.getAttribute('aria-valuenow'), '0.0');
    assert(Math.abs(Number(await chart.getAttribute('aria-valuemax')) - about.seconds) < 0.1, 'expected the length of the recording');
    assert(await page.isHidden('#clip-unplayed'));
    await page.keyboard.press('PageUp');
  });
  assert.deepStrictEqual(sent, []);
  await fits(page, 'reopened');
  await checkAccess(page, 'reopened');
  await shoot(page, `reopened-${width}`);
  // Files that do not go together, in every way.
  await page.setInputFiles('#clip-recording', [videoFile]);
  await waitForProblem(page, /chosen together, found camera-.*webm\./);
  await page.setInputFiles('#clip-recording', [videoFile, { ...answers, buffer: linesOf([{ image_id: 'a.jpg', category_id: 1 }]) }]);
  await waitForProblem(page, /camera.jsonl, line 1: expected a row of the type "frame", found an object with image_id, category_id/);
  await page.setInputFiles('#clip-recording', [videoFile, { ...answers, buffer: Buffer.from('time;label\n') }]);
  await waitForProblem(page, /camera.jsonl, line 1: expected a JSON object, found "time;label"/);
  await page.setInputFiles('#clip-recording', [answers, { ...videoFile, name: 'broken.webm', buffer: Buffer.from('no video') }]);
  await waitForProblem(page, /broken.webm: expected a video that this browser can play, found video.webm/);
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
  await checkAdapting(page, '#clip-chart', width);
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
    await tryReopening(page, width);
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
