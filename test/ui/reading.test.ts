import type { Browser } from 'playwright';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ok } from '#shared/result.ts';
import { launchChromium } from '#test/support/chromium.ts';
import { buildMessage, buildRoom } from '#test/main/terminal/builders.ts';
import { buildPage, openScriptedWindow } from './scripted-window.ts';

let browser: Browser;
beforeAll(async () => {
  buildPage();
  browser = await launchChromium();
});
afterAll(() => browser.close());

it('what comes into a page that was opened behind everything else is read once somebody looks', async () => {
  const { page, scripted } = await openScriptedWindow(browser, {
    script: 'document.hasFocus = () => globalThis.isInFront === true',
    state: { rooms: [buildRoom({ unread: 1, firstUnread: { itemNumber: 1, at: 0 } })] },
    prepare: (chat) => chat.answer('timeline.page', async () => ok({ items: [buildMessage('lunch?')], before: null })),
  });
  const marked = () => scripted.calls.filter(({ name }) => name === 'room.markRead').length;
  await page.getByText('lunch?').waitFor();
  await page.evaluate('dispatchEvent(new Event("focus"))');
  await page.getByRole('button', { name: 'Go anywhere' }).waitFor();
  expect(marked()).toBe(0);
  await page.evaluate('globalThis.isInFront = true; dispatchEvent(new Event("focus"))');
  await expect.poll(marked).toBe(1);
});
