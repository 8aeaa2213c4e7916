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
    find: 'pace.take(session, owner.personId, Buffer.byteLength(text))',
    replace: 'pace.take(session, owner.device as string as typeof owner.personId, Buffer.byteLength(text))',
  },
  {
    name: 'takes as many rooms as somebody makes',
    suite: { lane: 'unit', file: 'test/main/server/intake-limits.test.ts', test: 'no more rooms of a person' },
    file: 'src-main/server/command-intake.ts',
    find: 'actPaces.take(owner.personId, text);',
    replace: '',
  },
  {
    name: 'counts the rooms that were there already',
    suite: { lane: 'unit', file: 'test/main/server/intake-limits.test.ts', test: 'that was there already' },
    file: 'src-main/server/server-parts.ts',
    find: 'core.actPaces.settle(batch);',
    replace: '',
  },
  {
    name: 'sends as many bytes as commands ahead of the answers',
    suite: { lane: 'unit', file: 'test/main/client/outbox-window.test.ts', test: '128 KiB ahead of the answers' },
    file: 'src-main/client/outbox-window.ts',
    find: 'return end < 0 ? commands :',
    replace: 'return end < 1_000 ? commands :',
  },
  {
    name: 'lets anybody fill the audit with names of rooms',
    suite: { lane: 'unit', file: 'test/main/server/intake-limits.test.ts', test: 'no more names of rooms' },
    file: 'src-main/server/act-paces.ts',
    find: "kindsOf('room.rename', 'room.setTopic')",
    replace: "kindsOf('room.setTopic')",
  },
  {
    name: 'asks the log as often as somebody has devices',
    suite: { lane: 'unit', file: 'test/main/server/request-flow.test.ts', test: '16 requests under way over all' },
    file: 'src-main/server/request-flow.ts',
    find: 'if (asker.unanswered >= maxUnansweredRequests) hold(asker);',
    replace: 'if (session.unansweredRequests >= maxUnansweredRequests) hold(asker);',
  },
  {
    name: 'gives each device of a person frames of its own',
    suite: { lane: 'unit', file: 'test/main/server/frame-pace.test.ts', test: 'over all devices of a person' },
    file: 'src-main/server/frame-pace.ts',
    find: 'usual.take(session, askerOf(session), cost)',
    replace: 'usual.take(session, session.connection.remoteAddress, cost)',
  },
  {
    name: 'counts a large frame as a small one',
    suite: { lane: 'unit', file: 'test/main/server/frame-pace.test.ts', test: 'more for a large frame' },
    file: 'src-main/server/frame-pace.ts',
    find: '1 + Math.floor(length / unitLength)',
    replace: '1 + Math.floor(0 * (length / unitLength))',
  },
  {
    name: 'takes as many bytes as somebody says',
    suite: { lane: 'unit', file: 'test/main/server/command-pace.test.ts', test: 'no more bytes than' },
    file: 'src-main/server/command-pace.ts',
    find: 'bytes.take(session, person, isWithin ? length : 0);',
    replace: 'bytes.take(session, person, 0 * length);',
  },
  {
    name: 'keeps the places of a few computers that knock everywhere',
    suite: { lane: 'unit', file: 'test/main/server/door-room.test.ts', test: 'hears somebody from elsewhere' },
    file: 'src-main/server/knocks.ts',
    find: 'mayGo: ({ isOpened }) => !isOpened,',
    replace: 'mayGo: ({ isOpened }) => isOpened,',
  },
];
