import type { Browser, Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ConnectionState } from '#shared/ipc/connection-view.ts';
import { ok } from '#shared/result.ts';
import { launchChromium } from '#test/support/chromium.ts';
import {
  buildPerson,
  buildRoom,
  buildServer,
  jonas,
  mara,
  morning,
  personIdOf,
  roomIdOf,
  serverIdOf,
} from '#test/main/terminal/builders.ts';
import { buildPage, openScriptedWindow, type WindowParts } from './scripted-window.ts';
import { gapBetween, saidFrom, servePages } from './scripted-talk.ts';

let browser: Browser;
beforeAll(async () => {
  buildPage();
  browser = await launchChromium();
});
afterAll(() => browser.close());

const longName = 'Maximiliane Charlotte von Hohenstein-Zuu';
const arabicName = 'عبد الرحمن بن محمد الهاشمي القرشي السكندري';
const words = 'words '.repeat(40);

/** Everything long at once: names, a topic, a word without an end, an error, a server out of reach. */
const crowded: WindowParts = {
  state: {
    servers: [
      buildServer({
        name: `${longName} GmbH & Co. KG`,
        displayName: longName,
        connection: { type: 'reconnecting', since: 0, nextTryAt: morning, problem: { type: 'timed_out' } },
        outbox: { waiting: 3, failed: 0 },
      }),
      buildServer({ serverId: serverIdOf('w'), name: 'Werkstatt', unread: 4 }),
    ],
    people: [
      buildPerson({ personId: mara, displayName: longName, isMe: true }),
      buildPerson({ personId: jonas, displayName: arabicName }),
      buildPerson({ personId: personIdOf('b'), displayName: '東京本社ネットワーク管理部門担当者山田太郎' }),
    ],
    rooms: [
      buildRoom({ name: `a ${longName}`, topic: words, waiting: 2 }),
      buildRoom({
        roomId: roomIdOf('d'),
        kind: 'direct',
        name: null,
        memberIds: [mara, jonas],
        waiting: 1,
        unread: 120,
      }),
    ],
  },
  prepare: (scripted) => {
    servePages(scripted, [
      ...saidFrom(1, 3),
      { ...gapBetween(3, 3) },
      ...saidFrom(4, 5).map((item) => ({ ...item, content: { type: 'text', text: 'w'.repeat(400) } as const })),
    ]);
    const found = { name: longName, topic: words, memberCount: 3, isMember: false };
    scripted.answer('room.browse', async () => ok([{ ...found, roomId: roomIdOf('o') }]));
  },
};

/** What reaches beyond the window sideways, or is cut by the box it lies in without a way to scroll there. */
function cutOff(page: Page): Promise<string[]> {
  return page.evaluate(`[...document.querySelectorAll('button, input, textarea, h1, h2, p, article, dialog')]
    .filter((element) => element.checkVisibility() && !element.closest('.hidden-text'))
    .filter((element) => {
      const { left, right, width } = element.getBoundingClientRect();
      const clip = element.closest('dialog')?.getBoundingClientRect() ?? { left: 0, right: innerWidth };
      return width > 0 && (left < clip.left - 1 || right > clip.right + 1);
    })
    .map(({ tagName, className }) => tagName + ' ' + className)`);
}

describe.each([
  ['ltr', 1_280, 800],
  ['ltr', 900, 640],
  ['ltr', 480, 400],
  ['rtl', 640, 400],
])('a window that reads %s, of %i by %i', (dir, width, height) => {
  it('cuts nothing off, however long the names are', async () => {
    const { page, complaints } = await openScriptedWindow(browser, {
      ...crowded,
      options: { viewport: { width, height } },
    });
    await page.evaluate(`document.documentElement.dir = '${dir}'`);
    await page.getByRole('log').getByRole('article').first().waitFor();
    const found: Record<string, string[]> = { room: await cutOff(page) };
    await page.getByRole('button', { name: 'Details' }).click();
    found['details'] = await cutOff(page);
    await page.getByRole('complementary', { name: 'Details' }).getByRole('button', { name: 'Close' }).click();
    if (width < 720) await page.getByRole('button', { name: 'Rooms and people' }).click();
    found['side'] = await cutOff(page);
    await page.getByRole('button', { name: 'Create or browse rooms' }).click();
    await page.getByRole('menuitem', { name: 'Browse rooms…' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Join' }).waitFor();
    found['browse'] = await cutOff(page);
    await page.keyboard.press('Escape');
    await page.keyboard.press('Control+k');
    await page.getByRole('option').first().waitFor();
    found['palette'] = await cutOff(page);
    expect(found).toEqual({ room: [], details: [], side: [], browse: [], palette: [] });
    expect(complaints).toEqual([]);
  });
});

const otherServer = { type: 'other_server', serverId: serverIdOf('x'), address: '[fd00:10:20::4:52]:7420' } as const;
const doorsteps: Readonly<Record<string, ConnectionState>> = {
  digits: { type: 'pending', door: 'knock', refusal: null, digits: '704226', claim: null },
  invite: {
    type: 'pending',
    door: 'invite',
    refusal: { type: 'door_closed', door: 'invite' },
    digits: null,
    claim: null,
  },
  sentAway: { type: 'refused', problem: { type: 'device_removed' } },
  revoked: { type: 'refused', problem: { type: 'device_revoked' } },
  otherKey: { type: 'reconnecting', since: 0, nextTryAt: morning, problem: otherServer },
};

it.each([
  [1_280, 800],
  [480, 400],
])('before a door nothing is cut off in a window of %i by %i, however long the names are', async (width, height) => {
  for (const [name, connection] of Object.entries(doorsteps)) {
    const server = buildServer({ name: `${longName} GmbH & Co. KG`, displayName: longName, connection });
    const { page } = await openScriptedWindow(browser, {
      state: { servers: [server], rooms: [], people: [] },
      options: { viewport: { width, height } },
    });
    await page.getByRole('heading', { level: 1 }).waitFor();
    expect({ name, cut: await cutOff(page) }).toEqual({ name, cut: [] });
    await page.context().close();
  }
});

it('a name is cut at its own end, also one that is written from the right', async () => {
  const { page } = await openScriptedWindow(browser, crowded);
  await page.getByRole('navigation').getByText(arabicName).waitFor();
  const directions = await page.evaluate(
    `[...document.querySelectorAll('nav bdi')].map((name) => getComputedStyle(name).direction)`,
  );
  expect(directions).toEqual(['ltr', 'rtl']);
});

it('what can be pressed and typed in has an outline where the system draws no colours but its own', async () => {
  const options = { forcedColors: 'active' } as const;
  const { page } = await openScriptedWindow(browser, { ...crowded, options });
  await page.getByRole('button', { name: 'Details' }).click();
  const bare = await page.evaluate(`[...document.querySelectorAll('button:not(.focus-inside), .input, .composer')]
    .filter((element) => element.checkVisibility() && getComputedStyle(element).outlineStyle === 'none')
    .filter((element) => element.closest('.composer') === element || element.closest('.composer') === null)
    .map(({ className }) => className)`);
  expect(bare).toEqual([]);
});

it('a server out of reach says since when, in the hint of its plate and in the notice', async () => {
  const today = new Date().setUTCHours(0, 0, 0, 0);
  const connection = { type: 'reconnecting', since: today, nextTryAt: 0, problem: { type: 'timed_out' } } as const;
  const { page, scripted } = await openScriptedWindow(browser);
  scripted.server({ connection });
  await page.getByRole('button', { name: 'Out of reach' }).getByTitle('Out of reach since 00:00').waitFor();
  await page.getByText('Since 00:00', { exact: true }).waitFor();
  scripted.server({ connection: { type: 'offline', since: today } });
  await page.getByText('You have left').waitFor();
  expect(await page.getByText('Since 00:00', { exact: true }).count()).toBe(1);
});
