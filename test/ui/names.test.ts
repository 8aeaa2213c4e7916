import type { Browser } from 'playwright';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { launchChromium } from '#test/support/chromium.ts';
import { buildServer, nordlicht, serverIdOf } from '#test/main/terminal/builders.ts';
import { buildPage, openScriptedWindow } from './scripted-window.ts';

const werkstatt = serverIdOf('w');

let browser: Browser;
beforeAll(async () => {
  buildPage();
  browser = await launchChromium();
});
afterAll(() => browser.close());

it('the profile changes the name on every server, and says when others see it', async () => {
  const left = { name: 'Werkstatt', displayName: 'Mara L.', connection: { type: 'offline', since: 0 } } as const;
  const servers = [buildServer(), buildServer({ serverId: werkstatt, ...left })];
  const { page, scripted } = await openScriptedWindow(browser, { state: { servers } });
  await page.getByRole('button', { name: 'Settings' }).click();
  const on = (server: string) => page.getByRole('textbox', { name: new RegExp(`^Your name on .${server}`, 'u') });
  expect([await on('Nordlicht').inputValue(), await on('Werkstatt').inputValue()]).toEqual(['Mara', 'Mara L.']);
  await page.getByText('You have left. Everybody there sees the new one once you join again.').waitFor();
  await on('Nordlicht').fill('Mara Lindqvist');
  await on('Nordlicht').press('Enter');
  await expect
    .poll(() => scripted.calls.find(({ name }) => name === 'person.rename')?.params)
    .toEqual({ serverId: nordlicht, displayName: 'Mara Lindqvist' });
  expect(await page.getByText('Changes apply at once').count()).toBe(0);
});

it('a name that is taken is said to be, and stands ready to be typed over', async () => {
  const refusal = { type: 'name_taken', displayName: 'Mara' } as const;
  const connection = { type: 'pending', door: 'open', digits: null, claim: null, refusal } as const;
  const state = { servers: [buildServer({ connection })], rooms: [] };
  const { page, scripted } = await openScriptedWindow(browser, { state });
  await page.getByRole('heading', { name: 'Your name is taken here' }).waitFor();
  await page.getByRole('button', { name: /Your name is taken here/u }).waitFor();
  const field = page.getByRole('textbox', { name: 'Another name' });
  expect([await field.inputValue(), await field.and(page.locator(':focus')).count()]).toEqual(['Mara', 1]);
  await page.keyboard.type('Mara from upstairs');
  await page.keyboard.press('Enter');
  await expect
    .poll(() => scripted.calls.find(({ name }) => name === 'person.rename')?.params)
    .toEqual({ serverId: nordlicht, displayName: 'Mara from upstairs' });
});
