import type { Mutation } from './mutation.ts';

const link = { lane: 'unit', file: 'test/main/discovery/mdns-link.test.ts' } as const;
const surroundings = { lane: 'unit', file: 'test/main/discovery/surroundings.test.ts' } as const;
const networks = { lane: 'unit', file: 'test/main/chosen-networks.test.ts' } as const;
const networkWatch = { lane: 'unit', file: 'test/main/discovery/network-watch.test.ts' } as const;
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
  {
    name: 'takes a table that cannot be read for an empty one',
    suite: { ...surroundings, test: 'not the same as none' },
    file: 'src-main/discovery/surroundings.ts',
    find: "return routes === null ? null : read(routes, neighbours ?? '');",
    replace: "return read(routes ?? '', neighbours ?? '');",
  },
  {
    name: 'takes a network for another one while the system does not tell',
    suite: { ...networks, test: 'cuts nobody off, and tells of no change' },
    file: 'src-shared/discovery/local-network.ts',
    find: "if (gateway === 'unknown') return true;",
    replace: "if (gateway === 'unknown') return false;",
  },
  {
    name: 'takes the gateway of a network that is gone for that of the next, while the system does not tell',
    suite: { ...networkWatch, test: 'comes to meanwhile' },
    file: 'src-main/discovery/network-watch.ts',
    find: 'if (read.gateways === null) seen = doubtGateways(seen, ({ since }) => since > toldAt);',
    replace: '',
  },
  {
    name: 'takes a PowerShell that fails for one that names no public network',
    suite: { ...surroundings, test: 'PowerShell does not answer' },
    file: 'src-main/discovery/surroundings.ts',
    find: 'publicInterfaces: profiles === null ? null : publicWindowsInterfaces(profiles),',
    replace: "publicInterfaces: publicWindowsInterfaces(profiles ?? '') ?? [],",
  },
  {
    name: 'takes the start of a server for a word about strangers of whom the system does not tell',
    suite: { ...networks, test: 'says nothing: it is asked' },
    file: 'src-shared/discovery/local-network.ts',
    find: 'return isToldOf(network) && network.kind',
    replace: 'return network.kind',
  },
  {
    name: 'asks on where the system has told that there are no strangers',
    suite: { ...networks, test: 'means it once the system tells' },
    file: 'src-main/chosen-networks.ts',
    find: 'if (meant.length > 0) keep(meant);',
    replace: '',
  },
  {
    name: 'takes a start for the word on where its computer wakes up',
    suite: { ...networks, test: 'where the computer is after a sleep' },
    file: 'src-main/chosen-networks.ts',
    find: 'before.some(({ isDoubted }) => isDoubted) ? [] : undecided',
    replace: 'before.length === 0 ? [] : undecided',
  },
];
