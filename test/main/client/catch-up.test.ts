import { describe, expect, it } from 'vitest';
import { limits } from '#shared/protocol/limits.ts';
import { err, ok } from '#shared/result.ts';
import { catchUp, type KnownLog } from '#main/client/catch-up.ts';
import type { Inbox, ReplayPage } from '#main/client/inbox.ts';
import type { RequestFailure, Requests } from '#main/client/requests.ts';
import type { ActivePhase } from '#main/client/session-state.ts';
import type { ReceivedSnapshot } from '#main/storage/client-store.ts';
import { fakeStore } from './fake-store.ts';
import {
  commandIdOf,
  deviceKeyOf,
  epochIdOf,
  outboxIdOf,
  personIdOf,
  sampleBytes,
  serverIdOf,
} from '#test/support/sample-ids.ts';

const epoch = { epoch: 1, epochId: epochIdOf(1) };
const positionAt = (seq: number) => ({ epoch: 1, seq, serverHead: 0, tag: sampleBytes(16), mac: sampleBytes(16) });
const plan = { mode: 'snapshot', reason: 'new', position: positionAt(9), parts: 3, firstRoomId: null, epochs: [epoch] };

/** An event with a field that no schema knows. */
function eventAt(seq: number) {
  const device = deviceKeyOf(1);
  const place = { seq, streamSeq: seq, epoch: 1, at: 1, stream: 'server', kind: 'x.yed' };
  const ids = { serverId: serverIdOf(1), outboxId: outboxIdOf(1), commandId: commandIdOf(seq), device };
  const command = { ...ids, v: 1, number: seq, kind: 'x.y', body: {}, later: true };
  const header = { ...place, device, person: personIdOf(1) };
  return { command, header, mac: sampleBytes(16), signature: sampleBytes(64), type: 'event' };
}

/** A server that answers each request with the next answer. */
function setupCatchUp(answers: readonly (object | RequestFailure)[]) {
  const asked: (readonly [string, object])[] = [];
  const pages: { readonly afterRequests: number; readonly page: ReplayPage }[] = [];
  const snapshots: ReceivedSnapshot[] = [];
  const lives: unknown[] = [];
  const phases: ActivePhase[] = [];
  const requests = {
    request: async (name: string, params: object) => {
      const answer = answers[asked.length] ?? { type: 'timed_out' };
      asked.push([name, params]);
      return 'type' in answer ? err(answer) : ok({ value: answer, raw: answer });
    },
  } as unknown as Requests;
  const inbox = {
    replayPage: async (page: ReplayPage) => void pages.push({ afterRequests: asked.length, page }),
    snapshot: async (snapshot: ReceivedSnapshot) => void snapshots.push(snapshot),
    goLive: (live: unknown) => lives.push(live),
  } as unknown as Inbox;
  const store = fakeStore({
    cutOffers: (between) => Promise.resolve(between === null ? [{ seq: 7, tag: sampleBytes(16) }] : []),
    pieces: () => Promise.resolve([]),
  });
  const heads: number[] = [];
  const sameLogs: number[] = [];
  const context = {
    requests,
    inbox,
    store,
    epoch,
    answeredBy: ({ text }: { readonly text: string }) => (text.includes('"number":2') ? 2 : null),
    onPhase: (phase: ActivePhase) => phases.push(phase),
    onHead: (seq: number) => heads.push(seq),
    onSameLog: () => sameLogs.push(asked.length),
  };
  const run = (seq: number | null, known: Partial<KnownLog> = {}) =>
    catchUp(context, {
      epoch: seq === null ? null : epoch,
      position: seq === null ? null : positionAt(seq),
      isResyncNeeded: false,
      aheadSeq: null,
      ...known,
    });
  return { asked, pages, snapshots, lives, phases, heads, sameLogs, run };
}

describe('catching up', () => {
  it('[D7, D12] pulls a replay page by page, each committed before the next is asked for', async () => {
    const { asked, pages, lives, phases, heads, run } = setupCatchUp([
      { mode: 'replay', upTo: 3 },
      { events: [eventAt(1), eventAt(2)], position: positionAt(2), isLast: false },
      { events: [], position: positionAt(2), isLast: false },
      { events: [eventAt(3)], position: positionAt(3), isLast: true },
    ]);
    expect(await run(0)).toEqual(ok('replay'));
    expect(asked.map(([name]) => name)).toEqual(['resume', 'replay.pull', 'replay.pull', 'replay.pull']);
    expect(asked[0]).toEqual(['resume', { position: positionAt(0), epochId: epoch.epochId }]);
    expect(pages.map(({ afterRequests, page }) => [afterRequests, page.position.seq, page.frames.length])).toEqual([
      [2, 2, 2],
      [3, 2, 0],
      [4, 3, 1],
    ]);
    expect([phases, lives, heads]).toEqual([['replaying'], [epoch], [3]]);
  });

  it('[P9] keeps every byte of an event, also what this build does not know', async () => {
    const { pages, run } = setupCatchUp([
      { mode: 'replay', upTo: 1 },
      { events: [eventAt(1)], position: positionAt(1), isLast: true },
    ]);
    await run(0);
    expect(pages.flatMap(({ page }) => page.frames.map(({ text }) => text))).toEqual([JSON.stringify(eventAt(1))]);
  });

  it('[P7] says which own commands the events of a page answer', async () => {
    const { pages, run } = setupCatchUp([
      { mode: 'replay', upTo: 3 },
      { events: [eventAt(1), eventAt(2), eventAt(3)], position: positionAt(3), isLast: true },
    ]);
    await run(0);
    expect(pages.map(({ page }) => page.answered)).toEqual([[2]]);
  });

  it('[P7] pulls all parts of a snapshot, and commits them as one', async () => {
    const part = (later: number) => ({ people: [], rooms: [], members: [], later });
    const { asked, snapshots, lives, phases, run } = setupCatchUp([plan, part(0), part(1), part(2)]);
    expect(await run(null)).toEqual(ok('snapshot'));
    expect(asked).toEqual([
      ['resume', { position: null }],
      ['snapshot.pull', { part: 0 }],
      ['snapshot.pull', { part: 1 }],
      ['snapshot.pull', { part: 2 }],
    ]);
    const parts = [0, 1, 2].map((later) => JSON.stringify(part(later)));
    expect(snapshots).toEqual([
      { epoch, position: positionAt(9), firstRoomId: null, epochs: [epoch], cutSeq: null, parts },
    ]);
    expect([phases, lives]).toEqual([['snapshot'], [epoch]]);
  });

  const healingAnswers = [{ seq: 4 }, { gate: 'open' }, { ...plan, parts: 1 }, { people: [], rooms: [], members: [] }];

  it('[H2] heals before anything is told, where the server says so, and pulls a snapshot behind the cut', async () => {
    const { asked, snapshots, lives, phases, run } = setupCatchUp([{ mode: 'heal' }, ...healingAnswers]);
    expect(await run(9)).toEqual(ok('healed'));
    expect(asked.map(([name]) => name)).toEqual([
      ...['resume', 'healing.cut', 'healing.done', 'resume', 'snapshot.pull'],
    ]);
    expect(asked[3]).toEqual(['resume', { position: null }]);
    expect(snapshots).toMatchObject([{ cutSeq: 4, epochs: [epoch], position: positionAt(9) }]);
    // A new outbox wants a new login: nothing is taken as live.
    expect([phases, lives]).toEqual([['healing', 'snapshot'], []]);
  });

  it('[H2] heals where the server knows the position and the log is of another life', async () => {
    const { asked, snapshots, run } = setupCatchUp([{ mode: 'replay', upTo: 9 }, ...healingAnswers]);
    expect(await run(9, { epoch: { epoch: 1, epochId: epochIdOf(8) } })).toEqual(ok('healed'));
    expect(asked.map(([name]) => name)).toContain('healing.done');
    expect(snapshots).toMatchObject([{ cutSeq: 4 }]);
  });

  it.each([
    ['lacks what came without its position', 7, [{ seq: 4 }]],
    ['cannot show what opened a room without its position', 8, []],
  ])('[D9, H2] heals where the server knows the position and the log %s', async (_what, aheadSeq, found) => {
    const answers = [{ mode: 'replay', upTo: 9 }, ...found, ...healingAnswers];
    const { snapshots, phases, sameLogs, run } = setupCatchUp(answers);
    expect(await run(6, { aheadSeq })).toEqual(ok('healed'));
    expect([phases[0], sameLogs]).toEqual(['healing', []]);
    expect(snapshots).toMatchObject([{ cutSeq: 4 }]);
  });

  it('[D9] goes on, and says nothing of a loss, where the log holds what came without its position', async () => {
    const page = { events: [eventAt(7)], position: positionAt(7), isLast: true };
    const { asked, pages, phases, lives, sameLogs, run } = setupCatchUp([
      { mode: 'replay', upTo: 7 },
      { seq: 7 },
      page,
    ]);
    expect(await run(6, { aheadSeq: 7 })).toEqual(ok('replay'));
    expect(asked.map(([name]) => name)).toEqual(['resume', 'healing.cut', 'replay.pull']);
    expect(asked[1]).toEqual(['healing.cut', { offers: [{ seq: 7, tag: sampleBytes(16) }] }]);
    expect([pages.length, phases, lives]).toEqual([1, ['replaying'], [epoch]]);
    // What waits in the outbox goes from there on, once.
    expect(sameLogs).toEqual([2]);
  });

  it('[D9] changes nothing where it is not told whether the log holds it', async () => {
    const { snapshots, lives, phases, run } = setupCatchUp([{ mode: 'replay', upTo: 7 }]);
    expect(await run(6, { aheadSeq: 7 })).toEqual(err({ type: 'timed_out' }));
    expect([snapshots, lives, phases]).toEqual([[], [], []]);
  });

  it('[P7] asks for a snapshot, and heals nothing, where a hole was found in a stream without pages', async () => {
    const part = { people: [], rooms: [], members: [] };
    const { asked, snapshots, run } = setupCatchUp([{ mode: 'replay', upTo: 9 }, { ...plan, parts: 1 }, part]);
    expect(await run(9, { isResyncNeeded: true })).toEqual(ok('snapshot'));
    expect(asked.map(([name]) => name)).toEqual(['resume', 'resume', 'snapshot.pull']);
    expect(snapshots).toMatchObject([{ cutSeq: null }]);
  });

  it.each([0, 1, 2, 3])('[H2] changes nothing where healing fails after %i answers', async (count) => {
    const answers = [{ mode: 'heal' }, ...healingAnswers.slice(0, count)];
    const { snapshots, lives, run } = setupCatchUp(answers);
    expect(await run(9)).toEqual(err({ type: 'timed_out' }));
    expect([snapshots, lives]).toEqual([[], []]);
  });

  it('[H2] is misled by a server that heals again and again instead of saying what it has', async () => {
    const { run } = setupCatchUp([{ mode: 'heal' }, { seq: 4 }, { gate: 'open' }, { mode: 'heal' }]);
    expect(await run(9)).toMatchObject(err({ type: 'reply_refused' }));
  });

  it('[D12] ends where the pages of a replay bring nothing twice in a row, whatever events they repeat', async () => {
    const page = { events: [eventAt(1)], position: positionAt(1), isLast: false };
    const { asked, pages, lives, run } = setupCatchUp([{ mode: 'replay', upTo: 9 }, ...Array<object>(9).fill(page)]);
    expect(await run(0)).toMatchObject(err({ type: 'reply_refused' }));
    expect(asked.map(([name]) => name)).toEqual(['resume', 'replay.pull', 'replay.pull', 'replay.pull']);
    expect([pages.length, lives]).toEqual([2, []]);
  });

  it('[P7] takes a snapshot of as many parts as there may be, and asks for none of one with more', async () => {
    const part = { people: [], rooms: [], members: [] };
    const parts = limits.maxSnapshotParts;
    const most = setupCatchUp([{ ...plan, parts }, ...Array<object>(parts).fill(part)]);
    expect(await most.run(null)).toEqual(ok('snapshot'));
    const more = setupCatchUp([{ ...plan, parts: parts + 1 }, part]);
    expect(await more.run(null)).toMatchObject(err({ type: 'reply_refused' }));
    expect(more.asked).toHaveLength(1);
  });

  it('[P7] counts the bytes of a snapshot, also of parts that repeat what came', async () => {
    const part = { people: [], rooms: [], members: [], later: 'x'.repeat(96 * 1024) };
    const whole = Math.floor(limits.maxSnapshotBytes / JSON.stringify(part).length);
    const server = (parts: number) => setupCatchUp([{ ...plan, parts }, ...Array<object>(parts).fill(part)]);
    expect(await server(whole).run(null)).toEqual(ok('snapshot'));
    const { asked, snapshots, lives, run } = server(whole + 50);
    expect(await run(null)).toMatchObject(err({ type: 'reply_refused' }));
    expect(asked).toHaveLength(whole + 2);
    expect([snapshots, lives]).toEqual([[], []]);
  });

  it.each<[string, readonly (object | RequestFailure)[]]>([
    ['resume', [{ type: 'storage_failed' }]],
    ['a page', [{ mode: 'replay', upTo: 3 }, { type: 'timed_out' }]],
    ['a part', [plan, { type: 'nothing_to_pull' }]],
  ])('[D7] is not live where %s fails', async (_what, answers) => {
    const { pages, snapshots, lives, run } = setupCatchUp(answers);
    expect(await run(null)).toEqual(err(answers.at(-1)));
    expect([pages, snapshots, lives]).toEqual([[], [], []]);
  });
});
