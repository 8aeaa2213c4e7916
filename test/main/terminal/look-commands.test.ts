import { describe, expect, it } from 'vitest';
import { roomStream, serverStream } from '#shared/domain/stream.ts';
import type { DeviceDiagnostics } from '#shared/ipc/device-diagnostics.ts';
import type { MessageInfo, MessageItem } from '#shared/ipc/chat-view.ts';
import { err, ok } from '#shared/result.ts';
import {
  buildDiagnostics,
  buildMessage,
  buildMessageInfo,
  buildRecipient,
  buildRoom,
  commandIdOf,
  buildSession,
  general,
  jonas,
  mara,
  morning,
  nordlicht,
  roomIdOf,
} from './builders.ts';
import { setupPeople } from './setup-people.ts';

const written = morning - 60_000;

describe('/info', () => {
  async function setupInfo(info: Partial<MessageInfo> = {}, items: readonly MessageItem[] = [buildMessage('Hello')]) {
    const people = await setupPeople({ state: { items: [...items] } });
    people.answer('message.info', async () => ok(buildMessageInfo({ writtenAt: written, ...info })));
    people.news();
    const asked = () => people.calls.flatMap(({ name, params }) => (name === 'message.info' ? [params] : []));
    return { ...people, asked };
  }

  it('[P19] tells each step of an own message, how long it took, and who has it and has read it', async () => {
    const own = buildMessage('I can order two today.', { author: mara, delivery: 'sent' });
    const recipients = {
      type: 'people',
      people: [
        buildRecipient(jonas, { isDelivered: true, deliveredAt: written + 15, isRead: true, readAt: written + 24_010 }),
      ],
      hasTimes: true,
    } as const;
    const times = { sentAt: written + 7, storedAt: written + 10, heardAt: written + 19, via: 'live' } as const;
    const { type, news } = await setupInfo({ author: mara, delivery: 'sent', ...times, recipients }, [own]);
    await type('/info');
    expect(news()).toEqual([
      'Mara: I can order two today.',
      'Written             10:41:00.000',
      'Left this computer  10:41:00.007, after 7 ms',
      'Kept by the server  10:41:00.010',
      'Confirmed here      10:41:00.019, after 12 ms',
      'Delivered to        1 of 1, read by 1',
      '  Jonas             read 10:41:24.010 (24 s), delivered 10:41:00.015 (5 ms)',
      'Its author signed it.',
    ]);
  });

  it('is of the last message of the room, or of the last that holds what was typed', async () => {
    const items = ['one fish', 'two fish', 'red herring'].map((text, at) =>
      buildMessage(text, { commandId: commandIdOf(at + 1), itemNumber: at + 1 }),
    );
    const { type, news, asked } = await setupInfo({ storedAt: written, heardAt: written + 3, via: 'replay' }, items);
    await type('/info');
    await type('/info FISH');
    expect(asked()).toEqual(
      [3, 2].map((number) => ({ serverId: nordlicht, roomId: general, author: jonas, commandId: commandIdOf(number) })),
    );
    expect(news()).toContain('It came with what was missed while this computer was away.');
    await type('/info whale');
    expect(news()).toEqual(['Nothing said lately here holds "whale".']);
  });

  it.each<[Partial<MessageInfo>, string]>([
    [{ delivery: 'queued', author: mara }, 'It waits here and goes out by itself.'],
    [{ delivery: 'queued', author: mara, sentAt: written }, 'It was sent. The server has not answered yet.'],
    [{ delivery: 'failed', author: mara, failure: { type: 'dependency_failed' } }, 'Not sent. It needs something'],
    [{ delivery: 'sent', author: mara, recipients: { type: 'nobody' } }, 'Nobody else was in the room'],
    [{ delivery: 'sent', author: mara, recipients: { type: 'too_many' } }, 'The room is too large'],
    [{ isForged: true }, 'Its author did not sign it'],
    [{ vouchedBy: mara }, "A device that Mara vouched for signed it, and no key of its author's own."],
    [
      {
        delivery: 'sent',
        author: mara,
        recipients: { type: 'people', people: [buildRecipient(jonas)], hasTimes: false },
      },
      'The server cannot be asked just now.',
    ],
  ])('says why it went no further: %j', async (info, sentence) => {
    const { type, news } = await setupInfo(info);
    await type('/info');
    expect(news().join(' ')).toContain(sentence);
  });

  it('[H3] says of what waits for a closed room when it goes out', async () => {
    const info = { delivery: 'queued', author: mara, sentAt: written } as const;
    const { type, news, emit } = await setupInfo(info);
    emit('room.changed', { serverId: nordlicht, rooms: [buildRoom({ isMember: false, isClosed: true })], removed: [] });
    await type('/info');
    expect(news().join(' ')).toContain('It waits here and goes out when the room opens.');
  });

  it('of a room where nothing was said, and of what is not there any more, says so', async () => {
    const { type, news, answer } = await setupInfo({}, []);
    await type('/info');
    expect(news()).toEqual(['Nothing has been said here yet.']);
    answer('timeline.page', async () => ok({ items: [buildMessage('Hello')], before: null }));
    answer('message.info', async () => err({ type: 'command_not_known' }));
    await type('/info');
    expect(news().join(' ')).not.toContain('Written');
  });

  it('fits into 40 columns', async () => {
    const people = [buildRecipient(jonas, { isDelivered: true, deliveredAt: written + 15 })];
    const scripted = await setupPeople({ width: 39, state: { items: [buildMessage('word '.repeat(30))] } });
    scripted.answer('message.info', async () =>
      ok(buildMessageInfo({ writtenAt: written, recipients: { type: 'people', people, hasTimes: true } })),
    );
    scripted.news();
    await scripted.type('/info');
    for (const line of scripted.news()) expect(line.length).toBeLessThanOrEqual(39);
  });
});

describe('/diagnostics', () => {
  async function diagnose(parts: Partial<DeviceDiagnostics> = {}) {
    const { type, news, answer } = await setupPeople();
    answer('server.diagnostics', async () => ok(buildDiagnostics(parts)));
    news();
    await type('/diagnostics');
    return news();
  }

  it('tells how this computer is with the server, a fact a line', async () => {
    expect(await diagnose()).toEqual([
      'Connection     connected since 10:42, at 192.168.4.20:7420',
      `Server id      ${nordlicht}`,
      'Log            never went back, here up to 1240 of 1240',
      'Gaps           none was found',
      'Older history  all of it is here',
      'Waiting        0 commands, 0 refused',
      'Only here      nothing that the server has not',
      'Clock          the server’s is 18 ms behind, it answers in 2.4 ms',
      'This session   since 10:41: connected once, lost never',
      'Database       1.5 MiB, 1180 entries, started 7 times',
      'Damaged here   never',
    ]);
  });

  it('[D8] tells gaps by their rooms', async () => {
    const lines = await diagnose({
      holes: [
        { stream: serverStream, found: 1, mended: 1, open: 0 },
        { stream: roomStream(general), found: 3, mended: 1, open: 1 },
        { stream: roomStream(roomIdOf('z')), found: 1, mended: 1, open: 0 },
      ],
    });
    expect(lines.slice(3, 7)).toEqual([
      'Gaps                5 found, 3 mended, 1 open',
      '  people and names  1 found, 1 mended, 0 open',
      '  general           3 found, 1 mended, 1 open',
      '  ?                 1 found, 1 mended, 0 open',
    ]);
  });

  it('tells why a server is away, what was lost, and where damaged files lie', async () => {
    const problem = { type: 'timed_out' } as const;
    const text = (
      await diagnose({
        connection: { type: 'reconnecting', since: morning, nextTryAt: morning, problem },
        address: null,
        clock: null,
        session: buildSession({ startedAt: morning, connections: 3, losses: 2, lastLoss: { at: morning, problem } }),
        setAside: 2,
        epoch: { epoch: 2, epochId: 'e'.repeat(26) as never },
        gaps: 1,
        renewals: [{ file: '/data/n.db.damaged-1', lostCommands: 0, at: morning - 86_400_000 }],
      })
    ).join('\n');
    for (const part of [
      "Reason         Nordlicht can't be reached.",
      'Log            went back to an older state once',
      'Older history  1 stretch not here yet',
      'Only here      2 entries that the server has lost, or has differently',
      'Clock          the server cannot be asked just now',
      'connected 3 times, lost 2 times; the last at 10:42',
      'Wednesday, 13 May, 10:42; the damaged file is kept:',
    ])
      expect(text).toContain(part);
  });

  it('[D12] tells by what the server went too far, where it did', async () => {
    const limits = { framesMalformed: 1, framesRefused: 2, repliesRefused: 1, readsSlowed: 3, backlogsDropped: 1 };
    const lines = await diagnose({ session: buildSession({ limits }) });
    expect(lines.join(' ').replaceAll(/\s+/gu, ' ')).toContain(
      'Went too far 1 frame could not be read; 2 frames refused, too large or no text; 1 answer refused, too large or going nowhere; read more slowly 3 times; cut off once, too much waited for the disk',
    );
  });

  it('of what cannot be opened says why', async () => {
    const { type, news, answer } = await setupPeople();
    answer('server.diagnostics', async () => err({ type: 'storage_failed', detail: 'disk_full' }));
    news();
    await type('/diagnostics');
    expect(news().join(' ')).toContain('The disk of this computer is full.');
  });
});
