import type { Browser, Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DeviceKey, InviteId } from '#shared/domain/ids.ts';
import type { KnockView } from '#shared/ipc/door-api.ts';
import { ok } from '#shared/result.ts';
import { launchChromium } from '#test/support/chromium.ts';
import {
  buildPerson,
  buildServer,
  commandIdOf,
  general,
  mara,
  morning,
  personIdOf,
} from '#test/main/terminal/builders.ts';
import { buildReport, devon, reportIdOf, sampleActs } from '#test/support/moderation.ts';
import { seriousViolations } from './serious-violations.ts';
import { buildPage, openScriptedWindow, type WindowParts } from './scripted-window.ts';

let browser: Browser;
beforeAll(async () => {
  buildPage();
  browser = await launchChromium();
});
afterAll(() => browser.close());

const reported = [buildReport(), buildReport({ reportId: reportIdOf('s'), message: null, text: 'again' })];
const stranger: KnockView = {
  knockId: 1,
  displayName: 'Sofia',
  device: `${'S'.repeat(42)}A` as DeviceKey,
  address: '10.20.8.61',
  at: morning,
  isOpened: false,
};
/** The person in front of the window owns the server, and somebody knocks. */
const owned: WindowParts = {
  state: {
    servers: [buildServer({ knocks: 1, reports: 2 })],
    people: [
      buildPerson({ personId: mara, displayName: 'Mara', isMe: true, role: 'owner' }),
      buildPerson(),
      buildPerson({ personId: devon, displayName: 'Devon', isBlocked: true }),
      buildPerson({ personId: personIdOf('v'), displayName: 'Viktor', standing: 'removed', standingSince: Date.now() }),
    ],
  },
  prepare: (chat) => {
    const invite = { inviteId: `${'i'.repeat(25)}a` as InviteId, note: 'Interns', role: 'member', uses: 5 } as const;
    const made = { createdBy: mara, createdAt: morning, roomIds: [general], maxUses: 12, expiresAt: morning };
    const inviteId = `${'n'.repeat(25)}a` as InviteId;
    const link = { commandId: commandIdOf(1), inviteId, link: 'hallway://join?t=1', expiresAt: 0 };
    const banned = [{ device: stranger.device, bannedAt: morning }];
    chat.answer('knock.list', async () => ok([stranger]));
    chat.answer('knock.open', async () => ok({ device: stranger.device, digits: '704226' }));
    chat.answer('invite.list', async () => ok([{ ...invite, ...made }]));
    chat.answer('invite.create', async () => ok(link));
    chat.answer('report.list', async ({ of }) => ok({ reports: of === 'closed' ? [] : reported, next: null }));
    chat.answer('audit.list', async () => ok({ entries: sampleActs(Date.now() + 86_400_000), next: 1 }));
    const laptop = { device: stranger.device, addedAt: morning, isHere: true, isThis: false };
    chat.answer('device.list', async () => ok([{ ...laptop, name: 'ThinkPad T14', lastSeenAt: morning }]));
    chat.answer('door.read', async () => ok({ door: 'knock', openUntil: 0, banned }));
  },
};
const housePage = (name: RegExp, seen: string) => async (page: Page) => {
  await page.keyboard.press('Control+Shift+H');
  await page.getByRole('navigation', { name: 'House' }).getByRole('button', { name }).click();
  await page.getByText(seen).first().waitFor();
};

const views: Readonly<Record<string, (page: Page) => Promise<void>>> = {
  'a knock': async (page) => {
    await page.getByRole('button', { name: /knocks/u }).click();
    await page.getByRole('img', { name: /^Digits/u }).waitFor();
  },
  'an invite': async (page) => {
    await page.keyboard.press('Control+Shift+Y');
    await page.getByRole('img', { name: 'Code of the invite' }).waitFor();
  },
  members: housePage(/^Members/u, 'Jonas'),
  'a member’s menu': async (page) => {
    await housePage(/^Members/u, 'Jonas')(page);
    await page.getByRole('button', { name: /^More about .Jonas/u }).click();
  },
  'who was removed': async (page) => {
    await housePage(/^Members/u, 'Jonas')(page);
    await page.getByRole('button', { name: /^Removed/u }).click();
  },
  requests: housePage(/^Requests/u, 'Sofia'),
  invites: housePage(/^Invites/u, 'Interns'),
  reports: housePage(/^Reports/u, 'Rude to somebody'),
  'closing a report': async (page) => {
    await housePage(/^Reports/u, 'Rude to somebody')(page);
    await page
      .getByRole('button', { name: /^Close the report/u })
      .first()
      .click();
  },
  'the audit log': housePage(/^Audit/u, 'You revoked an invite'),
  'an undoing': async (page) => {
    await housePage(/^Audit/u, 'Save as table')(page);
    await page.getByRole('button', { name: /^Undo/u }).first().click();
    await page.getByRole('dialog').waitFor();
  },
  'a report': async (page) => {
    await housePage(/^Members/u, 'Jonas')(page);
    await page.getByRole('button', { name: /^More about .Jonas/u }).click();
    await page.getByRole('menuitem', { name: 'Report…' }).click();
    await page.getByRole('dialog').waitFor();
  },
  'the devices of somebody': async (page) => {
    await housePage(/^Members/u, 'Jonas')(page);
    await page.getByRole('button', { name: /^More about .Jonas/u }).click();
    await page.getByRole('menuitem', { name: 'Devices…' }).click();
    await page.getByRole('dialog').getByText('ThinkPad').first().waitFor();
  },
  'a block': async (page) => {
    await housePage(/^Members/u, 'Jonas')(page);
    await page.getByRole('button', { name: /^More about .Jonas/u }).click();
    await page.getByRole('menuitem', { name: 'Block…' }).click();
    await page.getByRole('dialog').waitFor();
  },
  'the door': housePage(/^Door/u, 'Keys that stay out'),
};

describe.each(['light', 'dark'] as const)('in the %s, axe finds nothing serious in', (theme) => {
  it.each(Object.keys(views))('%s', async (name) => {
    const { page, complaints } = await openScriptedWindow(browser, {
      ...owned,
      settings: { theme },
      options: { reducedMotion: 'reduce' },
    });
    await page.getByRole('textbox').first().waitFor();
    await views[name]?.(page);
    expect([await seriousViolations(page), complaints]).toEqual([[], []]);
    await page.context().close();
  });
});
