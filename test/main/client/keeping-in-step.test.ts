import { describe, expect, it } from 'vitest';
import { err, ok } from '#shared/result.ts';
import { createAcks } from '#main/client/acks.ts';
import { createMarkers } from '#main/client/markers.ts';
import { createPresenceView } from '#main/client/presence-view.ts';
import type { RequestFailure, Requests } from '#main/client/requests.ts';
import { applySignal } from '#main/client/session-signals.ts';
import type { RoomId } from '#shared/domain/ids.ts';
import type { UnsentMarker } from '#main/storage/client-store.ts';
import { createFakeClock } from '#test/support/fake-clock.ts';
import { epochIdOf, personIdOf, roomIdOf, sampleBytes } from '#test/support/sample-ids.ts';
import { fakeStore, noChanges } from './fake-store.ts';

const turn = () => new Promise(setImmediate);

describe('acknowledgements', () => {
  const positionAt = (seq: number) => ({ epoch: 1, seq, serverHead: 0, tag: sampleBytes(16), mac: sampleBytes(16) });

  it('[D6, I1] say the newest committed position, at most once a second', () => {
    const clock = createFakeClock();
    const sent: [number, number][] = [];
    const acks = createAcks({ clock, notes: {} }, ({ position }) => sent.push([clock.monotonic(), position.seq]));
    for (let seq = 1; seq <= 25; seq += 1) {
      acks.committed(positionAt(seq));
      clock.advance(100);
    }
    expect(sent).toEqual([
      [0, 1],
      [1_000, 10],
      [2_000, 20],
    ]);
    clock.advance(5_000);
    expect(sent.at(-1)).toEqual([3_000, 25]);
    expect(sent).toHaveLength(4);
  });

  it('[D8] say with the first position how the device is, holes that were none too, and later only what is another', () => {
    const clock = createFakeClock();
    const sent: unknown[] = [];
    const notes = { holes: { found: 0, mended: 0 }, starts: 3 };
    const acks = createAcks({ clock, notes }, ({ position, ...news }) => sent.push([position.seq, news]));
    acks.noted({ clockOffsetMs: -18 });
    expect(sent).toEqual([]);
    acks.committed(positionAt(1));
    clock.advance(1_000);
    acks.noted({ holes: { found: 1, mended: 0 } });
    acks.noted({ holes: { found: 1, mended: 1 } });
    clock.advance(1_000);
    acks.committed(positionAt(2));
    clock.advance(1_000);
    expect(sent).toEqual([
      [1, { ...notes, clockOffsetMs: -18 }],
      [1, { holes: { found: 1, mended: 0 } }],
      [1, { holes: { found: 1, mended: 1 } }],
      [2, {}],
    ]);
  });

  it('stop with the connection', () => {
    const clock = createFakeClock();
    const sent: number[] = [];
    const acks = createAcks({ clock, notes: {} }, ({ position }) => sent.push(position.seq));
    acks.committed(positionAt(1));
    acks.committed(positionAt(2));
    acks.end();
    clock.advance(5_000);
    expect(sent).toEqual([1]);
    expect(clock.pendingTimers()).toBe(0);
  });
});

describe('markers', () => {
  function setupMarkers(answers: readonly (RequestFailure | RoomId | null)[] = [], latencyMs = 0) {
    const clock = createFakeClock();
    const unsent: UnsentMarker[] = [];
    const asked: { readonly at: number; readonly name: string; readonly params: object }[] = [];
    const requests = {
      request: async (name: string, params: object) => {
        const answer = answers[asked.length] ?? null;
        asked.push({ at: clock.monotonic(), name, params });
        if (latencyMs > 0) await new Promise<void>((resolve) => void clock.after(latencyMs, resolve));
        if (answer !== null && typeof answer === 'object') return err(answer);
        const next = answer ?? (asked.length < 3 ? roomIdOf(asked.length) : null);
        const list = { markers: [], receipts: [], next };
        return ok({ value: name === 'marker.list' ? list : {}, raw: {} });
      },
    } as unknown as Requests;
    const failures: unknown[] = [];
    const misled: RequestFailure[] = [];
    const markers = createMarkers({
      store: fakeStore({
        unsentMarkers: async () => [...unsent],
        markersSent: async (sent) => {
          for (const { roomId } of sent) {
            unsent.splice(
              unsent.findIndex((each) => each.roomId === roomId),
              1,
            );
          }
        },
        applyMarkers: async () => noChanges,
      }),
      requests,
      clock,
      epochId: epochIdOf(1),
      tell: () => undefined,
      onFailed: (error) => failures.push(error),
      onMisled: (failure) => misled.push(failure),
    });
    const run = async (durationMs: number) => {
      for (let passed = 0; passed < durationMs; passed += 100) {
        clock.advance(100);
        await turn();
      }
    };
    return { clock, unsent, asked, markers, run, failures, misled };
  }

  it('[P19] are told to the server at once, and then at most once a second', async () => {
    const { markers, unsent, asked, run } = setupMarkers();
    unsent.push(...[1, 2, 3].map((room) => ({ roomId: roomIdOf(room), readUpTo: room })));
    markers.moved();
    markers.moved();
    await turn();
    await run(5_000);
    expect(asked.map(({ at }) => at)).toEqual([0, 1_000, 2_000]);
    expect(asked[1]).toMatchObject({
      name: 'marker.set',
      params: { roomId: roomIdOf(2), readUpTo: 2, epochId: epochIdOf(1) },
    });
    expect(unsent).toEqual([]);
  });

  it('[P19] that are moved while another is on its way are told after it', async () => {
    const { markers, unsent, asked, run } = setupMarkers([], 1_500);
    unsent.push({ roomId: roomIdOf(1), readUpTo: 1 });
    markers.moved();
    await run(500);
    unsent.push({ roomId: roomIdOf(2), readUpTo: 2 });
    markers.moved();
    await run(5_000);
    expect(asked.map(({ params }) => params)).toMatchObject([{ roomId: roomIdOf(1) }, { roomId: roomIdOf(2) }]);
    expect(unsent).toEqual([]);
  });

  it.each<[RequestFailure, boolean]>([
    [{ type: 'timed_out' }, true],
    [{ type: 'overloaded', retryAfterMs: 1 }, true],
    [{ type: 'storage_failed' }, true],
    [{ type: 'room_not_found', roomId: roomIdOf(1) }, false],
    [{ type: 'beyond_end', head: 0 }, false],
    [{ type: 'wrong_epoch', epochId: epochIdOf(2) }, false],
  ])('[P19] refused with %j are told again: %s', async (failure, isToldAgain) => {
    const { markers, unsent, asked, run } = setupMarkers([failure]);
    unsent.push({ roomId: roomIdOf(1), readUpTo: 1 });
    markers.moved();
    await run(3_000);
    expect(asked).toHaveLength(isToldAgain ? 2 : 1);
    expect(unsent).toEqual([]);
  });

  it('[P19] of the server are all listed after a resume, and then those from here are told', async () => {
    const { markers, unsent, asked, run } = setupMarkers();
    unsent.push({ roomId: roomIdOf(9), unreadFrom: 4 });
    void markers.synchronise();
    await run(2_000);
    expect(asked.map(({ name, params }) => [name, 'after' in params])).toEqual([
      ['marker.list', false],
      ['marker.list', true],
      ['marker.list', true],
      ['marker.set', false],
    ]);
  });

  it('[P19] are listed again when the list did not come in time, and told meanwhile', async () => {
    const { markers, unsent, asked, run } = setupMarkers([{ type: 'timed_out' }]);
    unsent.push({ roomId: roomIdOf(9), unreadFrom: 4 });
    void markers.synchronise();
    await run(3_000);
    expect(asked.map(({ name }) => name)).toEqual(['marker.list', 'marker.set', 'marker.list']);
  });

  it.each([
    ['stays where it is', 2],
    ['goes back', 1],
  ])('[P19] whose list %s at the server are not asked for again', async (_what, last) => {
    const { markers, asked, run, misled } = setupMarkers([roomIdOf(2), roomIdOf(last)]);
    await markers.synchronise();
    await run(30_000);
    expect(misled).toMatchObject([{ type: 'reply_refused' }]);
    expect(asked.map(({ name }) => name)).toEqual(['marker.list', 'marker.list']);
  });

  it('stop with the connection', async () => {
    const { clock, markers, unsent, asked, run } = setupMarkers();
    unsent.push(...[1, 2].map((room) => ({ roomId: roomIdOf(room), readUpTo: 1 })));
    markers.moved();
    await turn();
    markers.end();
    await run(3_000);
    expect(asked).toHaveLength(1);
    expect(clock.pendingTimers()).toBe(0);
  });
});

describe('presence', () => {
  const person = (number: number, isMe = false) => ({
    personId: personIdOf(number),
    displayName: 'X',
    role: 'member' as const,
    standing: 'active' as const,
    standingSince: 0,
    isMe,
    vouched: null,
    isBlocked: false,
    presence: null,
    lastSeenAt: null,
  });

  it('[P20] cannot be known while the server is not heard', () => {
    const presence = createPresenceView({ own: () => 'here', isKnown: () => true });
    presence.hear([[personIdOf(1), 'here', null]]);
    expect(presence.show(person(1))).toMatchObject({ presence: null, lastSeenAt: null });
  });

  it('[P20] of whom the server does not mention is offline, and the own is what this device says', () => {
    const presence = createPresenceView({ own: () => 'away', isKnown: () => true });
    presence.open();
    expect(presence.show(person(1))).toMatchObject({ presence: 'offline', lastSeenAt: null });
    expect(presence.show(person(2, true))).toMatchObject({ presence: 'away' });
  });

  it('[P20] is what was heard last, and forgotten with the connection', () => {
    const presence = createPresenceView({ own: () => 'here', isKnown: () => true });
    presence.open();
    presence.hear([[personIdOf(1), 'here', null]]);
    presence.hear([[personIdOf(1), 'offline', 1_234]]);
    expect(presence.show(person(1))).toMatchObject({ presence: 'offline', lastSeenAt: 1_234 });
    presence.close();
    presence.open();
    expect(presence.show(person(1))).toMatchObject({ presence: 'offline', lastSeenAt: null });
  });
});

describe('a signal', () => {
  function setupSignals() {
    const applied: unknown[] = [];
    const apply = async (...args: unknown[]) => {
      applied.push(args);
      return noChanges;
    };
    const store = fakeStore({ applyReceipts: apply, applyMarkers: apply });
    const listener = {
      store,
      presence: (people: unknown) => void applied.push(people),
      typing: (...news: unknown[]) => void applied.push(news),
      waiting: (counts: object) => void applied.push(counts),
    };
    return {
      applied,
      signal: (name: string, params: object) => applySignal(listener, { type: 'signal', name, params: { ...params } }),
    };
  }

  it('of presence, typing, receipts or a marker is applied', async () => {
    const { applied, signal } = setupSignals();
    const people = [[personIdOf(1), 'here', null]];
    const receipts = { delivered: [[personIdOf(1), 4]], read: [[roomIdOf(1), personIdOf(1), 2]] };
    const marker = { roomId: roomIdOf(1), readUpTo: 3, unreadFrom: null };
    expect(await signal('presence', { people })).toBeNull();
    expect(await signal('typing', { roomId: roomIdOf(1), personIds: [personIdOf(1)] })).toBeNull();
    expect(await signal('receipts', receipts)).toBe(noChanges);
    expect(await signal('marker', marker)).toBe(noChanges);
    expect(applied).toEqual([people, [roomIdOf(1), [personIdOf(1)]], [receipts], [[marker], []]]);
  });

  it('of what waits is applied, each for itself', async () => {
    const { applied, signal } = setupSignals();
    await signal('knocks', { waiting: 2 });
    await signal('claims', { waiting: 1 });
    await signal('reports', { open: 3 });
    await signal('reports', { open: -1 });
    expect(applied).toEqual([{ knocks: 2 }, { claims: 1 }, { reports: 3 }]);
  });

  it.each(['presence', 'typing', 'receipts', 'marker', 'weather'])(
    '[P1] of %s that cannot be read changes nothing',
    async (name) => {
      const { applied, signal } = setupSignals();
      expect(await signal(name, { people: 7, delivered: 'x', roomId: null })).toBeNull();
      expect(applied).toEqual([]);
    },
  );
});
