// A camera for the tests of both pages, made of a photo by the browser.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** The photo as the frames of a camera: of a size that cameras have, one JPEG after the other. */
export async function makeFrames(launch, folder, photo) {
  const browser = await launch();
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
