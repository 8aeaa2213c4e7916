import type { Browser, Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DeviceKey } from '#shared/domain/ids.ts';
import type { ClaimView, DeviceView } from '#shared/ipc/device-api.ts';
import { ok } from '#shared/result.ts';
import { launchChromium } from '#test/support/chromium.ts';
import {
  buildMessage,
  buildPerson,
  buildServer,
  jonas,
  mara,
  morning,
  nordlicht,
} from '#test/main/terminal/builders.ts';
import type { ScriptedChat } from '#test/main/terminal/scripted-chat.ts';
import { seriousViolations } from './serious-violations.ts';
import { buildPage, openScriptedWindow } from './scripted-window.ts';

let browser: Browser;
beforeAll(async () => {
  buildPage();
  browser = await launchChromium();
});
afterAll(() => browser.close());

const keyOf = (letter: string) => `${letter.repeat(42)}A` as DeviceKey;
const longName = 'ThinkPad-X1-der-Abteilung-Kälte-und-Klima-im-dritten-Stock-links';
const laptop: DeviceView = {
  device: keyOf('P'),
  name: 'MacBook Pro',
  addedAt: morning - 8_000_000_000,
  lastSeenAt: morning,
  isHere: true,
  isThis: true,
};
const devices: readonly DeviceView[] = [
  laptop,
  { ...laptop, device: keyOf('H'), name: longName, isHere: false, isThis: false },
  { ...laptop, device: keyOf('Q'), name: '', isHere: true, isThis: false },
];
const claim: ClaimView = {
  claimId: 1,
  device: keyOf('T'),
  name: 'ThinkPad T14',
  address: '10.20.8.77',
  at: morning,
  isByLink: true,
};
const link = `hallway://link?s=${nordlicht}&h=10.20.4.31:7420&t=AAECAwQFBgcICQoLDA0ODw&x=1800000000&n=Mara`;

function prepare(chat: ScriptedChat): void {
  chat.answer('device.list', async () => ok(devices));
  chat.answer('claim.list', async () => ok([claim]));
  chat.answer('device.offer', async () => ok({ link, forMs: 600_000 }));
  chat.answer('claim.open', async () => ok({ device: claim.device, digits: '318540' }));
  const said = buildMessage('It is me, on the new laptop.', { author: jonas, vouchedBy: mara });
  chat.answer('timeline.page', async () => ok({ items: [said], before: null }));
}

async function goToDevices(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Settings' }).click();
  await page.getByRole('button', { name: 'Your devices' }).click();
  await page.getByText('MacBook Pro').waitFor();
}

/** The names of what is wider than the window shows of it. */
function tooWide(page: Page): Promise<string[]> {
  return page.evaluate(`[...document.querySelectorAll('main *:not(svg, svg *)')]
    .filter((element) => element.getBoundingClientRect().right > innerWidth + 1)
    .map(({ className, tagName }) => tagName + '.' + className)`);
}

describe.each(['light', 'dark'] as const)('the page of one’s devices, %s', (colorScheme) => {
  it('shows them all, the link for one more and who asks, without anything cut off or out of reach', async () => {
    const { page, complaints } = await openScriptedWindow(browser, { prepare, options: { colorScheme } });
    await goToDevices(page);
    await page.getByRole('button', { name: 'Add a device…' }).click();
    await page.getByRole('button', { name: 'Compare digits' }).click();
    await page.getByRole('img', { name: 'Digits: 3 1 8 5 4 0' }).waitFor();
    expect(await seriousViolations(page)).toEqual([]);
    expect(await tooWide(page)).toEqual([]);
    await page.setViewportSize({ width: 480, height: 700 });
    expect(await tooWide(page)).toEqual([]);
    expect(complaints).toEqual([]);
  });

  it('[T8] a message that an owner vouched for says so where it stands, and in what is known of it', async () => {
    const people = [
      buildPerson({ personId: mara, displayName: 'Mara', isMe: true, role: 'owner' }),
      buildPerson({ personId: jonas, displayName: 'Jonas', vouched: { by: mara, at: morning } }),
    ];
    const { page } = await openScriptedWindow(browser, { prepare, state: { people }, options: { colorScheme } });
    await page.getByText(/^Vouched for by .Mara/u).waitFor();
    expect(await seriousViolations(page)).toEqual([]);
  });

  it('whoever says at the door that they are in already sees how it goes on', async () => {
    const connection = { type: 'pending', door: 'knock', refusal: null, digits: '318540', claim: 'name' } as const;
    const server = buildServer({ name: `${longName} GmbH`, displayName: longName, connection });
    const state = { servers: [server], rooms: [], people: [] };
    const { page } = await openScriptedWindow(browser, { state, options: { colorScheme } });
    await page.getByRole('heading', { name: 'Compare the digits' }).waitFor();
    expect(await seriousViolations(page)).toEqual([]);
    expect(await tooWide(page)).toEqual([]);
  });
});
