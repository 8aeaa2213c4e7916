import { expect, it } from 'vitest';
import type { HistoryPage } from '#main/storage/event-log.ts';
import type { EngineLimits } from '#main/storage/server/engine-context.ts';
import { epochIdOf } from '#test/support/sample-ids.ts';
import { page, parseEvent, saidIn, setupEventLog, type EventLogBackend } from './event-log-setup.ts';

/** Pages of a room's history (P8). */
export function eventLogHistoryContract(backend: EventLogBackend): void {
  const setup = async (messages: number, limits: Partial<EngineLimits> = {}) => {
    const world = await setupEventLog(backend, limits);
    const { ann, general, epochId, log } = world;
    await ann.act('room.join', { roomId: general });
    for (let number = 1; number <= messages; number += 1) await ann.say(general, `m${number}`);
    const read = async (more: { before?: number; after?: number; maxItems?: number }): Promise<HistoryPage> => {
      const result = await log().readHistory(ann.personId, page(general, epochId, more));
      if (!result.ok) throw new Error(result.error.type);
      return result.value;
    };
    return { ...world, read };
  };
  const rangeOf = ({ from, to, next }: HistoryPage) => ({ from, to, next });

  it('[P8] without a place the newest items come, oldest first, and next goes on before them', async () => {
    const { read } = await setup(5);
    const newest = await read({ maxItems: 2 });
    expect(saidIn(newest.frames)).toEqual(['m4', 'm5']);
    expect(newest).toMatchObject({ from: 6, to: 7, next: 6, asOf: 7 });
  });

  it('[P8] backwards, pages meet without a gap and end at the beginning', async () => {
    const { read } = await setup(5);
    const pages: HistoryPage[] = [];
    for (let before: number | null = 8; before !== null; before = pages.at(-1)?.next ?? null) {
      pages.push(await read({ before, maxItems: 2 }));
    }
    expect(pages.map(rangeOf)).toEqual([
      { from: 6, to: 7, next: 6 },
      { from: 4, to: 5, next: 4 },
      { from: 1, to: 3, next: null },
    ]);
    const events = pages
      .toReversed()
      .flatMap(({ frames }) => frames.map((frame) => parseEvent(frame).header.streamSeq));
    expect(events).toEqual([1, 2, 3, 4, 5, 6, 7]);
  });

  it('[P8] forwards, pages meet without a gap and end at the head', async () => {
    const { read } = await setup(5);
    const pages: HistoryPage[] = [];
    for (let after: number | null = 0; after !== null; after = pages.at(-1)?.next ?? null) {
      pages.push(await read({ after, maxItems: 2 }));
    }
    expect(pages.map(rangeOf)).toEqual([
      { from: 1, to: 4, next: 4 },
      { from: 5, to: 6, next: 6 },
      { from: 7, to: 7, next: null },
    ]);
  });

  it('[P8] a page counts items; joins and topics come along with them', async () => {
    const { read, ann, ben, general } = await setup(1);
    await ben.act('room.join', { roomId: general });
    await ann.act('room.setTopic', { roomId: general, topic: 'Soup' });
    await ann.say(general, 'm2');
    expect(saidIn((await read({ maxItems: 1 })).frames)).toEqual(['room.joined', 'room.topicSet', 'm2']);
  });

  it('[P8] a page ends by its events and by its bytes as well', async () => {
    const byCount = await setup(5, { maxPageEvents: 3 });
    expect(rangeOf(await byCount.read({}))).toEqual({ from: 5, to: 7, next: 5 });
    const byBytes = await setup(5, { maxPageBytes: 2_000 });
    const { frames, from, next } = await byBytes.read({});
    expect(frames.length).toBeLessThan(4);
    expect(next).toBe(from);
  });

  it('[P8] a page with nothing in it has its end before its beginning', async () => {
    const { read } = await setup(1);
    expect(await read({ before: 1 })).toEqual({ frames: [], from: 1, to: 0, next: null, asOf: 3 });
    expect(await read({ after: 3 })).toEqual({ frames: [], from: 4, to: 3, next: null, asOf: 3 });
  });

  it('[P8] a place beyond the end is refused with the end', async () => {
    const { log, ann, general, epochId } = await setup(1);
    for (const place of [{ before: 5 }, { after: 4 }]) {
      const result = await log().readHistory(ann.personId, page(general, epochId, place));
      expect(result).toEqual({ ok: false, error: { type: 'beyond_end', head: 3 } });
    }
  });

  it('[P12] a page of another epoch is refused with the current one', async () => {
    const { log, ann, general, epochId } = await setup(0);
    const result = await log().readHistory(ann.personId, page(general, epochIdOf(9)));
    expect(result).toEqual({ ok: false, error: { type: 'wrong_epoch', epochId } });
  });

  it('[P6] no page spans what is closed, in neither direction', async () => {
    const { log, ann, ben, epochId } = await setup(0);
    const { stream } = await ann.act('room.create', { name: 'Room', visibility: 'private', history: 'joined' });
    const roomId = stream.slice('room:'.length) as never;
    const invite = () => ann.act('room.invite', { roomId, personId: ben.personId });
    await invite();
    await ben.act('room.leave', { roomId });
    await ann.say(roomId, 'meanwhile');
    await invite();
    await ann.say(roomId, 'back');
    const read = async (place: { before?: number; after?: number }) => {
      const result = await log().readHistory(ben.personId, page(roomId, epochId, place));
      return result.ok ? rangeOf(result.value) : result.error;
    };
    expect(await read({})).toEqual({ from: 5, to: 6, next: 4 });
    expect(await read({ before: 5 })).toEqual({ from: 2, to: 3, next: null });
    expect(await read({ before: 4 })).toEqual({ from: 2, to: 3, next: null });
    expect(await read({ after: 0 })).toEqual({ from: 2, to: 3, next: 4 });
    expect(await read({ after: 4 })).toEqual({ from: 5, to: 6, next: null });
    expect(await read({ before: 2 })).toEqual({ from: 2, to: 1, next: null });
  });
}
