import type { Mutation } from './mutation.ts';

/** How much anybody may say, and how many wait at the door: what is taken of one is taken from the others. */
export const paceMutations: readonly Mutation[] = [
  {
    name: 'reads as much as strangers at the door say',
    suite: { lane: 'unit', file: 'test/main/server/frame-pace.test.ts', test: 'from a stranger who waits' },
    file: 'src-main/server/frame-pace.ts',
    find: ' || hasShown ? usual : strange;',
    replace: ' || !hasShown ? usual : strange;',
  },
  {
    name: 'reads requests as fast as they come',
    suite: { lane: 'unit', file: 'test/main/server/frame-pace.test.ts', test: 'as fast as its history needs' },
    file: 'src-main/server/frame-pace.ts',
    find: 'if (left.tokens >= 1 || paused.has(session)) return;',
    replace: "if (left.tokens >= 1 || paused.has(session) || session.state.type === 'active') return;",
  },
  {
    name: 'gives each device of a person a rate of its own',
    suite: { lane: 'unit', file: 'test/main/server/devices.test.ts', test: 'adds no rate' },
    file: 'src-main/server/command-intake.ts',
    find: 'pace.take(session, owner.personId)',
    replace: 'pace.take(session, owner.device as string as typeof owner.personId)',
  },
  {
    name: 'takes as many rooms as somebody makes',
    suite: { lane: 'unit', file: 'test/main/server/intake-limits.test.ts', test: 'no more rooms of a person' },
    file: 'src-main/server/command-intake.ts',
    find: 'roomPace.take(owner.personId, text);',
    replace: '',
  },
  {
    name: 'counts the rooms that were there already',
    suite: { lane: 'unit', file: 'test/main/server/intake-limits.test.ts', test: 'that was there already' },
    file: 'src-main/server/server-parts.ts',
    find: 'core.roomPace.settle(batch);',
    replace: '',
  },
  {
    name: 'keeps the places of a few computers that knock everywhere',
    suite: { lane: 'unit', file: 'test/main/server/door-room.test.ts', test: 'hears somebody from elsewhere' },
    file: 'src-main/server/knocks.ts',
    find: 'mayGo: ({ isOpened }) => !isOpened,',
    replace: 'mayGo: ({ isOpened }) => isOpened,',
  },
  {
    name: 'takes a limit below what every client may count on',
    suite: { lane: 'unit', file: 'test/main/config.test.ts', test: 'that make no sense are told' },
    file: 'src-main/limit-bounds.ts',
    find: 'if (isLeast && value < promised)',
    replace: 'if (isLeast && value < 0)',
  },
];
