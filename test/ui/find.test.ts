import type { Browser } from 'playwright';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchChromium } from '#test/support/chromium.ts';
import { buildServer, nordlicht, serverIdOf } from '#test/main/terminal/builders.ts';
import type { ScriptedState } from '#test/main/terminal/scripted-chat.ts';
import { buildPage, openScriptedWindow, type WindowParts } from './scripted-window.ts';

const address = '192.168.4.20:7420';
const problem = { type: 'unreachable', code: 'ECONNREFUSED' } as const;
const away = { type: 'reconnecting', since: 0, nextTryAt: 0, problem } as const;

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
  await page.getByRole('radio', { name: 'Compact' }).click();
  await page.waitForFunction(`document.documentElement.dataset.density === 'compact'`);
  await page.emulateMedia({ contrast: 'more' });
  await page.waitForFunction(`document.documentElement.dataset.theme === 'contrast'`);
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

async function setupDoors(state: Partial<ScriptedState>) {
  const { page, scripted, complaints } = await openScriptedWindow(browser, { state });
  await page.getByRole('button', { name: 'Server menu' }).click();
  await page.getByRole('menuitem', { name: 'Find another server…' }).click();
  await page.getByRole('button', { name: 'Connect' }).waitFor();
  return { page, scripted, complaints, main: page.getByRole('main') };
}

describe('doors near you', () => {
  it('show a server that was never reached as not heard, once by its address, and count nothing', async () => {
    const { page, main } = await setupDoors({
      servers: [buildServer({ name: address, connection: away })],
      rooms: [],
    });
    await page.getByRole('heading', { name: 'Nobody found yet' }).waitFor();
    await main.getByText('not heard right now').waitFor();
    const text = await main.innerText();
    expect(text).not.toMatch(/You know this one|1 server found/u);
    expect((await main.getByRole('listitem').first().innerText()).split(address)).toHaveLength(2);
    await main.getByText('What you can do').waitFor();
  });

  it('show the shield and the light of one that was joined and is heard', async () => {
    const heard = { serverId: nordlicht, name: 'Nordlicht', addresses: [address], isKnown: true, networks: [] };
    const { page, main } = await setupDoors({
      nearby: {
        servers: [{ ...heard, lastSeenAt: Date.now() }],
        status: { type: 'working', problem: null },
      },
    });
    await page.getByRole('heading', { name: 'Doors near you' }).waitFor();
    expect(await main.innerText()).toMatch(/You know this one[\s\S]*1 server found/u);
  });

  it('[T8] say of a stranger whose name looks like that of one who was joined that it is another', async () => {
    const stranger = { serverId: serverIdOf('s'), addresses: [address], isKnown: false, networks: [] };
    const { main, complaints } = await setupDoors({
      nearby: {
        servers: [{ ...stranger, name: 'Nоrdliсht', lastSeenAt: Date.now() }],
        status: { type: 'working', problem: null },
      },
    });
    const row = main.getByRole('listitem').filter({ hasText: 'Nоrdliсht' });
    await row.getByText('which you know, and is another server').waitFor();
    expect(await main.getByText('and is another server').count()).toBe(1);
    expect(complaints).toEqual([]);
  });
});

it('the menu of a server copies the line by which others join it', async () => {
  const { page } = await openScriptedWindow(browser);
  // The page is not on a computer of its own here, and so has no clipboard.
  await page.evaluate(`Object.defineProperty(navigator, 'clipboard', {
    value: { writeText: async (text) => void (globalThis.copied = text) },
  })`);
  await page.getByRole('button', { name: 'Server menu' }).click();
  await page.getByRole('menuitem', { name: 'Copy join line' }).click();
  const copied = () => page.evaluate<string>('globalThis.copied ?? ""');
  await expect.poll(copied).toBe(`hallway://join?s=${nordlicht}&h=${address}`);
});
