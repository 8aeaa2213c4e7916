import { describe, expect, it } from 'vitest';
import { hopsOf, inOrderOfReach, tookMs } from '#shared/ipc/message-hops.ts';
import { buildMessageInfo, buildRecipient, personIdOf } from '#test/main/terminal/builders.ts';

const written = Date.UTC(2026, 4, 14, 9, 58);

describe('the steps of a message', () => {
  it('[P15] of one’s own are written, sent, kept and confirmed; only times of one clock are compared', () => {
    const info = buildMessageInfo({ writtenAt: written, sentAt: written + 7, storedAt: written - 60_000 });
    expect(hopsOf({ ...info, heardAt: written + 20, delivery: 'sent' })).toEqual([
      { name: 'written', at: written, tookMs: null },
      { name: 'sent', at: written + 7, tookMs: 7 },
      { name: 'stored', at: written - 60_000, tookMs: null },
      { name: 'heard', at: written + 20, tookMs: 13 },
    ]);
  });

  it('of one that waits are those it has taken', () => {
    const info = buildMessageInfo({ writtenAt: written, delivery: 'queued' });
    expect(hopsOf(info).map(({ name }) => name)).toEqual(['written']);
  });

  it('of somebody else’s end on this computer', () => {
    const info = buildMessageInfo({ writtenAt: written, storedAt: written + 5, heardAt: written + 9 });
    expect(hopsOf(info).map(({ name }) => name)).toEqual(['written', 'stored', 'received']);
  });

  it('take no time where a clock was set back in between', () => {
    expect([tookMs(written - 1, written), tookMs(written, written), tookMs(null, written)]).toEqual([null, 0, null]);
  });
});

it('those who have read come first, by when they did; those who do not have it last', () => {
  const [a, b, c, d] = ['a', 'b', 'c', 'd'].map((letter) => personIdOf(letter)) as [
    ReturnType<typeof personIdOf>,
    ReturnType<typeof personIdOf>,
    ReturnType<typeof personIdOf>,
    ReturnType<typeof personIdOf>,
  ];
  const people = [
    buildRecipient(a),
    buildRecipient(b, { isDelivered: true, deliveredAt: written }),
    buildRecipient(c, { isDelivered: true, isRead: true, readAt: written + 2 }),
    buildRecipient(d, { isDelivered: true, isRead: true, readAt: written + 1 }),
  ];
  expect(inOrderOfReach(people).map(({ personId }) => personId)).toEqual([d, c, b, a]);
});
