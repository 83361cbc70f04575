// What is asked of the page's curves.
import { patience } from './given.mjs';
import { fits } from './checks.mjs';

/** Whether there is something coloured on a canvas, and not only grey: a curve. */
export async function hasCurves(page, place) {
  return page.evaluate((selector) => {
    const canvas = document.querySelector(`${selector} canvas`);
    const pixels = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data;
    return pixels.some((value, index) => index % 4 === 0 && pixels[index + 3] > 200 && Math.abs(value - pixels[index + 2]) > 60);
  }, place);
}

/** The chart takes another colour scheme and another width of the window by itself. */
export async function checkAdapting(page, place, width) {
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
