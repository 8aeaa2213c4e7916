import type { Mutation } from './mutation.ts';

const impostor = { lane: 'process', file: 'test/process/attack/impostor.test.ts' } as const;
const stranger = { lane: 'process', file: 'test/process/attack/stranger.test.ts' } as const;
const replay = { lane: 'process', file: 'test/process/attack/replay.test.ts' } as const;
const inviteTokens = { lane: 'process', file: 'test/process/attack/invite-tokens.test.ts' } as const;
const exhaustion = { lane: 'process', file: 'test/process/attack/exhaustion.test.ts' } as const;

/** What keeps out whoever attacks over the network: each has a suite that must turn red without it. */
export const networkMutations: readonly Mutation[] = [
  {
    name: 'lets people in from networks that the server is not there for',
    suite: { lane: 'unit', file: 'test/main/transport/chat-listener.test.ts', test: 'before a byte of TLS' },
    file: 'src-main/transport/door-sockets.ts',
    find: '      if (!isWelcome(socket)) {',
    replace: '      if (isShut && !isWelcome(socket)) {',
  },
  {
    name: 'leaves people connected from networks that the server is no longer there for',
    suite: { lane: 'unit', file: 'test/main/transport/chat-listener.test.ts', test: 'for them no more' },
    file: 'src-main/transport/door-sockets.ts',
    find: 'if (!isWelcome(socket)) socket.destroy();',
    replace: 'if (isShut && !isWelcome(socket)) socket.destroy();',
  },
  {
    name: 'lets people on from one network at the address of another',
    suite: { lane: 'unit', file: 'test/main/chosen-networks.test.ts', test: 'at whichever address they reach it' },
    file: 'src-main/chosen-networks.ts',
    find: 'isServed(localAddress) && isFromOpenNetwork(ruled(), { localAddress, remoteAddress }),',
    replace: 'isServed(localAddress) || isFromOpenNetwork(ruled(), { localAddress, remoteAddress }),',
  },
  {
    name: 'lets people on from one network at the address of another, where nobody sits',
    suite: { lane: 'unit', file: 'test/main/fixed-networks.test.ts', test: 'at whichever address they reach it' },
    file: 'src-main/fixed-networks.ts',
    find: 'isServed(localAddress) && isFromOpenNetwork(networks, { localAddress, remoteAddress }),',
    replace: 'isServed(localAddress) || isFromOpenNetwork(networks, { localAddress, remoteAddress }),',
  },
  {
    name: 'serves a network before anybody was asked',
    suite: { lane: 'unit', file: 'test/main/chosen-networks.test.ts', test: 'asks about a network it comes to later' },
    file: 'src-shared/discovery/local-network.ts',
    find: "if (choice === undefined) return 'asked';",
    replace: "if (choice === undefined) return 'served';",
  },
  {
    name: 'takes the start of a server for a word about a public network',
    suite: { lane: 'unit', file: 'test/main/chosen-networks.test.ts', test: 'not for a public one' },
    file: 'src-shared/discovery/local-network.ts',
    find: "return network.kind !== 'tunnel' && !isOwnShare && !isPublicNetwork(network);",
    replace: "return network.kind !== 'tunnel' && !isOwnShare;",
  },
  {
    name: 'takes a switch that others are on for one inside the computer',
    suite: { lane: 'unit', file: 'test/main/chosen-networks.test.ts', test: 'that others may be on' },
    file: 'src-main/discovery/local-networks.ts',
    find: "if (kind === 'virtual' && sharedName.test(interfaceName)) return 'shared';",
    replace: '',
  },
  {
    name: 'knows a network by its addresses alone',
    suite: { lane: 'unit', file: 'test/main/chosen-networks.test.ts', test: 'behind another gateway' },
    file: 'src-shared/discovery/local-network.ts',
    find: '`${subnet} ${interfaceName} ${gateway.address}` : `${subnet} ${gateway.mac}`;',
    replace: '`${subnet} ${interfaceName} ${gateway.address}` : `${subnet} gateway`;',
  },
  {
    name: 'keeps a gateway across a sleep',
    suite: { lane: 'unit', file: 'test/main/chosen-networks.test.ts', test: 'wakes up behind a gateway' },
    file: 'src-main/discovery/network-watch.ts',
    find: 'if (sleepsRead !== sleeps) seen = doubtGateways(seen);',
    replace: '',
  },
  {
    name: 'announces a server on every network',
    suite: { lane: 'unit', file: 'test/main/served-hosts.test.ts', test: 'on the networks that it is there for' },
    file: 'src-main/served-hosts.ts',
    find: 'if (!hosts.some(isEveryAddress)) return hosts.filter(isServed);',
    replace: 'if (!hosts.some(isEveryAddress)) return hosts;',
  },
  {
    name: 'takes whoever proves a key for the server that is meant',
    suite: { ...impostor, test: 'a server of the same name' },
    file: 'src-main/identity/handshake-proof.ts',
    find: "if (expected !== null && serverId !== expected) return err({ type: 'another_server', serverId });",
    replace: '',
  },
  {
    name: 'does not ask which certificate the proof is for',
    suite: { ...impostor, test: 'a relay to the real server' },
    file: 'src-main/identity/handshake-proof.ts',
    find: 'return certificateHash.length === fieldBytes ? [certificateHash, client, server] : null;',
    replace: 'return certificateHash.length === fieldBytes ? [new Uint8Array(fieldBytes), client, server] : null;',
  },
  {
    name: 'takes up earlier TLS sessions again',
    suite: { ...impostor, test: 'a relay to the real server' },
    file: 'src-main/transport/dial-tls.ts',
    find: "      ALPNProtocols: ['http/1.1'],\n    });",
    replace: `      ALPNProtocols: ['http/1.1'],
      session: (globalThis as { kept?: Buffer }).kept,
    });
    socket.on('session', (kept) => Object.assign(globalThis, { kept }));`,
  },
  {
    name: 'answers requests of whoever waits at the door',
    suite: { ...stranger, test: 'while it waits at the door' },
    file: 'src-main/server/healing.ts',
    find: "if (state.type === 'active') return true;",
    replace: "if (state.type === 'active' || state.type === 'pending') return true;",
  },
  {
    name: 'says who has a name to whoever knocks',
    suite: { ...stranger, test: 'a name at a closed door' },
    file: 'src-shared/domain/decide/person.ts',
    find: '  if (!entry.ok) return entry;\n',
    replace: `  const early = decideName(state, personId, command.body.displayName);
  if (!early.ok) return early;
  if (!entry.ok) return entry;
`,
  },
  {
    name: 'looks at tokens from one address as fast as they come',
    suite: { ...inviteTokens, test: 'at the pace of an address' },
    file: 'src-main/server/command-intake.ts',
    find: "if (session.state.type === 'pending' && guessMs > 0) {",
    replace: "if (session.state.type !== 'pending' && guessMs > 0) {",
  },
  {
    name: 'says at its health page how many are connected',
    suite: { ...stranger, test: 'a request over HTTP' },
    file: 'src-main/transport/chat-door.ts',
    find: "answerRequest(response, 200, { status: 'ok' });",
    replace: "answerRequest(response, 200, { status: 'ok', connections: String(places.size) });",
  },
  {
    name: 'signs and checks proofs without its own nonce',
    suite: { ...replay, test: 'lets nobody log in over another connection' },
    file: 'src-main/identity/handshake-proof.ts',
    find: 'return certificateHash.length === fieldBytes ? [certificateHash, client, server] : null;',
    replace: 'return certificateHash.length === fieldBytes ? [certificateHash, client, client] : null;',
  },
  {
    name: 'takes the commands of one device from another',
    suite: { ...replay, test: 'when another device sends it' },
    file: 'src-main/storage/server/command-reader.ts',
    find: `  if (envelope.device !== device) return err('device: not the device of this session');
  if (envelope.outboxId !== outboxId) return err('outboxId: not the outbox of this session');
`,
    replace: '',
  },
  {
    name: 'takes commands whose signature is of another',
    suite: { ...replay, test: 'when another device sends it' },
    file: 'src-main/storage/server/appender.ts',
    find: 'if (isChecked && !isCommandSigned(',
    replace: 'if (!isChecked && !isCommandSigned(',
  },
  {
    name: 'leaves the older connection of a device open beside the newer',
    suite: { ...replay, test: 'over the older connection of a device' },
    file: 'src-main/server/logins.ts',
    find: 'if (older !== null && older !== session) {',
    replace: 'if (older !== null && older === session) {',
  },
  {
    name: 'lets whoever is removed log in again',
    suite: { ...replay, test: 'who was removed while they were connected' },
    file: 'src-main/server/logins.ts',
    find: "return standing === 'removed' || ",
    replace: 'return ',
  },
  {
    name: 'tells a newer connection how far the outbox is before the older one’s commands have their numbers',
    suite: {
      lane: 'unit',
      file: 'test/main/server/login.test.ts',
      test: 'what its device sent over an older connection',
    },
    file: 'src-main/server/logins.ts',
    find: 'void options.settled().then(() => {',
    replace: 'void Promise.resolve().then(() => {',
  },
  {
    name: 'takes any number of sockets from one address',
    suite: { ...exhaustion, test: 'one address holds 1,000 sockets' },
    file: 'src-main/transport/connection-quota.ts',
    find: 'count.arriving < arrivingPerLogin * limits.maxConnectionsBeforeLoginPerAddress',
    replace: 'count.arriving < Infinity',
  },
  {
    name: 'goes on answering who does not take the answers',
    suite: { ...exhaustion, test: 'read nothing' },
    file: 'src-main/server/request-flow.ts',
    find: 'session.connection.bufferedBytes() > maxUnreadBytes',
    replace: 'session.connection.bufferedBytes() < 0',
  },
  {
    name: 'waits for headers as long as they take',
    suite: { ...exhaustion, test: 'waits for nobody who goes slowly' },
    file: 'src-main/transport/https-server.ts',
    find: `    headersTimeout: limits.headersTimeoutMs,
    requestTimeout: limits.headersTimeoutMs,
`,
    replace: `    headersTimeout: 0,
    requestTimeout: 0,
`,
  },
  {
    name: 'keeps frames of any size until they are whole',
    suite: { ...exhaustion, test: 'keeps nothing of frames that are too large' },
    file: 'src-main/transport/chat-door.ts',
    find: 'maxPayload: limits.maxFrameBytes,',
    replace: 'maxPayload: 1 << 30,',
  },
  {
    name: 'keeps a frame in as many pieces as come',
    suite: { ...exhaustion, test: 'keeps nothing of frames that are too large' },
    file: 'src-main/transport/chat-door.ts',
    find: 'maxFragments: limits.maxFragments,',
    replace: 'maxFragments: 0,',
  },
  {
    name: 'takes what a server puts into the mouth of somebody for signed',
    suite: { lane: 'unit', file: 'test/main/client/attack/rogue-server.test.ts', test: 'what nobody signed' },
    file: 'src-main/client/signature-check.ts',
    find: 'isSigned: event === null || isAuthentic(event)',
    replace: 'isSigned: event === null || isAuthentic !== null',
  },
  {
    name: 'follows a snapshot of as many parts as a server says',
    suite: { lane: 'unit', file: 'test/main/client/attack/rogue-server.test.ts', test: 'is not followed far' },
    file: 'src-main/client/catch-up.ts',
    find: "if (plan.parts > limits.maxSnapshotParts) return err(malformed('a snapshot of too many parts'));",
    replace: '',
  },
  {
    name: 'pulls a replay that brings nothing for ever',
    suite: { lane: 'unit', file: 'test/main/client/attack/rogue-server.test.ts', test: 'is not followed far' },
    file: 'src-main/client/catch-up.ts',
    find: "if (isStill && wasStill && !isLast) return err(malformed('pages of a replay that bring nothing'));",
    replace: '',
  },
  {
    name: 'keeps any number of servers of one source',
    suite: { lane: 'lan', file: 'test/lan/attack/forged-discovery.test.ts' },
    file: 'src-shared/discovery/discovery-limits.ts',
    find: 'maxServersPerSource: 8,',
    replace: 'maxServersPerSource: 800,',
  },
];
