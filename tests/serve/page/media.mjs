// A clip, made of a photo by the browser.
import { readFileSync } from 'node:fs';
import { photo } from './given.mjs';

/** The photo as a clip of a second and a half, as a browser records it. */
export async function makeClip(launch) {
  const browser = await launch();
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
