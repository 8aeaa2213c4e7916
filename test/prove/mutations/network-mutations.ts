import type { Mutation } from './mutation.ts';

/** What keeps out whoever attacks over the network: each has a suite that must turn red without it. */
export const networkMutations: readonly Mutation[] = [
  {
    name: 'takes any number of fragments for one frame',
    suite: { lane: 'unit', file: 'test/main/transport/chat-listener.test.ts' },
    file: 'src-main/transport/chat-door.ts',
    find: 'maxFragments: limits.maxFragments,',
    replace: 'maxFragments: 0,',
  },
];
