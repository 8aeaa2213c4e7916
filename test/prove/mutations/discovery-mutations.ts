import type { Mutation } from './mutation.ts';

const link = { lane: 'unit', file: 'test/main/discovery/mdns-link.test.ts' } as const;
const datagram = { lane: 'unit', file: 'test/main/discovery/mdns-datagram.test.ts' } as const;

/** What keeps strangers and a system that does not answer from having their way with where a server is found. */
export const discoveryMutations: readonly Mutation[] = [
  {
    name: 'decodes whatever datagram comes',
    suite: { ...link, test: 'as large as UDP allows' },
    file: 'src-main/discovery/mdns-link.ts',
    find: 'if (isWorthDecoding(datagram))',
    replace: 'if (datagram.length > 0)',
  },
  {
    name: 'follows any number of pointers',
    suite: { ...datagram, test: 'leads through more than 128 pointers' },
    file: 'src-main/discovery/mdns-datagram.ts',
    find: 'entries <= maxEntries && pointerCount(view) <= maxPointers;',
    replace: 'entries <= maxEntries && pointerCount(view) <= datagram.length;',
  },
  {
    name: 'decodes what the internet sends',
    suite: { ...link, test: 'comes from the internet' },
    file: 'src-main/discovery/mdns-link.ts',
    find: 'if (!isFromNearby(sender.address, network)) return;',
    replace: '',
  },
];
