import type { Browser, Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { foldText } from '#renderer/lib/fold-text.ts';
import type { Name } from '#shared/domain/name.ts';
import {
  buildMessage,
  buildPerson,
  buildRoom,
  buildServer,
  commandIdOf,
  mara,
  morning,
  serverIdOf,
} from '#test/main/terminal/builders.ts';
import { personIdOf, roomIdOf } from '#test/support/sample-ids.ts';
import { launchChromium } from '#test/support/chromium.ts';
import { hostileNames } from '#test/support/hostile/hostile-names.ts';
import { corpusSeed, hostileTexts } from '#test/support/hostile/hostile-texts.ts';
import { findings, watchPage } from './page-watch.ts';
import { buildPage, openScriptedWindow } from './scripted-window.ts';

const texts = hostileTexts();
const names = hostileNames();
const perWindow = 125;
const windows = Math.ceil(texts.length / perWindow);
const hour = 3_600_000;

let browser: Browser;
beforeAll(async () => {
  buildPage();
  browser = await launchChromium();
});
afterAll(() => browser.close());

/** The names of one window, none of them twice while there are enough. */
function nameAt(number: number): Name {
  return names[number % names.length] ?? ('' as Name);
}

/** One window in which everything that strangers write is hostile: names of people, rooms and servers, topics and messages. */
async function openHostileWindow(batch: number, width: number) {
  const said = texts.slice(batch * perWindow, (batch + 1) * perWindow);
  const first = batch * perWindow;
  const people = said.map((_text, index) =>
    buildPerson({ personId: personIdOf(index + 1), displayName: nameAt(first + index) }),
  );
  const topic = (index: number): string => (said[index] ?? '').replaceAll(/\s+/gu, ' ').slice(0, 200);
  const rooms = said
    .slice(0, 30)
    .map((_text, index) =>
      buildRoom({ roomId: roomIdOf(index + 1), name: nameAt(2_500 + first + index), topic: topic(index) }),
    );
  const room = buildRoom({
    name: nameAt(first + 7),
    topic: topic(31),
    memberIds: [mara, ...people.map(({ personId }) => personId)],
  });
  const items = said.map((text, index) =>
    buildMessage(text, {
      commandId: commandIdOf(1_000 + index),
      itemNumber: index + 1,
      author: personIdOf(index + 1),
      // Beyond what is one group, and in one day.
      writtenAt: morning + (index * hour) / perWindow,
      key: `row-${index}`,
    }),
  );
  const server = buildServer({ name: nameAt(first + 11), displayName: nameAt(first + 13) });
  const other = buildServer({ serverId: serverIdOf('o'), name: nameAt(first + 17) });
  const me = buildPerson({ personId: mara, displayName: nameAt(first + 13), isMe: true });
  const window = await openScriptedWindow(browser, {
    state: { servers: [server, other], rooms: [room, ...rooms], people: [me, ...people], items },
    script: watchPage,
    hasPolicy: true,
    // So high that every row is on the page at once, and drawn small, since nobody looks.
    options: { viewport: { width, height: 40_000 }, deviceScaleFactor: 0.1 },
  });
  const requests: string[] = [];
  window.page.on('request', (request) => {
    if (!request.url().startsWith('http://hallway.test/assets/')) requests.push(request.url());
  });
  window.page.on('dialog', (dialog) => {
    requests.push(`dialog ${dialog.message()}`);
    void dialog.dismiss();
  });

  await expect.poll(() => window.page.locator('[data-row] .text').count(), { timeout: 90_000 }).toBe(said.length);
  return { ...window, said, people, requests };
}

const none = { hits: 0, violations: [], foreign: [], links: [], overflows: [] };

function readRows(page: Page): Promise<string[]> {
  return page.evaluate(() => [...document.querySelectorAll('[data-row] .text')].map((text) => text.textContent ?? ''));
}

describe(`what strangers write (seed ${corpusSeed}), in the real page under its policy`, () => {
  it('[T8] is a corpus of thousands', () => {
    expect(texts.length).toBeGreaterThan(2_000);
    expect(names.length).toBeGreaterThan(2_000);
  });

  it.each(Array.from({ length: windows }, (_, batch) => batch))(
    '[T4, T8] stays letters in the window, every one of them: part %i',
    async (batch) => {
      const { page, said, people, requests, complaints } = await openHostileWindow(batch, 1_280);
      expect(await findings(page)).toEqual(none);
      expect(await readRows(page)).toEqual(said.map((text) => foldText(text) ?? text));
      const authors = page.locator('[data-row] .author bdi');
      expect(await authors.allTextContents()).toEqual(people.map(({ displayName }) => displayName));
      expect([requests, complaints]).toEqual([[], []]);
      await page.context().close();
    },
  );

  it.each([0, 6, 12])('[T8] does not push a narrow window apart: part %i', async (batch) => {
    const { page } = await openHostileWindow(batch, 480);
    expect(await findings(page)).toEqual(none);
    await page.context().close();
  });

  it('[T8] stays letters where it is listed: members, the palette, the profile', async () => {
    const { page, complaints } = await openHostileWindow(2, 1_280);
    await page.keyboard.press('Control+k');
    await page.getByRole('option').first().waitFor();
    expect(await findings(page)).toEqual(none);
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Settings' }).click();
    await page.getByRole('heading', { level: 1 }).first().waitFor();
    expect(await findings(page)).toEqual(none);
    expect(complaints).toEqual([]);
    await page.context().close();
  });
});

it('the watch over the page sees what there is to see', async () => {
  const { page } = await openScriptedWindow(browser, {
    state: { items: [buildMessage('hello')] },
    script: watchPage,
    hasPolicy: true,
  });
  await page.locator('[data-row] .text').waitFor();
  expect(await findings(page)).toEqual(none);
  await page.evaluate(() => {
    Object.assign(window, { hit: 1 });
    const text = document.querySelector('[data-row] .text');
    text?.append(Object.assign(document.createElement('a'), { href: 'javascript:void 0' }));
    text?.append(document.createElement('b'));
    const wide = Object.assign(document.createElement('div'), { textContent: 'x'.repeat(2_000) });
    document.querySelector('[data-row] header')?.append(wide);
    text?.append(Object.assign(document.createElement('img'), { src: 'http://evil.test/x.png' }));
  });
  await expect.poll(async () => (await findings(page)).violations).toContain('img-src');
  const seen = await findings(page);
  expect(seen.hits).toBe(1);
  expect(seen.foreign).toEqual(expect.arrayContaining(['B', 'IMG']));
  expect(seen.links).toEqual(['javascript:void 0']);
  expect(seen.overflows).toHaveLength(1);
});
