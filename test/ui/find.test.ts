import type { Browser } from 'playwright';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchChromium } from '#test/support/chromium.ts';
import { buildServer, nordlicht } from '#test/main/terminal/builders.ts';
import type { ScriptedState } from '#test/main/terminal/scripted-chat.ts';
import { buildPage, openScriptedWindow } from './scripted-window.ts';

const address = '192.168.4.20:7420';
const problem = { type: 'unreachable', code: 'ECONNREFUSED' } as const;
const away = { type: 'reconnecting', since: 0, nextTryAt: 0, problem } as const;

let browser: Browser;
beforeAll(async () => {
  buildPage();
  browser = await launchChromium();
});
afterAll(() => browser.close());

async function setupFind(state: Partial<ScriptedState>) {
  const { page, scripted } = await openScriptedWindow(browser, { state });
  await page.getByRole('button', { name: 'Server menu' }).click();
  await page.getByRole('menuitem', { name: 'Find another server…' }).click();
  await page.getByRole('button', { name: 'Connect' }).waitFor();
  return { page, scripted, main: page.getByRole('main') };
}

describe('doors near you', () => {
  it('show a server that was never reached as not heard, once by its address, and count nothing', async () => {
    const { page, main } = await setupFind({
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
    const { page, main } = await setupFind({
      nearby: {
        servers: [{ ...heard, lastSeenAt: Date.now() }],
        status: { type: 'working', problem: null },
      },
    });
    await page.getByRole('heading', { name: 'Doors near you' }).waitFor();
    expect(await main.innerText()).toMatch(/You know this one[\s\S]*1 server found/u);
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
