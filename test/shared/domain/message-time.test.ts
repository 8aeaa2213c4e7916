import { expect, it } from 'vitest';
import { claimedTime, isSaidWithin, shownTime } from '#shared/domain/message-time.ts';

const minute = 60_000;
const day = 24 * 60 * minute;
const at = Date.UTC(2026, 4, 14, 10, 42);

it.each([0, at - 40 * day, at - 1, at, at + 1, at + 3 * day, Date.UTC(9999, 11, 31)])(
  'a message that its author dates %i is shown when the server took it',
  (writtenAt) => {
    expect(shownTime({ at, writtenAt })).toBe(at);
  },
);

it('one that waits for the server is shown by the clock that it was written by', () => {
  expect(shownTime({ at: null, writtenAt: at })).toBe(at);
  expect(claimedTime({ at: null, writtenAt: at })).toBeNull();
});

it('what waited for more than ten minutes says so, and nobody is believed that it was over thirty days, or comes from later', () => {
  const claims = [10 * minute, 10 * minute + 1, 30 * day, 30 * day + 1, at, -day].map((waited) => at - waited);
  expect(claims.map((writtenAt) => claimedTime({ at, writtenAt }))).toEqual([
    null,
    claims[1],
    claims[2],
    null,
    null,
    null,
  ]);
});

it('messages stand together that were said together, and those that waited by what is said of them', () => {
  const now = { at, writtenAt: at };
  const waited = (minutes: number) => ({ at, writtenAt: at - minutes * minute });
  const isTogether = (one: typeof now, other: typeof now) => isSaidWithin(one, other, 5 * minute);
  expect([
    isTogether(now, { at: at + minute, writtenAt: 0 }),
    isTogether(now, { at: at + 6 * minute, writtenAt: at }),
    isTogether(now, waited(60)),
    isTogether(waited(60), waited(61)),
    isTogether(waited(60), waited(90)),
  ]).toEqual([true, false, false, true, false]);
});
