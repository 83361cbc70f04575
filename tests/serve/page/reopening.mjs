// A recording that comes back as files.
import assert from 'node:assert';
import { hasCurves } from './chart_checks.mjs';
import { checkAccess, fits, requestsDuring, shoot, waitForProblem } from './checks.mjs';
import { patience } from './given.mjs';

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
export async function tryReopening(page, width, recorded) {
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
