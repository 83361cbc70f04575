// Photos of the disk.
import assert from 'node:assert';
import { checkAccess, downloadOf, fits, shoot } from './checks.mjs';
import { patience, photo } from './given.mjs';

export async function tryPhotos(page, width) {
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
