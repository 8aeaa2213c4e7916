import type { Browser } from 'playwright';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { err, ok } from '#shared/result.ts';
import { launchChromium } from '#test/support/chromium.ts';
import { buildMessage, buildServer, commandIdOf } from '#test/main/terminal/builders.ts';
import { saidFrom } from './scripted-talk.ts';
import { buildPage, openScriptedWindow } from './scripted-window.ts';

let browser: Browser;
beforeAll(async () => {
  buildPage();
  browser = await launchChromium();
});
afterAll(() => browser.close());

describe('what one click could not do', () => {
  it('is said, also to those who listen, until it is dismissed', async () => {
    const { page, complaints } = await openScriptedWindow(browser, {
      shell: { 'settings.change': async () => err({ type: 'settings_not_kept', detail: 'ENOSPC' }) },
    });
    await page.getByRole('button', { name: 'Settings' }).click();
    await page.getByRole('button', { name: 'Appearance' }).click();
    await page.getByRole('radio', { name: 'Dark' }).click();
    const sentence = 'The setting could not be written to disk. It holds until Hallway ends.';
    const told = page.getByRole('listitem').filter({ hasText: sentence });
    await told.waitFor();
    await page.getByRole('status').filter({ hasText: sentence }).waitFor({ state: 'attached' });
    await page.getByRole('radio', { name: 'Light' }).click();
    await page.getByRole('radio', { name: 'Light', checked: true }).waitFor();
    expect(await told.count()).toBe(1);
    await told.getByRole('button', { name: 'Dismiss' }).click();
    await told.waitFor({ state: 'detached' });
    expect(complaints).toEqual([]);
  });

  it('is said of a chat that cannot be opened', async () => {
    const { page } = await openScriptedWindow(browser, {
      prepare: (scripted) => scripted.answer('direct.open', async () => err({ type: 'person_not_known' })),
    });
    await page.getByRole('button', { name: 'Go anywhere' }).click();
    await page.getByRole('option').filter({ hasText: 'Jonas' }).click();
    const told = page.getByRole('listitem').filter({ hasText: 'This person is not known here.' });
    await told.waitFor();
    expect(await told.count()).toBe(1);
  });
});

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

describe('a room whose messages cannot be read', () => {
  it('says so, and reads them when asked', async () => {
    const { page, scripted } = await openScriptedWindow(browser, {
      prepare: (chat) => chat.answer('timeline.page', async () => err({ type: 'room_not_known' })),
    });
    await page.getByText('Messages could not be read here.').waitFor();
    scripted.answer('timeline.page', async () => ok({ items: [buildMessage('here again')], before: null }));
    await page.getByRole('button', { name: 'Retry' }).click();
    await page.getByRole('log').getByText('here again').waitFor();
    expect(await page.getByText('Messages could not be read here.').count()).toBe(0);
  });

  it('says so above what could be read, and asks again only when told to', async () => {
    const { page, scripted } = await openScriptedWindow(browser, {
      prepare: (chat) =>
        chat.answer('timeline.page', async ({ before }) =>
          before === undefined
            ? ok({ items: saidFrom(1, 3), before: saidFrom(1, 1)[0]?.place ?? null })
            : err({ type: 'room_not_known' }),
        ),
    });
    await page.getByText('message 2').waitFor();
    await page.getByText('Messages could not be read here.').waitFor();
    const asked = () => scripted.calls.filter(({ name }) => name === 'timeline.page').length;
    const before = asked();
    await page.getByRole('button', { name: 'Retry' }).click();
    await expect.poll(asked).toBe(before + 1);
  });
});
