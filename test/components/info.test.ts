import { expect, it } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import Timeline from '#renderer/features/timeline/Timeline.svelte';
import Dialogs from '#renderer/views/Dialogs.svelte';
import type { MessageInfo, MessageItem } from '#shared/ipc/chat-view.ts';
import { ok } from '#shared/result.ts';
import {
  buildMessage,
  buildMessageInfo,
  buildPerson,
  buildRecipient,
  buildRoom,
  buildServer,
  jonas,
  mara,
  personIdOf,
} from '#test/main/terminal/builders.ts';
import { renderInHallway } from './render-in-hallway.ts';
import { setupHallway } from './setup-hallway.ts';

const written = Date.UTC(2026, 4, 14, 9, 58, 7, 112);
const cleo = personIdOf('q');

/** A room with one message, and what is known of it. */
async function setupInfo(info: Partial<MessageInfo>, parts: Partial<MessageItem> = {}) {
  const people = [
    buildPerson({ personId: mara, displayName: 'Mara', isMe: true }),
    buildPerson({ personId: jonas, displayName: 'Jonas' }),
    buildPerson({ personId: cleo, displayName: 'Cleo' }),
  ];
  const { scripted, hallway } = await setupHallway({ people });
  const message = buildMessage('I can order two today.', { author: mara, delivery: 'sent', ...parts });
  scripted.answer('timeline.page', async () => ok({ items: [message], before: null }));
  const answer = (known: Partial<MessageInfo>) =>
    scripted.answer('message.info', async () =>
      ok(buildMessageInfo({ author: message.author, writtenAt: written, ...known })),
    );
  answer(info);
  const [server, room] = [buildServer(), buildRoom({ memberIds: people.map(({ personId }) => personId) })];
  hallway.place.goToRoom(server.serverId, room.roomId);
  const { timeline } = hallway.openRoom(server, room);
  await renderInHallway(hallway, Timeline, { server, room, timeline, edited: null, onedit: () => undefined });
  await renderInHallway(hallway, Dialogs, {});
  await expect.element(page.getByRole('log').getByText('I can order two today.')).toBeVisible();
  const dialog = page.getByRole('dialog', { name: 'Info' });
  const open = async () => {
    await page.getByRole('article').hover();
    await page.getByRole('button', { name: 'Info' }).click();
    await expect.element(dialog).toBeVisible();
  };
  const linesOf = (role: 'listitem') =>
    dialog
      .getByRole(role)
      .elements()
      .map((line) => line.textContent.replaceAll(/\s+/gu, ' ').trim());
  return { scripted, message, dialog, open, answer, steps: () => linesOf('listitem') };
}

const inLog = { sentAt: written + 7, storedAt: written + 10, heardAt: written + 19, via: 'live' } as const;

it('[P19] an own message tells each step, who has it and who has read it, and how long each took', async () => {
  const { dialog, open, steps } = await setupInfo({
    ...inLog,
    delivery: 'sent',
    recipients: {
      type: 'people',
      people: [
        buildRecipient(cleo),
        buildRecipient(jonas, { isDelivered: true, deliveredAt: written + 15, isRead: true, readAt: written + 24_010 }),
      ],
      hasTimes: true,
    },
  });
  await open();
  await expect.element(dialog.getByText('Delivered to 1 of 2, read by 1')).toBeVisible();
  const lines = steps();
  expect(lines[0]).toMatch(/^Written .*:07\.112$/u);
  expect(lines[1]).toMatch(/^Left this computer .*:07\.119 after the step before: 7 ms$/u);
  expect(lines[2]).toMatch(/^Kept by the server .*:07\.122$/u);
  expect(lines[3]).toMatch(/^Confirmed to this computer .*:07\.131 after the step before: 12 ms$/u);
  expect(lines[4]).toMatch(/Jonas Read .*:31\.122 · 24 sec\w* Delivered .*:07\.127 · 5 ms$/u);
  expect(lines[5]).toMatch(/Cleo Not delivered yet$/u);
});

it('what is on the screen follows the message', async () => {
  const { scripted, message, dialog, open, answer } = await setupInfo({ delivery: 'queued' }, { delivery: 'queued' });
  await open();
  await expect.element(dialog.getByText('It waits on this computer', { exact: false })).toBeVisible();
  answer({ ...inLog, delivery: 'sent', recipients: { type: 'nobody' } });
  const server = buildServer();
  const items = [{ ...message, delivery: 'sent' as const }];
  scripted.emit('timeline.changed', {
    serverId: server.serverId,
    roomId: buildRoom().roomId,
    items,
    removed: [],
    isLive: true,
  });
  await expect.element(dialog.getByText('Kept by the server')).toBeVisible();
  await expect.element(dialog.getByText('Nobody else was in the room', { exact: false })).toBeVisible();
});

interface Standing {
  readonly info: Partial<MessageInfo>;
  readonly parts?: Partial<MessageItem>;
  readonly sentence: string;
}

const theirs = { author: jonas, delivery: null } as const;
const refused = { delivery: 'failed', failure: { type: 'not_a_member', roomId: buildRoom().roomId } } as const;
const offline = { type: 'people', people: [buildRecipient(jonas, { isDelivered: true })], hasTimes: false } as const;

it.each<[string, Standing]>([
  [
    'was sent and not answered',
    {
      info: { delivery: 'queued', sentAt: written + 1 },
      parts: { delivery: 'queued' },
      sentence: 'has not answered',
    },
  ],
  ['was refused', { info: refused, parts: refused, sentence: 'Not sent.' }],
  [
    'is in a large room',
    { info: { ...inLog, delivery: 'sent', recipients: { type: 'too_many' } }, sentence: 'More than 50 people' },
  ],
  [
    'is asked about while the server is away',
    { info: { ...inLog, delivery: 'sent', recipients: offline }, sentence: 'The server cannot be asked just now' },
  ],
  ['came as it was said', { info: { ...inLog, sentAt: null }, parts: theirs, sentence: 'It came as it was said' }],
  [
    'was missed at first',
    {
      info: { ...inLog, sentAt: null, via: 'replay' },
      parts: theirs,
      sentence: 'what was missed while this computer was away',
    },
  ],
  [
    'came with the history',
    {
      info: { storedAt: written + 10, via: 'page' },
      parts: theirs,
      sentence: 'It came with the history of the room.',
    },
  ],
  [
    'came nobody knows how any more',
    { info: { storedAt: written + 10 }, parts: theirs, sentence: 'or so long ago that how is not kept any more' },
  ],
  [
    'is not its author’s',
    {
      info: { ...inLog, isForged: true },
      parts: { ...theirs, isForged: true },
      sentence: 'Somebody may have changed these words, or written them in this name.',
    },
  ],
])('a message that %s says so', async (_what, { info, parts = {}, sentence }) => {
  const { dialog, open } = await setupInfo(info, parts);
  await open();
  await expect.element(dialog.getByText(sentence, { exact: false })).toBeVisible();
});

it('I is the key for it, on the message; the focus is there again afterwards', async () => {
  const { dialog } = await setupInfo({ ...inLog, delivery: 'sent' });
  (page.getByRole('log').element() as HTMLElement).focus();
  await userEvent.keyboard('{ArrowUp}');
  await expect.poll(() => document.activeElement?.tagName).toBe('ARTICLE');
  await userEvent.keyboard('i');
  await expect.element(dialog).toBeVisible();
  await userEvent.keyboard('{Escape}');
  await expect.poll(() => document.activeElement?.tagName).toBe('ARTICLE');
});

it('no message is a stop on the way through the window because of it', async () => {
  await setupInfo({ ...inLog });
  await expect.element(page.getByRole('button', { name: 'Info' })).toHaveAttribute('tabindex', '-1');
});
