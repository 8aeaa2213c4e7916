import type { Browser } from 'playwright';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ok } from '#shared/result.ts';
import { launchChromium } from '#test/support/chromium.ts';
import {
  buildMessage,
  buildNotice,
  buildRoom,
  commandIdOf,
  mara,
  nordlicht,
  roomIdOf,
} from '#test/main/terminal/builders.ts';
import { buildPage, openScriptedWindow } from './scripted-window.ts';

let browser: Browser;
beforeAll(async () => {
  buildPage();
  browser = await launchChromium();
});
afterAll(() => browser.close());

it('a room that one joins from the list is shown once it is there, and until then what was shown before', async () => {
  const roomId = roomIdOf('o');
  const { page, scripted } = await openScriptedWindow(browser, {
    prepare: (chat) => {
      const found = { roomId, name: 'ops', topic: '', memberCount: 3, isMember: false };
      chat.answer('room.browse', async () => ok([found]));
    },
  });
  await page.getByRole('button', { name: 'Create or browse rooms' }).click();
  await page.getByRole('menuitem', { name: 'Browse rooms…' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Join' }).click();
  await expect.poll(() => scripted.calls.some(({ name }) => name === 'room.join')).toBe(true);
  expect(await page.getByRole('heading', { level: 1, includeHidden: true }).allInnerTexts()).toEqual(['general']);
  scripted.emit('room.changed', { serverId: nordlicht, rooms: [buildRoom({ roomId, name: 'ops' })], removed: [] });
  await page.getByRole('heading', { name: 'ops', level: 1 }).waitFor();
  expect(await page.getByRole('dialog').count()).toBe(0);
});

it('a room that is gone leads to the first one', async () => {
  const roomId = roomIdOf('o');
  const rooms = [buildRoom(), buildRoom({ roomId, name: 'plans', isWaiting: true })];
  const { page, scripted } = await openScriptedWindow(browser, { state: { rooms } });
  await page.getByRole('navigation').getByText('plans').click();
  await page.getByRole('heading', { name: 'plans', level: 1 }).waitFor();
  scripted.emit('room.changed', { serverId: nordlicht, rooms: [], removed: [roomId] });
  await page.getByRole('heading', { name: 'general', level: 1 }).waitFor();
  expect(await page.getByRole('navigation').getByText('plans').count()).toBe(0);
});

it('a room that was refused goes only when that is chosen, and says what goes with it', async () => {
  const roomId = roomIdOf('o');
  const { page, scripted } = await openScriptedWindow(browser, {
    state: {
      rooms: [buildRoom(), buildRoom({ roomId, name: 'plans', isWaiting: true })],
      failed: [
        { commandId: commandIdOf(7), kind: 'room.create', roomId, reason: { type: 'room_name_taken', name: 'plans' } },
      ],
    },
    prepare: (chat) => {
      const mine = { author: mara, itemNumber: null, delivery: 'failed' } as const;
      chat.answer('timeline.page', async (asked) =>
        ok({ items: asked.roomId === roomId ? [buildMessage('precious', mine)] : [], before: null }),
      );
    },
  });
  const asked = (call: string) => scripted.calls.filter(({ name }) => name === call).length;
  await page.getByText('The room was not made').waitFor();
  expect(await page.getByRole('button', { name: 'Dismiss' }).count()).toBe(0);
  await page.getByRole('button', { name: 'See what to do' }).click();
  const dialog = page.getByRole('dialog', { name: 'The room was not made' });
  await dialog.getByRole('button', { name: 'Copy what you wrote' }).waitFor();
  await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'detached' });
  expect(asked('message.discard')).toBe(0);
  await page.getByRole('button', { name: 'See what to do' }).click();
  await dialog.getByRole('button', { name: 'Discard it and 1 message' }).click();
  await expect.poll(() => asked('message.discard')).toBe(1);
  await page.getByText('The room was not made').waitFor({ state: 'detached' });
});

it('a room for everybody asks nothing about newcomers, and a private one is closed to them until it is said otherwise', async () => {
  const { page, scripted } = await openScriptedWindow(browser);
  const dialog = page.getByRole('dialog', { name: 'Create a room' });
  const made = () => scripted.calls.filter(({ name }) => name === 'room.create').map(({ params }) => params);
  const groups: number[] = [];
  const create = async (name: string, choose: readonly string[]): Promise<void> => {
    await page.keyboard.press('Control+Shift+E');
    await dialog.getByRole('textbox', { name: 'Name' }).fill(name);
    for (const choice of choose) await dialog.getByRole('radio', { name: choice }).click();
    groups.push(await dialog.getByRole('radiogroup').count());
    await dialog.getByRole('button', { name: 'Create' }).click();
    await dialog.waitFor({ state: 'detached' });
  };
  await page.getByRole('heading', { name: 'general', level: 1 }).waitFor();
  await create('lunch', []);
  await create('salaries', ['Whom a member invites']);
  await create('plans', ['Whom a member invites', 'Everything from the beginning']);
  await create('open after all', ['Whom a member invites', 'From when they join', 'Everybody on this server']);
  expect(groups).toEqual([1, 2, 2, 1]);
  expect(made()).toMatchObject([
    { name: 'lunch', visibility: 'public', history: 'everything' },
    { name: 'salaries', visibility: 'private', history: 'joined' },
    { name: 'plans', visibility: 'private', history: 'everything' },
    { name: 'open after all', visibility: 'public', history: 'everything' },
  ]);
});

it('a private room is marked as one, and leaving it promises nothing that cannot be read any more', async () => {
  const roomId = roomIdOf('s');
  const rooms = [buildRoom(), buildRoom({ roomId, name: 'salaries', visibility: 'private' })];
  const { page } = await openScriptedWindow(browser, { state: { rooms } });
  await page.getByRole('heading', { name: 'general', level: 1 }).waitFor();
  const header = page.getByRole('banner').or(page.locator('header.bar'));
  expect(await header.getByText('Private').count()).toBe(0);
  await page.getByRole('navigation').getByText('salaries').click();
  await header.getByText('Private').waitFor();
  await page.getByRole('button', { name: 'Details' }).click();
  await page.getByRole('button', { name: 'Leave the room' }).click();
  const question = await page.getByRole('dialog').innerText();
  expect(question).toContain('Only a member can invite you back. Until then you cannot read here what was said.');
});

it('what waits is called messages only where it is messages', async () => {
  const rooms = [buildRoom({ waiting: 4 })];
  const { page, scripted } = await openScriptedWindow(browser, { state: { rooms } });
  const connection = { type: 'reconnecting', since: 0, nextTryAt: 0, problem: { type: 'timed_out' } } as const;
  scripted.server({ connection, outbox: { waiting: 4, failed: 0 } });
  const waits = page.getByText('waiting, kept on this computer');
  await expect.poll(() => waits.allInnerTexts()).toEqual(['4 messages waiting, kept on this computer']);
  scripted.server({ connection, outbox: { waiting: 5, failed: 0 } });
  await expect.poll(() => waits.allInnerTexts()).toEqual(['4 messages and 1 change waiting, kept on this computer']);
});

it('a room one was invited to stands out until one has looked into it', async () => {
  const roomId = roomIdOf('s');
  const rooms = [buildRoom(), buildRoom({ roomId, name: 'salaries', visibility: 'private', isNew: true })];
  const { page, scripted } = await openScriptedWindow(browser, {
    state: { rooms, items: [buildNotice({ notice: 'room.invited', subject: mara })] },
  });
  const row = page.getByRole('navigation').getByRole('button', { name: 'salaries' });
  await row.getByText('You were invited').waitFor();
  await row.click();
  await expect
    .poll(() => scripted.calls.filter(({ name }) => name === 'room.markRead').map(({ params }) => params))
    .toContainEqual({ serverId: nordlicht, roomId });
});
