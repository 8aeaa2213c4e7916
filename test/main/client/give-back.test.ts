import { describe, expect, it } from 'vitest';
import { giveBack } from '#main/client/give-back.ts';
import { heal } from '#main/client/heal.ts';
import type { RequestFailure, Requests } from '#main/client/requests.ts';
import type { Piece, PieceRequest } from '#main/storage/piece.ts';
import { utf8Bytes } from '#shared/domain/text.ts';
import { maxOfferedPieces } from '#shared/protocol/healing.ts';
import { limits } from '#shared/protocol/limits.ts';
import { err, ok } from '#shared/result.ts';
import { commandIdOf, epochIdOf, personIdOf, sampleBytes } from '#test/support/sample-ids.ts';
import { fakeStore } from './fake-store.ts';

interface Asked {
  readonly name: string;
  readonly params: {
    readonly offers?: readonly unknown[];
    readonly pieces?: readonly unknown[];
    readonly epochs?: readonly { readonly epoch: number }[];
    readonly events?: readonly { readonly at: number }[];
  };
}

/** A device with pieces of the texts given, before a server that wants what `isWanted` says. */
function setupGiver(texts: readonly string[], { isWanted = (_place: number): boolean => true, failAt = -1 } = {}) {
  const asked: Asked[] = [];
  const answered: (readonly number[])[] = [];
  const portions: PieceRequest[] = [];
  const pieces = texts.map((text, index): Piece => {
    const epoch = index % 2 === 0 ? 1 : 2;
    const ids = { personId: personIdOf(1), commandId: commandIdOf(index + 1), epochId: epochIdOf(epoch) };
    return {
      ...ids,
      place: (index + 1) * 10,
      epoch,
      seq: index + 1,
      tag: sampleBytes(16),
      frame: JSON.stringify({ at: index, text }),
    };
  });
  const store = fakeStore({
    cutOffers: (between) => Promise.resolve(between === null ? [{ seq: 9, tag: sampleBytes(16) }] : []),
    pieces: (request) => {
      portions.push(request);
      return Promise.resolve(pieces.filter(({ place }) => place > request.afterPlace).slice(0, request.max));
    },
    piecesAnswered: (_epochId, places) => {
      answered.push(places);
      return Promise.resolve();
    },
  });
  let offered = 0;
  const answer = (name: string, { pieces: offer = [], events = [] }: Asked['params']): object => {
    if (name === 'healing.cut') return { seq: 5 };
    if (name === 'healing.done') return { gate: 'closed' };
    if (name === 'healing.give') return { outcomes: events.map(() => 'healed') };
    const before = offered;
    offered += offer.length;
    return { wanted: offer.flatMap((_, at) => (isWanted(before + at) ? [at] : [])) };
  };
  const requests = {
    request: (name: string, params: Asked['params']) => {
      asked.push({ name, params });
      const failure: RequestFailure = { type: 'timed_out' };
      if (asked.length - 1 === failAt) return Promise.resolve(err(failure));
      const value = answer(name, params);
      return Promise.resolve(ok({ value, raw: value }));
    },
  } as unknown as Requests;
  const given = () => asked.flatMap(({ params }) => params.events ?? []).map(({ at }) => at);
  return { context: { store, requests }, asked, answered, portions, given };
}

const beyond = { type: 'beyond', cutSeq: 5 } as const;
const texts = (count: number) => Array.from({ length: count }, (_, index) => `${index}`);

describe('giving back', () => {
  it('[H4] offers everything a portion at a time, and gives what is wanted', async () => {
    const count = maxOfferedPieces * 2 + 1;
    const { context, asked, given } = setupGiver(texts(count), { isWanted: (place) => place % 100 === 0 });
    expect(await giveBack(context, beyond)).toEqual(ok(null));
    const offers = asked.filter(({ name }) => name === 'healing.offer').map(({ params }) => params.pieces?.length);
    expect(offers).toEqual([maxOfferedPieces, maxOfferedPieces, 1]);
    expect(given()).toEqual([0, 100, 200, 300, 400]);
  });

  it('[H4] gives nothing where nothing is wanted, and asks nothing where it has nothing', async () => {
    const unwanted = setupGiver(texts(3), { isWanted: () => false });
    expect(await giveBack(unwanted.context, beyond)).toEqual(ok(null));
    expect(unwanted.asked.map(({ name }) => name)).toEqual(['healing.offer']);
    const empty = setupGiver([]);
    expect(await giveBack(empty.context, beyond)).toEqual(ok(null));
    expect(empty.asked).toEqual([]);
  });

  it('[H4, P1] fills frames as far as they go, and not beyond', async () => {
    const sizes = [40, 40, 40, 100, 1, 1, 60, 60].map((kib) => 'é'.repeat((kib * 1024) / 2));
    const { context, asked, given } = setupGiver(sizes);
    await giveBack(context, beyond);
    const gives = asked.filter(({ name }) => name === 'healing.give');
    expect(gives.map(({ params }) => params.events?.map(({ at }) => at))).toEqual([[0, 1], [2], [3, 4, 5], [6], [7]]);
    for (const { name, params } of gives) {
      const frame = JSON.stringify({ type: 'request', id: Number.MAX_SAFE_INTEGER, name, params });
      expect(utf8Bytes(frame)).toBeLessThanOrEqual(limits.maxFrameBytes);
    }
    expect(given()).toHaveLength(sizes.length);
  });

  it('[H4] gives the largest event there is, alone', async () => {
    const { context, asked } = setupGiver(['a', 'x'.repeat(limits.maxFrameBytes - 4_096), 'b']);
    expect(await giveBack(context, beyond)).toEqual(ok(null));
    const gives = asked.filter(({ name }) => name === 'healing.give');
    expect(gives.map(({ params }) => params.events?.map(({ at }) => at))).toEqual([[0], [1], [2]]);
  });

  it('[H4] names each epoch of what it gives once', async () => {
    const { context, asked } = setupGiver(texts(5));
    await giveBack(context, beyond);
    const give = asked.find(({ name }) => name === 'healing.give');
    expect(give?.params.epochs?.map(({ epoch }) => epoch)).toEqual([1, 2]);
  });

  it('[H4] notes of what lies aside what was answered, a portion at a time, and of the rest nothing', async () => {
    const aside = { type: 'aside', epochId: epochIdOf(3) } as const;
    const { context, answered, portions } = setupGiver(texts(maxOfferedPieces + 1));
    await giveBack(context, aside);
    expect(answered.map((places) => places.length)).toEqual([maxOfferedPieces, 1]);
    expect(portions.map(({ from, afterPlace }) => [from, afterPlace])).toEqual([
      [aside, 0],
      [aside, maxOfferedPieces * 10],
      [aside, (maxOfferedPieces + 1) * 10],
    ]);
    const notAside = setupGiver(texts(1));
    await giveBack(notAside.context, beyond);
    expect(notAside.answered).toEqual([]);
  });

  it.each([
    ['the offer', 0, 0],
    ['what is given', 1, 0],
    ['the second portion', 2, 1],
  ])('[H4] ends where %s fails, and what was not answered is offered again', async (_what, failAt, portionsDone) => {
    const aside = { type: 'aside', epochId: epochIdOf(3) } as const;
    const { context, asked, answered } = setupGiver(texts(maxOfferedPieces * 3), { failAt });
    expect(await giveBack(context, aside)).toEqual(err({ type: 'timed_out' }));
    expect([asked.length, answered.length]).toEqual([failAt + 1, portionsDone]);
  });
});

describe('healing', () => {
  it('[H2] finds the cut, gives what lies beyond it, and says that this was all', async () => {
    const { context, asked, portions } = setupGiver(texts(2));
    expect(await heal(context, null)).toEqual(ok({ cutSeq: 5, gate: 'closed' }));
    expect(asked.map(({ name }) => name)).toEqual(['healing.cut', 'healing.offer', 'healing.give', 'healing.done']);
    expect(asked[0]?.params.offers).toHaveLength(1);
    expect(portions[0]?.from).toEqual(beyond);
  });

  it('[H2, H3] gives what lies aside as well, before it says that this was all', async () => {
    const { context, asked, portions } = setupGiver(texts(2));
    await heal(context, epochIdOf(3));
    const healing = ['healing.offer', 'healing.give'];
    expect(asked.map(({ name }) => name)).toEqual(['healing.cut', ...healing, ...healing, 'healing.done']);
    expect(portions.at(-1)?.from).toEqual({ type: 'aside', epochId: epochIdOf(3) });
  });

  it.each([0, 1, 2, 3])('[H2] is not done where request %i fails', async (failAt) => {
    const { context, asked } = setupGiver(texts(2), { failAt });
    expect(await heal(context, null)).toEqual(err({ type: 'timed_out' }));
    expect(asked).toHaveLength(failAt + 1);
  });
});
