// What is asked of every part of the page.
import assert from 'node:assert';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { patience, rules, shots } from './given.mjs';

export async function fits(page, what) {
  const [scroll, shown] = await page.evaluate(() => [document.documentElement.scrollWidth, window.innerWidth]);
  assert(scroll <= shown, `${what}: expected no wider than ${shown} pixels, found ${scroll}`);
}

/** Nothing that keeps people from using what is shown, as far as axe-core can tell. */
export async function checkAccess(page, what) {
  // By the debugger, since the page lets no foreign script in.
  await page.evaluate(readFileSync(join(rules, 'axe.min.js'), 'utf8'));
  const found = await page.evaluate(async () => (await window.axe.run(document, { resultTypes: ['violations'] })).violations
    .filter((one) => ['serious', 'critical'].includes(one.impact)).map((one) => `${one.id}: ${one.nodes.map((node) => node.html).join(' ')}`));
  assert.deepStrictEqual(found, [], what);
}

export async function shoot(page, name) {
  if (shots) await page.screenshot({ path: join(shots, `${name}.png`), fullPage: true });
}

export async function downloadOf(page, button) {
  const [download] = await Promise.all([page.waitForEvent('download', { timeout: patience }), page.click(button)]);
  return readFileSync(await download.path());
}

/** What is asked for while something happens, but for what the page itself holds. */
export async function requestsDuring(page, work) {
  const urls = [];
  const note = (request) => { if (!request.url().startsWith('blob:')) urls.push(request.url()); };
  page.on('request', note);
  await work();
  page.off('request', note);
  return urls;
}

export async function waitForProblem(page, pattern) {
  await page.waitForFunction(([source]) => new RegExp(source).test(document.getElementById('problem').textContent), [pattern.source], { timeout: patience });
}
