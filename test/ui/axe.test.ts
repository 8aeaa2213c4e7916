import type { Browser, Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { roomStream } from '#shared/domain/stream.ts';
import { err, ok } from '#shared/result.ts';
import type { ConnectionState } from '#shared/ipc/connection-view.ts';
import type { HostView } from '#shared/ipc/shell-api.ts';
import { sampleStatus } from '#test/support/sample-status.ts';
import { launchChromium } from '#test/support/chromium.ts';
import {
  buildDiagnostics,
  buildMessage,
  buildMessageInfo,
  buildRecipient,
  buildRoom,
  buildServer,
  general,
  jonas,
  mara,
  morning,
  nordlicht,
  roomIdOf,
  serverIdOf,
} from '#test/main/terminal/builders.ts';
import type { ScriptedChat } from '#test/main/terminal/scripted-chat.ts';
import { buildPage, openScriptedWindow, type WindowParts } from './scripted-window.ts';
import { seriousViolations } from './serious-violations.ts';

let browser: Browser;
beforeAll(async () => {
  buildPage();
  browser = await launchChromium();
});
afterAll(() => browser.close());

interface View {
  readonly parts?: WindowParts;
  readonly goThere: (page: Page, scripted: ScriptedChat) => Promise<void>;
}

const stay = () => Promise.resolve();
const press = (keys: string) => (page: Page) => page.keyboard.press(keys);
const settingsPage = (name: string) => async (page: Page) => {
  await page.keyboard.press('Control+,');
  await page.getByRole('button', { name, exact: true }).click();
};
const alone = { state: { servers: [], rooms: [], people: [] } };
const knocking = { type: 'pending', door: 'knock', refusal: null, digits: null, claim: null } as const;
const other = serverIdOf('w');
const atDoor = (connection: ConnectionState): WindowParts => ({
  state: { servers: [buildServer({ connection, isVerified: false })], rooms: [], people: [] },
});
const away = { type: 'reconnecting', since: 0, nextTryAt: 0, problem: { type: 'timed_out' } } as const;
const otherServer = { type: 'other_server', serverId: other, address: '10.20.4.52:7420' } as const;
const server = { name: 'Nordlicht', serverId: nordlicht };
const running: HostView = {
  type: 'running' as const,
  ...server,
  startedAt: 0,
  isReached: false,
  alarm: null,
  healing: null,
  addresses: ['10.0.0.1:7420'],
  networks: [],
  joinLine: 'x',
};
const long = Array.from({ length: 60 }, (_, number) => `line ${number}`).join('\n');

const views: Readonly<Record<string, View>> = {
  welcome: { parts: { ...alone, settings: { displayName: null } }, goThere: stay },
  find: { parts: alone, goThere: stay },
  'a room': {
    parts: {
      prepare: (chat) =>
        chat.answer('timeline.page', async () => ok({ items: [buildMessage(long, { author: jonas })], before: null })),
    },
    goThere: (page) => page.getByRole('button', { name: 'Details' }).click(),
  },
  'info about a message': {
    parts: {
      prepare: (chat) => {
        chat.answer('timeline.page', async () =>
          ok({ items: [buildMessage('Hello', { author: mara, delivery: 'sent' })], before: null }),
        );
        const people = [buildRecipient(jonas, { isDelivered: true, deliveredAt: morning })];
        const recipients = { type: 'people', people, hasTimes: false } as const;
        chat.answer('message.info', async () => ok(buildMessageInfo({ author: mara, delivery: 'sent', recipients })));
      },
    },
    goThere: async (page) => {
      await page.getByRole('log').getByText('Hello', { exact: true }).first().waitFor();
      await page.getByRole('log').focus();
      await page.keyboard.press('ArrowUp');
      await page.keyboard.press('i');
      await page.getByText('Delivered to 1 of 1').waitFor();
    },
  },
  'a room that cannot be read': {
    parts: { prepare: (chat) => chat.answer('timeline.page', async () => err({ type: 'room_not_known' })) },
    goThere: stay,
  },
  'a private room': {
    parts: {
      state: { rooms: [buildRoom(), buildRoom({ roomId: roomIdOf('p'), name: 'pay', visibility: 'private' })] },
    },
    goThere: (page) => page.getByRole('navigation').getByText('pay').click(),
  },
  'a server out of reach': { parts: { state: { servers: [buildServer({ connection: away })] } }, goThere: stay },
  'a name that is taken': {
    parts: {
      state: {
        servers: [
          buildServer({
            connection: { ...knocking, door: 'open', refusal: { type: 'name_taken', displayName: 'Mara' } },
          }),
        ],
      },
    },
    goThere: stay,
  },
  'a knock that waits': { parts: atDoor(knocking), goThere: stay },
  'digits to compare': { parts: atDoor({ ...knocking, digits: '704226' }), goThere: stay },
  'digits that differed': {
    parts: atDoor({ ...knocking, digits: '704226' }),
    goThere: async (page, scripted) => {
      await page.getByRole('button', { name: 'They differ' }).click();
      scripted.server({ connection: { type: 'offline', since: 0 } });
      await page.getByRole('heading', { name: 'The digits were not the same' }).waitFor();
    },
  },
  'a door for invites': {
    parts: atDoor({ ...knocking, door: 'invite', refusal: { type: 'door_closed', door: 'invite' } }),
    goThere: stay,
  },
  'somebody sent away': { parts: atDoor({ type: 'refused', problem: { type: 'not_let_in' } }), goThere: stay },
  'a link before it is used': {
    parts: alone,
    goThere: async (page) => {
      await page.getByRole('textbox', { name: 'Link or address' }).fill(`hallway://join?s=${other}`);
      await page.getByRole('button', { name: 'Connect' }).click();
      await page.getByRole('dialog').waitFor();
    },
  },
  'a server to confirm': {
    parts: { state: { servers: [buildServer({ isVerified: false })] } },
    goThere: async (page) => {
      await page.getByRole('button', { name: 'Server menu' }).click();
      await page.getByRole('menuitem', { name: 'Confirm the server…' }).click();
      await page.getByRole('dialog').waitFor();
    },
  },
  'another key': {
    parts: { state: { servers: [buildServer({ connection: { ...away, problem: otherServer } })] } },
    goThere: stay,
  },
  'another key to join': {
    parts: { state: { servers: [buildServer({ connection: { ...away, problem: otherServer } })] } },
    goThere: (page) => page.getByRole('button', { name: 'Join this one as a new server…' }).click(),
  },
  'go anywhere': { goThere: press('Control+k') },
  shortcuts: { goThere: press('Control+/') },
  'create a room': { goThere: press('Control+Shift+E') },
  'new direct message': { goThere: press('Control+Shift+K') },
  profile: { goThere: settingsPage('Profile') },
  appearance: { goThere: settingsPage('Appearance') },
  writing: { goThere: settingsPage('Writing') },
  about: { goThere: settingsPage('About') },
  diagnostics: {
    parts: {
      host: running,
      shell: { 'host.report': async () => ok(sampleStatus) },
      prepare: (chat) => {
        const holes = [{ stream: roomStream(general), found: 3, mended: 1, open: 1 }];
        chat.answer('server.diagnostics', async () => ok(buildDiagnostics({ holes })));
      },
    },
    goThere: async (page) => {
      await settingsPage('Diagnostics')(page);
      await page.getByText('which runs here').waitFor();
      await page.getByRole('row').first().waitFor();
    },
  },
  'a list of servers made anew': {
    parts: { state: { renewedProfile: { file: '/data/profile.db.damaged-1', servers: 2 } } },
    goThere: (page) => page.getByText('The list of your servers was damaged').waitFor(),
  },
  'the server that runs here': { parts: { host: running }, goThere: settingsPage('Server here') },
  'a server that does not start': {
    parts: { host: { type: 'failed', ...server, problem: { type: 'disk_full', folder: '/data' } } },
    goThere: settingsPage('Server here'),
  },
};

describe.each(['light', 'dark'] as const)('in the %s, axe finds nothing serious in', (theme) => {
  it.each(Object.keys(views))('%s', async (name) => {
    const view = views[name];
    if (view === undefined) throw new Error('Each name is of a view.');
    const { page, complaints, scripted } = await openScriptedWindow(browser, {
      ...view.parts,
      settings: { theme, ...view.parts?.settings },
      options: { reducedMotion: 'reduce' },
    });
    await page.getByRole('heading').or(page.getByRole('textbox')).first().waitFor();
    await view.goThere(page, scripted);
    expect([await seriousViolations(page), complaints]).toEqual([[], []]);
    await page.context().close();
  });
});
