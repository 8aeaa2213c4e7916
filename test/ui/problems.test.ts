import type { Browser } from 'playwright';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { err, ok } from '#shared/result.ts';
import { launchChromium } from '#test/support/chromium.ts';
import { buildMessage } from '#test/main/terminal/builders.ts';
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
