// The server and its page.
import assert from 'node:assert';
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { patience, program } from './given.mjs';

export function startServer(folder, token) {
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
export async function openPage(browser, address, width, token) {
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
