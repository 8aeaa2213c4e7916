import { join } from 'node:path';
import type { Browser } from 'playwright';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import type { HealingStatus } from '#shared/ipc/healing-status.ts';
import { ok } from '#shared/result.ts';
import {
  buildMessageInfo,
  buildRoom,
  buildServer,
  jonas,
  mara as maraId,
  nordlicht,
} from '#test/main/terminal/builders.ts';
import { launchChromium } from '#test/support/chromium.ts';
import { runServeTask } from '#test/support/serve-task.ts';
import { openUiOffice, type Desk } from './office.ts';
import { said, servePages } from './scripted-talk.ts';
import { buildPage, openScriptedWindow } from './scripted-window.ts';
import { seriousViolations } from './serious-violations.ts';

const patience = { timeout: 30_000 };
const lostNotice = /^.Nordlicht. lost its latest history, and began anew/u;

let browser: Browser;
beforeAll(async () => {
  buildPage();
  browser = await launchChromium();
});
afterAll(() => browser.close());

async function openHostCard({ page }: Pick<Desk, 'page'>): Promise<void> {
  await page.getByRole('button', { name: 'Settings' }).click();
  await page.getByRole('button', { name: 'Server here' }).click();
}

describe('a server whose backup was put in its place', () => {
  it('[H2, H7] has again what its people hold, and says to each how much came back and from whom', async () => {
    const office = await openUiOffice();
    onTestFinished(() => office.close());
    const [mara, ole] = [await office.openDesk('Mara Lindqvist'), await office.openDesk('Ole Brandt')];
    await mara.introduce();
    const address = await mara.host('Nordlicht');
    await mara.openDoor();
    await ole.introduce();
    await ole.join(address);
    await mara.say('kept in the backup');
    await ole.timeline.getByText('kept in the backup').waitFor(patience);
    const folder = join(office.folderOf('Mara Lindqvist'), 'server');
    const backup = join(folder, 'before.backup');
    await runServeTask('backup', folder, backup);
    await ole.say('said after the backup');
    await mara.timeline.getByText('said after the backup').waitFor(patience);

    await openHostCard(mara);
    await mara.page.getByRole('button', { name: 'Stop the server' }).click();
    await mara.page.getByRole('dialog').getByRole('button', { name: 'Stop it' }).click();
    await mara.page.getByRole('heading', { name: /^Start .Nordlicht. again$/u }).waitFor(patience);
    await runServeTask('restore', folder, backup);
    await mara.page.getByRole('button', { name: 'Start it again' }).click();

    for (const desk of [mara, ole]) {
      const notice = desk.page.getByRole('status').filter({ hasText: lostNotice });
      await notice.waitFor(patience);
      expect(await notice.innerText()).toMatch(/1 entry came back from .*\. Nothing is known to be missing\./u);
      await desk.timeline.getByText('said after the backup').waitFor(patience);
      expect(await desk.timeline.getByRole('article').count()).toBe(2);
    }
    const texts = await ole.timeline.getByRole('article').allInnerTexts();
    expect(texts.map((text) => /kept in|said after/u.exec(text)?.[0])).toEqual(['kept in', 'said after']);

    await ole.page.getByRole('button', { name: 'All right' }).click();
    await ole.page.getByText(lostNotice).waitFor({ ...patience, state: 'detached' });
    await ole.page.reload();
    await ole.timeline.getByText('said after the backup').waitFor(patience);
    expect(await ole.page.getByText(lostNotice).count()).toBe(0);
    await ole.say('and on it goes');
    await mara.timeline.getByText('and on it goes').waitFor(patience);
    expect([mara.complaints, ole.complaints]).toEqual([[], []]);
  });
});

const gathering: HealingStatus = {
  epoch: 2,
  gate: 'closed',
  startedAt: 0,
  returned: 34,
  missing: 2,
  parked: 0,
  closedRooms: 1,
  givers: [],
};

describe('a server that waits for what it lost', () => {
  it.each([
    {
      gate: 'closed',
      title: 'It gathers what it lost.',
      says: /gets back what people’s devices hold/u,
      button: 'Go on without the rest',
    },
    {
      gate: 'host',
      title: 'It may be one of two copies.',
      says: /another copy of this server/u,
      button: 'Go on without the rest',
    },
    { gate: 'open', title: 'Private rooms are still closed.', says: /1 private room waits/u, button: 'Open them now' },
  ] as const)('[H3] with its gate $gate says why to its host, who can go on', async ({ gate, title, says, button }) => {
    const asked: string[] = [];
    const { page, complaints } = await openScriptedWindow(browser, {
      host: {
        type: 'running',
        name: 'Nordlicht',
        serverId: nordlicht,
        addresses: ['10.0.0.1:7420'],
        networks: [],
        joinLine: 'x',
        startedAt: 0,
        isReached: true,
        alarm: null,
        healing: { ...gathering, gate },
      },
      shell: {
        'host.goOn': async () => {
          asked.push('go on');
          return ok(true);
        },
      },
      state: { servers: [buildServer()] },
    });
    onTestFinished(() => page.context().close());
    await openHostCard({ page });
    const region = page.getByRole('status', { name: title });
    await region.waitFor(patience);
    expect(await region.innerText()).toMatch(says);
    expect(await region.innerText()).toContain('34 entries back, 2 known to be missing');
    expect(await seriousViolations(page)).toEqual([]);
    await region.getByRole('button', { name: button }).click();
    await expect.poll(() => asked, patience).toEqual(['go on']);
    expect(complaints).toEqual([]);
  });

  it('[H3] keeps what is on the screen, and what is written waits', async () => {
    const server = buildServer({ connection: { type: 'healing' }, outbox: { waiting: 1, failed: 0 } });
    const { page } = await openScriptedWindow(browser, { state: { servers: [server] } });
    onTestFinished(() => page.context().close());
    await page
      .getByText(/^.Nordlicht. lost its latest history and gathers it\./u)
      .first()
      .waitFor(patience);
    expect(await seriousViolations(page)).toEqual([]);
  });

  it('[H7] names those who gave the most, and what is missing', async () => {
    const healed = { startedAt: 0, returned: 1_204, givers: [maraId, jonas], missing: 3, closedRooms: 1 };
    const { page, scripted } = await openScriptedWindow(browser, { state: { servers: [buildServer({ healed })] } });
    onTestFinished(() => page.context().close());
    const notice = page.getByRole('status').filter({ hasText: lostNotice });
    await notice.waitFor(patience);
    expect(await notice.innerText()).toContain('3 entries are still missing: whoever has them brings them');
    expect(await notice.innerText()).toContain('Private rooms open again once two people');
    await page.getByRole('button', { name: 'All right' }).click();
    const seen = () => scripted.calls.filter(({ name }) => name === 'server.healingSeen');
    await expect.poll(() => seen().length, patience).toBe(1);
  });

  it('[H7] says nothing of what came back where private rooms alone wait', async () => {
    const healed = { startedAt: 0, returned: 0, givers: [], missing: 0, closedRooms: 1 };
    const { page } = await openScriptedWindow(browser, { state: { servers: [buildServer({ healed })] } });
    onTestFinished(() => page.context().close());
    const notice = page.getByRole('status').filter({ hasText: lostNotice });
    await notice.waitFor(patience);
    const text = await notice.innerText();
    expect(text).toContain('Only its private rooms are waited for: they open again once two people');
    expect(text).not.toContain('Nothing');
  });

  it.each(['light', 'dark'] as const)(
    '[H3] says of a message for a closed room that it waits for that, and when it goes out (%s)',
    async (theme) => {
      const waiting = said(1, { author: maraId, delivery: 'queued', itemNumber: null });
      const rooms = [buildRoom({ isMember: false, isClosed: true, visibility: 'private', waiting: 1 })];
      const { page, complaints } = await openScriptedWindow(browser, {
        state: { rooms },
        settings: { theme },
        prepare: (chat) => {
          servePages(chat, [waiting]);
          const times = { writtenAt: waiting.writtenAt, sentAt: waiting.writtenAt };
          chat.answer('message.info', async () =>
            ok(buildMessageInfo({ author: maraId, delivery: 'queued', ...times })),
          );
        },
      });
      onTestFinished(() => page.context().close());
      const row = page.getByRole('log').getByRole('article').filter({ hasText: 'message 1' });
      await row.getByText('Waits for the room').waitFor(patience);
      await row.hover();
      expect(await row.getByRole('button').evaluateAll((found) => found.map(({ ariaLabel }) => ariaLabel))).toEqual([
        'Take back',
        'Info',
      ]);
      await row.getByRole('button', { name: 'Info' }).click();
      await page.getByRole('dialog').getByText('goes out when the room opens').waitFor(patience);
      expect(await seriousViolations(page)).toEqual([]);
      expect(complaints).toEqual([]);
    },
  );
});
