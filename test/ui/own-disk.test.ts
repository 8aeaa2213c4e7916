import type { Browser } from 'playwright';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { err, ok } from '#shared/result.ts';
import { launchChromium } from '#test/support/chromium.ts';
import { buildServer, commandIdOf } from '#test/main/terminal/builders.ts';
import { buildPage, openScriptedWindow } from './scripted-window.ts';

let browser: Browser;
beforeAll(async () => {
  buildPage();
  browser = await launchChromium();
});
afterAll(() => browser.close());

describe('a damaged history', () => {
  it('is told of once, with where it lies and whether something could not be read', async () => {
    const file = '/data/servers/n.db.damaged-1';
    const server = buildServer({ renewed: { file, lostCommands: 2 } });
    const { page, scripted, complaints } = await openScriptedWindow(browser, { state: { servers: [server] } });
    const told = page.getByRole('status').filter({ hasText: 'was damaged, and comes from the server again.' });
    await told.waitFor();
    expect(await told.innerText()).toContain('Of what waits to be sent, 2 entries could not be read.');
    expect(await told.innerText()).toContain(file);
    scripted.answer('server.renewalSeen', async ({ serverId }) => {
      expect(serverId).toBe(server.serverId);
      scripted.server({ renewed: null });
      return ok(null);
    });
    await page.getByRole('button', { name: 'All right' }).click();
    await told.waitFor({ state: 'detached' });
    expect(complaints).toEqual([]);
  });
});

describe('a disk that is full', () => {
  it('[D1] leaves what was typed in the composer, says why, and the same text goes out once there is room', async () => {
    const detail = 'database or disk is full';
    const { page, scripted } = await openScriptedWindow(browser, {
      prepare: (chat) => chat.answer('message.send', async () => err({ type: 'storage_failed', detail })),
    });
    const composer = page.getByRole('textbox', { name: 'Message', exact: true });
    await composer.fill('not lost');
    await composer.press('Enter');
    await page.getByText('This computer cannot store what comes in.').first().waitFor();
    expect(await composer.inputValue()).toBe('not lost');
    const sent: string[] = [];
    scripted.answer('message.send', async ({ text }) => {
      sent.push(text);
      return ok({ commandId: commandIdOf(1) });
    });
    await composer.press('Enter');
    await expect.poll(() => composer.inputValue()).toBe('');
    expect(sent).toEqual(['not lost']);
  });
});
