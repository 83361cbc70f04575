// The camera, and what is recorded of it.
import assert from 'node:assert';
import { hasCurves } from './chart_checks.mjs';
import { checkAccess, downloadOf, fits, requestsDuring, shoot } from './checks.mjs';
import { patience } from './given.mjs';

/**
 * Records the camera for some seconds, and then once more without an end.
 * @returns the first recording as {video, about, frames}
 */
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
  return { video, about, frames };
}

/** @returns what `tryRecording` does */
export async function tryCamera(page, width) {
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
  const recorded = await tryRecording(page, width);
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
  return recorded;
}
