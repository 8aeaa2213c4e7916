import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser } from 'playwright';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import type { HostView } from '#shared/ipc/shell-api.ts';
import { launchChromium } from '#test/support/chromium.ts';
import { ok } from '#shared/result.ts';
import { nordlicht } from '#test/main/terminal/builders.ts';
import { openUiOffice, type Desk } from './office.ts';
import { buildPage, openScriptedWindow } from './scripted-window.ts';

const patience = { timeout: 20_000 };
const off: HostView = { type: 'off', lastName: 'Nordlicht', serverId: nordlicht, stoppedAt: 0 };
const running: HostView = {
  type: 'running' as const,
  name: 'Nordlicht',
  serverId: nordlicht,
  startedAt: 0,
  isReached: true,
  alarm: null,
  healing: null,
  addresses: ['10.0.0.1:7420'],
  networks: [],
  joinLine: 'hallway://join?s=x',
};

let browser: Browser;
beforeAll(async () => {
  buildPage();
  browser = await launchChromium();
});
afterAll(() => browser.close());

/** Mara, who runs Nordlicht. */
async function setupHost() {
  const office = await openUiOffice();
  onTestFinished(() => office.close());
  const mara = await office.openDesk('Mara Lindqvist');
  await mara.introduce();
  await mara.host('Nordlicht');
  await mara.say('the first words');
  return { mara, page: mara.page, folder: office.folderOf('Mara Lindqvist') };
}

async function stop({ page }: Desk): Promise<void> {
  await page.getByRole('button', { name: 'Settings' }).click();
  await page.getByRole('button', { name: 'Server here' }).click();
  await page.getByRole('button', { name: 'Stop the server' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Stop it' }).click();
  await page.getByRole('heading', { name: /^Start .Nordlicht. again$/u }).waitFor(patience);
}

async function openSettings({ page }: Pick<Desk, 'page'>): Promise<void> {
  await page.getByRole('button', { name: 'Server menu' }).click();
  await page.getByRole('menuitem', { name: 'Leave or forget…' }).click();
}

describe('a server that its host has stopped', () => {
  it('says so, and is started again from there with all that was in it', async () => {
    const { mara, page } = await setupHost();
    await stop(mara);
    await page.getByRole('button', { name: 'Close' }).first().click();
    await page.getByText(/^You stopped .Nordlicht/u).waitFor(patience);
    expect(await page.getByRole('button', { name: 'Try now' }).count()).toBe(0);
    await page.getByRole('button', { name: 'Start it again' }).click();
    await page.getByRole('button', { name: 'Runs here' }).waitFor(patience);
    await mara.timeline.getByText('the first words').waitFor(patience);
    expect(mara.complaints).toEqual([]);
  });

  it('goes on under another name, or makes room for an empty one and says where it lies', async () => {
    const { mara, page, folder } = await setupHost();
    await stop(mara);
    const name = page.getByRole('textbox', { name: 'Name of the server' });
    expect(await name.inputValue()).toBe('Nordlicht');
    await name.fill('Werkstatt');
    await page.getByText(/goes on under this name: the same rooms, the same people/u).waitFor(patience);
    await page.getByRole('button', { name: 'Start it under the new name' }).waitFor(patience);
    await page.getByRole('button', { name: 'Start a new, empty server instead…' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Put it aside' }).click();
    const said = await page.getByRole('dialog', { name: /^.Nordlicht. is put aside$/u }).innerText();
    const aside = said.split('\n').find((line) => line.startsWith(join(folder, 'server-'))) ?? 'nowhere';
    expect([existsSync(join(folder, 'server')), existsSync(join(aside, 'server.db'))]).toEqual([false, true]);
    await page.getByRole('dialog').getByRole('button', { name: 'Go on' }).click();
    await page.getByRole('button', { name: 'Start the server' }).click();
    await page.getByText('You are the first one here').waitFor(patience);
    expect(await mara.timeline.getByText('the first words').count()).toBe(0);
    expect(mara.complaints).toEqual([]);
  });
});

describe.each([
  ['that runs here', running, /runs on this computer. It is not stopped by this/u],
  ['that ran here last', off, /was last run on this computer. What it keeps stays/u],
] as const)('forgetting the server %s', (_which, host, says) => {
  it('says that only the own copy goes, and leads to where the server itself is', async () => {
    const window = await openScriptedWindow(browser, { host });
    await openSettings(window);
    await window.page.getByText('The server itself stays').waitFor(patience);
    await window.page.getByRole('button', { name: 'Forget…' }).click();
    const dialog = window.page.getByRole('dialog');
    expect(await dialog.innerText()).toMatch(says);
    expect(await dialog.innerText()).toMatch(/Only your copy of its rooms and your key for it are deleted/u);
    await dialog.getByRole('button', { name: 'Server here' }).click();
    await window.page.getByRole('heading', { name: 'Server here' }).waitFor(patience);
  });
});

it('[P11] a server that shut a device out says so to its host, who can let it in again', async () => {
  let reopened = 0;
  const shell = {
    'host.reopen': async () => {
      reopened += 1;
      return ok(1);
    },
  };
  const host = { ...running, alarm: { type: 'device_closed' as const } };
  const { page } = await openScriptedWindow(browser, { host, shell });
  await page.getByRole('button', { name: 'Settings' }).click();
  await page.getByRole('button', { name: 'Server here' }).click();
  await page.getByText(/did not sign what it sent, so the server shut it out/u).waitFor(patience);
  await page.getByRole('button', { name: 'Let it in again' }).click();
  await expect.poll(() => reopened, patience).toBe(1);
});

it('a server that was left takes nothing to write before one joins it again', async () => {
  const { page, scripted } = await openScriptedWindow(browser);
  const composer = page.getByRole('textbox', { name: 'Message', exact: true });
  await composer.fill('half a thought');
  scripted.server({ connection: { type: 'offline', since: 0 } });
  await page.getByText('You have left').first().waitFor(patience);
  expect([await composer.isDisabled(), await page.getByRole('button', { name: 'Send' }).isDisabled()]).toEqual([
    true,
    true,
  ]);
  expect(await composer.getAttribute('placeholder')).toBe('You have left. Join again to write');
  scripted.server({ connection: { type: 'online' } });
  await expect.poll(() => composer.isEnabled(), patience).toBe(true);
  expect(await composer.inputValue()).toBe('half a thought');
});
