import type { Browser, Locator, Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { err } from '#shared/result.ts';
import { launchChromium } from '#test/support/chromium.ts';
import {
  buildMessage,
  buildNotice,
  buildPerson,
  buildRoom,
  commandIdOf,
  general,
  mara,
  nordlicht,
  personIdOf,
  placeOf,
} from '#test/main/terminal/builders.ts';
import { buildPage, openScriptedWindow, type WindowParts } from './scripted-window.ts';
import { gapBetween, said, saidFrom, servePages, tell } from './scripted-talk.ts';
import type { TimelineItem } from '#shared/ipc/chat-view.ts';

const patience = { timeout: 20_000 };
let browser: Browser;
beforeAll(async () => {
  buildPage();
  browser = await launchChromium();
});
afterAll(() => browser.close());

async function setupRoom(items: readonly TimelineItem[], parts: WindowParts = {}) {
  const window = await openScriptedWindow(browser, {
    ...parts,
    prepare: (scripted) => {
      servePages(scripted, items);
      parts.prepare?.(scripted);
    },
  });
  const log = window.page.getByRole('log');
  await log.getByRole('article').first().waitFor(patience);
  const line = (number: number): Locator => log.getByText(new RegExp(`^message ${number}(?!\\d)`, 'u'));
  return { ...window, log, line };
}

const topOf = async (row: Locator): Promise<number> => Math.round((await row.boundingBox())?.y ?? Number.NaN);

interface ScrollBox {
  scrollTop: number;
  readonly scrollHeight: number;
  readonly clientHeight: number;
}

function boxOf(log: Locator): Promise<ScrollBox> {
  return log.evaluate((element: unknown) => {
    const { scrollTop, scrollHeight, clientHeight } = element as ScrollBox;
    return { scrollTop, scrollHeight, clientHeight };
  });
}

async function isAtEnd(log: Locator): Promise<boolean> {
  const { scrollTop, scrollHeight, clientHeight } = await boxOf(log);
  return scrollHeight - scrollTop - clientHeight < 2;
}

/** Waits until nothing in the timeline moves any more. */
async function still(page: Page): Promise<void> {
  let before = '';
  for (let quiet = 0; quiet < 4;) {
    const now = `${JSON.stringify(await boxOf(page.getByRole('log')))} ${await page.getByRole('log').innerText()}`;
    quiet = now === before ? quiet + 1 : 0;
    before = now;
    await page.waitForFunction('new Promise((go) => requestAnimationFrame(() => requestAnimationFrame(() => go(1))))');
  }
}

async function scrollTo(log: Locator, offset: number): Promise<void> {
  await log.evaluate((element: unknown, top) => {
    (element as ScrollBox).scrollTop = top;
  }, offset);
}

describe('a timeline', () => {
  it('keeps what is on the screen in its place while an older page comes in above it', async () => {
    let letGo: (value: null) => void = () => undefined;
    const older = new Promise<null>((resolve) => {
      letGo = resolve;
    });
    const { page, log, line } = await setupRoom(saidFrom(1, 300), {
      prepare: (scripted) => {
        servePages(scripted, saidFrom(1, 300), older);
      },
    });
    await still(page);
    await scrollTo(log, 300);
    await still(page);
    const { scrollHeight } = await boxOf(log);
    const before = await topOf(line(255));
    letGo(null);
    await expect.poll(async () => (await boxOf(log)).scrollHeight, patience).toBeGreaterThan(scrollHeight + 1_000);
    await still(page);
    expect(Math.abs((await topOf(line(255))) - before)).toBeLessThanOrEqual(2);
  });

  it('stays at the end when something is said and when the window changes, and only there', async () => {
    const { page, log, line, scripted } = await setupRoom(saidFrom(1, 120));
    await still(page);
    expect(await isAtEnd(log)).toBe(true);
    tell(scripted, { items: [said(121)], isLive: true });
    await line(121).waitFor(patience);
    await still(page);
    expect(await isAtEnd(log)).toBe(true);
    await page.setViewportSize({ width: 600, height: 500 });
    await still(page);
    expect(await isAtEnd(log)).toBe(true);
    await page.setViewportSize({ width: 1_280, height: 800 });
    await still(page);
    await scrollTo(log, 1_500);
    await still(page);
    const [first] = await log.getByText(/^message \d+/u).allInnerTexts();
    const { scrollTop } = await boxOf(log);
    tell(scripted, { items: [said(122)], isLive: true });
    await page.getByRole('button', { name: '1 new message' }).waitFor(patience);
    await still(page);
    expect(await boxOf(log)).toMatchObject({ scrollTop });
    expect((await log.getByText(/^message \d+/u).allInnerTexts())[0]).toBe(first);
  });

  it.each([14, 20])('stays at the end of a talk of %i when the details open beside it', async (count) => {
    const { page, log, scripted } = await setupRoom(saidFrom(1, count));
    await still(page);
    tell(scripted, { items: [said(count + 1)], isLive: true });
    await still(page);
    await page.getByRole('button', { name: 'Details' }).click();
    await still(page);
    expect(await isAtEnd(log)).toBe(true);
  });

  it('fills a gap by itself when it comes into view, and keeps what is below it in its place', async () => {
    const gap = gapBetween(41, 80);
    const items = [...saidFrom(1, 40), gap, ...saidFrom(81, 120)];
    const { page, log, line, scripted } = await setupRoom(items);
    await still(page);
    const asked = () => scripted.calls.filter(({ name }) => name === 'timeline.fillGap');
    expect(asked()).toEqual([]);
    await log.hover();
    await page.mouse.wheel(0, -1);
    for (let tries = 0; tries < 40 && asked().length === 0; tries += 1) {
      await page.mouse.wheel(0, -250);
      await still(page);
    }
    expect(asked().map(({ params }) => params)).toEqual([{ serverId: nordlicht, roomId: general, from: 41, to: 80 }]);
    const before = await topOf(line(82));
    tell(scripted, { items: saidFrom(41, 80), removed: [gap.key] });
    await line(80).waitFor(patience);
    await still(page);
    expect(Math.abs((await topOf(line(82))) - before)).toBeLessThanOrEqual(2);
    expect(await page.getByText('Fetching what was said here').count()).toBe(0);
  });

  it('says of a gap why it cannot be had, and tries again when asked', async () => {
    const gap = gapBetween(1, 9);
    const { page, scripted } = await setupRoom([gap, ...saidFrom(10, 14)], {
      prepare: (chat) => chat.answer('timeline.fillGap', async () => err({ type: 'messages_not_there' })),
    });
    await page.getByText('answered without these messages').waitFor(patience);
    await page.getByRole('button', { name: 'Retry' }).click();
    const asked = () => scripted.calls.filter(({ name }) => name === 'timeline.fillGap').length;
    await expect.poll(asked).toBe(2);
    scripted.server({ connection: { type: 'reconnecting', since: 0, nextTryAt: 0, problem: { type: 'timed_out' } } });
    await page.getByText('They come when the server answers').waitFor(patience);
    scripted.server({ connection: { type: 'online' } });
    await expect.poll(asked).toBe(3);
  });
});

describe('the New line', () => {
  const unread = (count: number, last: number) =>
    buildRoom({ unread: count, firstUnread: { itemNumber: last - count + 1, at: said(last - count + 1).writtenAt } });

  it('is where one comes in, with what was read above it', async () => {
    const { page, line } = await setupRoom(saidFrom(1, 120), { state: { rooms: [unread(30, 120)] } });
    await still(page);
    const newLine = page.getByRole('separator').getByText('New', { exact: true });
    expect(await topOf(newLine)).toBeLessThan(await topOf(line(91)));
    expect(await topOf(newLine)).toBeGreaterThan(await topOf(line(90)));
    expect(await page.getByRole('button', { name: /since/u }).count()).toBe(0);
  });

  it('on an older page is one click away', async () => {
    const { page, log, line } = await setupRoom(saidFrom(1, 400), { state: { rooms: [unread(250, 400)] } });
    await still(page);
    expect(await isAtEnd(log)).toBe(true);
    await page.getByRole('button', { name: /^250 new messages since .*13:13$/u }).click();
    const newLine = page.getByRole('separator').getByText('New', { exact: true });
    await newLine.waitFor(patience);
    await still(page);
    expect(await topOf(newLine)).toBeLessThan(await topOf(line(151)));
    expect(await line(151).isVisible()).toBe(true);
    expect(await page.getByRole('button', { name: /since/u }).count()).toBe(0);
  });

  it('stands before what came while the computer was away, also where somebody sits in front of it now', async () => {
    const { page, line, scripted } = await setupRoom(saidFrom(1, 120));
    await still(page);
    scripted.server({ connection: { type: 'catching_up' } });
    scripted.emit('room.changed', { serverId: nordlicht, rooms: [unread(40, 160)], removed: [] });
    tell(scripted, { items: saidFrom(121, 160), isLive: true });
    scripted.server({ connection: { type: 'online' } });
    await page.getByRole('button', { name: /^40 new messages since/u }).click();
    await line(121).waitFor(patience);
    await still(page);
    expect(await topOf(page.getByRole('separator').getByText('New', { exact: true }))).toBeLessThan(
      await topOf(line(121)),
    );
  });
});

describe('a message of ones own that waits', () => {
  const waiting = (number: number, text: string) =>
    buildMessage(text, {
      commandId: commandIdOf(number),
      author: mara,
      itemNumber: null,
      delivery: 'queued',
    });
  const setupWaiting = () =>
    setupRoom([...saidFrom(1, 3), waiting(1, 'first of mine'), waiting(2, 'second of mine')], {
      state: { rooms: [buildRoom({ waiting: 2 })] },
    });

  it('is changed by a click on it', async () => {
    const { page, log, scripted } = await setupWaiting();
    await log.getByText('first of mine').click();
    const composer = page.getByRole('textbox', { name: 'Message', exact: true });
    await expect.poll(() => composer.inputValue()).toBe('first of mine');
    await composer.fill('first, mended');
    await composer.press('Enter');
    await expect
      .poll(() => scripted.calls.find(({ name }) => name === 'message.change')?.params)
      .toEqual({
        serverId: nordlicht,
        commandId: commandIdOf(1),
        text: 'first, mended',
      });
  });

  it('is taken back by the arrow up when it is the last, and by its button', async () => {
    const { page, log, scripted } = await setupWaiting();
    const composer = page.getByRole('textbox', { name: 'Message', exact: true });
    await composer.press('ArrowUp');
    await expect.poll(() => composer.inputValue()).toBe('second of mine');
    await composer.press('Escape');
    await log.getByText('first of mine').hover();
    await page.getByRole('button', { name: 'Take back' }).first().click();
    await expect
      .poll(() => scripted.calls.find(({ name }) => name === 'message.cancel')?.params)
      .toEqual({
        serverId: nordlicht,
        commandId: commandIdOf(1),
      });
  });

  it('shows on its room in the list', async () => {
    const { page } = await setupWaiting();
    const room = page.getByRole('navigation').getByRole('button', { name: 'general' });
    expect((await room.innerText()).replace(/\s+/gu, ' ')).toBe('general 2 messages of yours waiting');
  });
});

describe('who came and went', () => {
  it('is one line that names two, and opens', async () => {
    const names = ['Ole', 'Priya', 'Lin', 'Ada', 'Tom'];
    const people = names.map((displayName, index) =>
      buildPerson({ personId: personIdOf('abcde'[index] ?? ''), displayName }),
    );
    const notices = people.map(({ personId: person }, index) =>
      buildNotice({ key: `n${index}`, person, place: placeOf(3 + (index + 1) / 10) }),
    );
    const { page } = await setupRoom([...saidFrom(1, 3), ...notices], { state: { people } });
    await page.getByText(/^⁨Ole⁩, ⁨Priya⁩ and 3 others joined$/u).waitFor(patience);
    const toggle = page.getByRole('button', { name: 'Show', exact: true });
    await toggle.click();
    for (const name of names) await page.getByText(`⁨${name}⁩ joined`).waitFor(patience);
    await page.getByRole('button', { name: 'Show fewer' }).click();
    expect(await page.getByText('⁨Tom⁩ joined').count()).toBe(0);
  });
});
