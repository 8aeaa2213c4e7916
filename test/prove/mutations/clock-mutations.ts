import type { Mutation } from './mutation.ts';

const latest = { lane: 'unit', file: 'test/shared/domain/latest-clock.test.ts' } as const;
const behind = { lane: 'unit', file: 'test/main/client/wrong-clock.test.ts' } as const;

/** What is kept from holding for ever, or for no time, where a server's clock is behind its log (T6, T7). */
export const clockMutations: readonly Mutation[] = [
  {
    name: 'lets the time that decides stand still where the clock was set back',
    suite: { ...latest, test: 'does not go back with the clock' },
    file: 'src-shared/domain/latest-clock.ts',
    find: 'seen.at + (monotonic - seen.monotonic)',
    replace: 'seen.at',
  },
  {
    name: 'begins again what ran out when it is started again',
    suite: {
      lane: 'unit',
      file: 'test/main/storage/server/latest-at.test.ts',
      test: 'is where it was when the server',
    },
    file: 'src-main/storage/server/server-engine.ts',
    find: 'options.highWaterMark?.latestAt ?? 0',
    replace: '0',
  },
  {
    name: 'counts from the clock when it lets in a stranger, and not from what decides',
    suite: { ...behind, test: 'whoever is let in at the door comes in' },
    file: 'src-main/storage/server/event-writer.ts',
    find: 'acceptance.healed?.at ?? context.latestClock();',
    replace: 'header.at;',
  },
  {
    name: 'tells of its clock where a deadline is to be made',
    suite: { ...behind, test: 'an invite lets in until it runs out' },
    file: 'src-main/server/dispatch.ts',
    find: 'at: readWallClock(clock), latestAt }',
    replace: 'at: readWallClock(clock), latestAt: Math.min(latestAt, readWallClock(clock)) }',
  },
  {
    name: 'makes the link for its first owner by the clock',
    suite: { lane: 'unit', file: 'test/main/server/owner-claims.test.ts', test: 'holds for a day where the clock' },
    file: 'src-main/server/owner-claims.ts',
    find: '(await log.latestAt()) + linkMs',
    replace: 'Math.min(await log.latestAt(), clock.now()) + linkMs',
  },
];
