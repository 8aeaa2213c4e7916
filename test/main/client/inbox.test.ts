import { describe, expect, it } from 'vitest';
import { createInbox, type CommittedNews, type InboxFailure } from '#main/client/inbox.ts';
import type { UncheckedFrame } from '#main/client/signature-check.ts';
import type { FrameBatch } from '#main/storage/client-store.ts';
import { epochIdOf, roomIdOf, sampleBytes } from '#test/support/sample-ids.ts';
import { fakeStore, noChanges } from './fake-store.ts';

const epoch = { epoch: 1, epochId: epochIdOf(1) };
const positionAt = (seq: number) => ({ epoch: 1, seq, serverHead: 0, tag: sampleBytes(16), mac: sampleBytes(16) });
const frame = (text: string): UncheckedFrame => ({ text, event: null });
const turn = () => new Promise(setImmediate);

/** An inbox over a store that answers when it is told to. */
function setupInbox() {
  const writes: { readonly verb: string; readonly what: unknown; finish(): Promise<void>; fail(): Promise<void> }[] =
    [];
  const write = (verb: string) => (what: unknown) =>
    new Promise<typeof noChanges>((resolve, reject) => {
      const settle = (run: () => void) => () => {
        run();
        return turn().then(() => undefined);
      };
      writes.push({
        verb,
        what,
        finish: settle(() => resolve(noChanges)),
        fail: settle(() => reject(new Error('disk full'))),
      });
    });
  const committed: CommittedNews[] = [];
  const failures: InboxFailure[] = [];
  const inbox = createInbox({
    store: fakeStore({
      applyFrames: write('frames'),
      applySnapshot: write('snapshot'),
      applyHistory: write('history'),
    }),
    check: async (frames) => frames.map(({ text }) => ({ text, isSigned: text !== 'forged' })),
    onCommitted: (news) => committed.push(news),
    onFailed: (failure) => failures.push(failure),
  });
  const batches = () => writes.filter(({ verb }) => verb === 'frames').map(({ what }) => what as FrameBatch);
  const texts = () => batches().map(({ frames }) => frames.map(({ text }) => text));
  return { inbox, writes, committed, failures, batches, texts };
}

describe('live frames', () => {
  it('[D6] that came together are committed together, with their position', async () => {
    const { inbox, batches, committed, writes } = setupInbox();
    inbox.goLive(epoch);
    inbox.receive(frame('a'), null);
    inbox.receive(frame('b'), 7);
    inbox.cover(positionAt(2));
    await turn();
    expect(batches()).toEqual([
      {
        epoch,
        frames: [
          { text: 'a', isSigned: true },
          { text: 'b', isSigned: true },
        ],
        position: positionAt(2),
        source: 'live',
      },
    ]);
    expect(committed).toEqual([]);
    await writes[0]?.finish();
    expect(committed).toEqual([{ changes: noChanges, position: positionAt(2), answered: [7] }]);
  });

  it('[P7] wait until the catch-up is committed', async () => {
    const { inbox, texts, writes } = setupInbox();
    inbox.receive(frame('live'), null);
    inbox.cover(positionAt(9));
    const page = inbox.replayPage({ epoch, frames: [frame('missed')], position: positionAt(8), answered: [] });
    await turn();
    expect(texts()).toEqual([['missed']]);
    await writes[0]?.finish();
    await page;
    inbox.goLive(epoch);
    await turn();
    expect(texts()).toEqual([['missed'], ['live']]);
  });

  it('[D6] gather while a commit is under way', async () => {
    const { inbox, texts, writes } = setupInbox();
    inbox.goLive(epoch);
    inbox.receive(frame('a'), null);
    await turn();
    for (const text of ['b', 'c', 'd']) inbox.receive(frame(text), null);
    await turn();
    expect(texts()).toEqual([['a']]);
    await writes[0]?.finish();
    expect(texts()).toEqual([['a'], ['b', 'c', 'd']]);
  });

  it('[D6] behind the last position wait for the next batch', async () => {
    const { inbox, batches, writes } = setupInbox();
    inbox.goLive(epoch);
    inbox.receive(frame('a'), null);
    inbox.cover(positionAt(1));
    inbox.receive(frame('b'), null);
    inbox.cover(positionAt(2));
    inbox.receive(frame('c'), null);
    await turn();
    await writes[0]?.finish();
    expect(batches().map(({ frames, position }) => [frames.length, position?.seq])).toEqual([
      [2, 2],
      [1, undefined],
    ]);
  });

  it('come in batches of 512 at most', async () => {
    const { inbox, texts, writes } = setupInbox();
    inbox.goLive(epoch);
    for (let index = 0; index < 1_000; index += 1) inbox.receive(frame(`${index}`), null);
    await turn();
    await writes[0]?.finish();
    expect(texts().map(({ length }) => length)).toEqual([512, 488]);
    expect(texts().flat()).toEqual(Array.from({ length: 1_000 }, (_, index) => `${index}`));
  });

  it('[D6] may be a position alone', async () => {
    const { inbox, batches } = setupInbox();
    inbox.goLive(epoch);
    inbox.cover(positionAt(3));
    await turn();
    expect(batches()).toEqual([{ epoch, frames: [], position: positionAt(3), source: 'live' }]);
  });

  it('[D6, D12] keep the newest of positions that come without frames between them', async () => {
    const { inbox, batches, writes } = setupInbox();
    inbox.receive(frame('a'), null);
    for (let seq = 1; seq <= 2_000; seq += 1) inbox.cover(positionAt(seq));
    inbox.receive(frame('b'), null);
    inbox.cover(positionAt(2_001));
    inbox.goLive(epoch);
    await turn();
    await writes[0]?.finish();
    expect(batches().map(({ frames, position }) => [frames.length, position?.seq])).toEqual([[2, 2_001]]);
  });

  it('[P11] whose signature does not hold are committed as such', async () => {
    const { inbox, batches } = setupInbox();
    inbox.goLive(epoch);
    inbox.receive(frame('forged'), null);
    await turn();
    expect(batches()[0]?.frames).toEqual([{ text: 'forged', isSigned: false }]);
  });
});

describe('everything else', () => {
  it('[D7] is committed in the order it was given', async () => {
    const { inbox, writes } = setupInbox();
    const parts = { epoch, position: positionAt(1), firstRoomId: null, epochs: [epoch], cutSeq: null, parts: ['{}'] };
    void inbox.snapshot(parts);
    void inbox.history({ roomId: roomIdOf(1), epoch, from: 1, to: 2, next: null }, [frame('old')]);
    inbox.goLive(epoch);
    inbox.receive(frame('new'), null);
    for (let index = 0; index < 3; index += 1) {
      await turn();
      await writes[index]?.finish();
    }
    expect(writes.map(({ verb }) => verb)).toEqual(['snapshot', 'history', 'frames']);
    expect(writes[1]?.what).toEqual({
      roomId: roomIdOf(1),
      epoch,
      from: 1,
      to: 2,
      next: null,
      frames: [{ text: 'old', isSigned: true }],
    });
  });

  it('[D6] that the disk does not take ends the inbox, and nothing is written behind it', async () => {
    const { inbox, writes, failures, committed } = setupInbox();
    const page = inbox.replayPage({ epoch, frames: [], position: positionAt(1), answered: [] });
    void inbox.replayPage({ epoch, frames: [], position: positionAt(2), answered: [] });
    await turn();
    await writes[0]?.fail();
    await page;
    inbox.goLive(epoch);
    inbox.receive(frame('later'), null);
    await turn();
    expect(failures).toEqual([{ type: 'storage_failed', detail: 'disk full' }]);
    expect(writes).toHaveLength(1);
    expect(committed).toEqual([]);
  });

  it('[I6] is not written once the connection has ended', async () => {
    const { inbox, writes, failures } = setupInbox();
    inbox.goLive(epoch);
    inbox.receive(frame('a'), null);
    void inbox.replayPage({ epoch, frames: [frame('b')], position: positionAt(1), answered: [] });
    inbox.end();
    await turn();
    expect(writes).toEqual([]);
    expect(failures).toEqual([]);
  });

  it('[I6] is not written when the connection ended while its signatures were being checked', async () => {
    const written: unknown[] = [];
    let finishCheck: () => void = () => undefined;
    const inbox = createInbox({
      store: fakeStore({ applyFrames: async (batch) => (written.push(batch), noChanges) }),
      check: () => new Promise((resolve) => (finishCheck = () => resolve([]))),
      onCommitted: (news) => written.push(news),
      onFailed: (failure) => written.push(failure),
    });
    const page = inbox.replayPage({ epoch, frames: [frame('a')], position: positionAt(1), answered: [] });
    await turn();
    inbox.end();
    finishCheck();
    await page;
    expect(written).toEqual([]);
  });

  it('[D12] over 8 MiB that wait for a slow disk end the inbox', async () => {
    const { inbox, failures } = setupInbox();
    inbox.goLive(epoch);
    inbox.receive(frame('first'), null);
    await turn();
    const large = 'x'.repeat(128 * 1024);
    for (let index = 0; index < 64; index += 1) inbox.receive(frame(large), null);
    expect(failures).toEqual([]);
    inbox.receive(frame('one more'), null);
    expect(failures).toEqual([{ type: 'too_slow' }]);
  });
});
