// A clip that is sent to the server.
import assert from 'node:assert';
import { checkAdapting, hasCurves } from './chart_checks.mjs';
import { checkAccess, downloadOf, fits, shoot } from './checks.mjs';
import { patience } from './given.mjs';

export async function tryClip(page, width, clip) {
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
