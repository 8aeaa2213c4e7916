import type { Browser } from 'playwright';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { launchChromium } from '#test/support/chromium.ts';
import { buildServer } from '#test/main/terminal/builders.ts';
import { buildPage, openScriptedWindow, type WindowParts } from './scripted-window.ts';

let browser: Browser;
beforeAll(async () => {
  buildPage();
  browser = await launchChromium();
});
afterAll(() => browser.close());

async function setupFind(parts: WindowParts = { state: { servers: [], rooms: [], people: [] } }) {
  const window = await openScriptedWindow(browser, parts);
  await window.page.getByRole('button', { name: 'Connect' }).waitFor();
  return window;
}

it('before there is a server, settings are a key or a press away, and so is the way back', async () => {
  const { page, complaints } = await setupFind();
  await page.keyboard.press('Control+,');
  await page.getByRole('textbox', { name: 'Your name for new servers' }).waitFor();
  await page.getByRole('button', { name: 'Appearance' }).click();
  await page.getByRole('radio', { name: 'Dark' }).click();
  await page.waitForFunction(`document.documentElement.dataset.theme === 'dark'`);
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Mara' }).click();
  await page.getByRole('radio', { name: 'Dark', checked: true }).waitFor();
  expect(complaints).toEqual([]);
});

it('before there is a server, the palette goes where there is something, and no key is listed that does nothing', async () => {
  const { page } = await setupFind();
  await page.keyboard.press('Control+k');
  await page.getByRole('option').filter({ hasText: 'Settings' }).waitFor();
  expect(await page.getByRole('option').filter({ hasText: 'Create a room' }).count()).toBe(0);
  await page.getByRole('option').filter({ hasText: 'Keyboard shortcuts' }).click();
  const dialog = page.getByRole('dialog', { name: 'Keyboard shortcuts' });
  await dialog.getByText('Go anywhere').waitFor();
  expect(await dialog.getByText('Create a room').count()).toBe(0);
});

it('connecting to nothing says what to type', async () => {
  const { page, scripted } = await setupFind();
  await page.getByRole('button', { name: 'Connect' }).click();
  await page.getByText('Paste a join line, or type an address.').waitFor();
  expect(scripted.calls.filter(({ name }) => name === 'server.join')).toEqual([]);
});

it('a server that never answered is not one that is known, and its address is told once', async () => {
  const address = '10.20.4.17:7420';
  const state = { servers: [buildServer({ name: address, addresses: [address] })], rooms: [] };
  const { page } = await openScriptedWindow(browser, { state });
  await page.getByRole('button', { name: 'Find servers' }).click();
  const server = page.getByRole('listitem').filter({ hasText: address });
  await server.getByText('New to you').waitFor();
  expect(await page.getByText('You know this one').count()).toBe(0);
  expect(await server.getByText(address).count()).toBe(1);
  expect(await page.getByText('1 server found').count()).toBe(0);
});
