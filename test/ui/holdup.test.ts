import type { Browser } from 'playwright';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { buildServer } from '#test/main/terminal/builders.ts';
import { launchChromium } from '#test/support/chromium.ts';
import { buildPage, openScriptedWindow } from './scripted-window.ts';

const holdup = { type: 'server_disk_full' } as const;
const fullDisk = /Nordlicht.* cannot keep anything just now: its disk is full\./u;

let browser: Browser;
beforeAll(async () => {
  buildPage();
  browser = await launchChromium();
});
afterAll(() => browser.close());

it('[I7] a server whose disk is full says so in the room for as long as that lasts, and that what is written waits', async () => {
  const { page, scripted } = await openScriptedWindow(browser);
  await page.getByRole('heading', { name: 'general', level: 1 }).waitFor();
  const notice = page.getByRole('status').filter({ hasText: fullDisk });
  expect(await notice.count()).toBe(0);
  scripted.server({ holdup });
  await notice.getByText('What you write waits here and goes out by itself.').waitFor();
  await page.getByText('Its disk is full', { exact: true }).waitFor();
  scripted.server({ holdup: null });
  await notice.waitFor({ state: 'detached' });
});

it('[I7] whoever comes in while the disk is full reads why they are not let in', async () => {
  const server = buildServer({
    connection: { type: 'pending', door: 'open', digits: null, claim: null, refusal: null },
    holdup,
  });
  const { page } = await openScriptedWindow(browser, { state: { servers: [server], rooms: [] } });
  await page.getByRole('heading', { name: /Nordlicht.* cannot let you in just now$/u }).waitFor();
  const said = await page.getByRole('status').filter({ hasText: fullDisk }).innerText();
  expect(said).toContain('You come in by yourself as soon as it can keep your name.');
});
