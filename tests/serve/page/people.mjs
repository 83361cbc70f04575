// The people of the gallery.
import { checkAccess, fits, shoot } from './checks.mjs';
import { patience, photo } from './given.mjs';

export async function tryPeople(page, width) {
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
