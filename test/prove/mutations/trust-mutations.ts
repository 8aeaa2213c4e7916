import type { Mutation } from './mutation.ts';

const entry = { lane: 'unit', file: 'test/shared/domain/decide/entry.test.ts' } as const;
const roles = { lane: 'unit', file: 'test/shared/domain/decide/roles.test.ts' } as const;
const door = { lane: 'unit', file: 'test/main/server/door.test.ts' } as const;
const firstOwner = { lane: 'process', file: 'test/process/first-owner.test.ts' } as const;
const knownName = { lane: 'unit', file: 'test/main/client/attack/known-name.test.ts' } as const;
const verifier = { lane: 'unit', file: 'test/main/storage/verifier/log-verifier.test.ts' } as const;

/** Who comes in, what people may do, whose words they are, and what they are called. */
export const trustMutations: readonly Mutation[] = [
  {
    name: 'lets a moderator make less of whom an owner let in',
    suite: {
      lane: 'unit',
      file: 'test/shared/domain/decide/entry.test.ts',
      test: 'gives a key that was let in already',
    },
    file: 'src-shared/domain/decide/entry.ts',
    find: 'const isSo = standing !== null && (standing.role === role || !mayGiveInstead(state, { author, role }, standing));',
    replace:
      'const isSo = standing?.role === role || (standing !== null && false && mayGiveInstead(state, { author, role }, standing));',
  },
  {
    name: 'takes as many strangers as come while it gathers what it lost',
    suite: {
      lane: 'unit',
      file: 'test/main/server/restored.test.ts',
      test: 'takes no more strangers while it gathers',
    },
    file: 'src-main/server/door-room.ts',
    find: 'other.isStranger && other !== session',
    replace: "other.isStranger && other !== session && other.state.type === 'pending'",
  },
  {
    name: 'lets in who knows the id of an invite',
    suite: entry,
    file: 'src-shared/domain/decide/usable-invite.ts',
    find: 'const invite = named === proved ? state.invite(named) : null;',
    replace: 'const invite = proved === undefined ? null : state.invite(named);',
  },
  {
    name: 'lets in by the invites of somebody who is out',
    suite: { ...entry, test: 'lets nobody in, until they are taken back' },
    file: 'src-shared/domain/can-still-give.ts',
    find: "giver?.standing === 'active' &&",
    replace: 'giver !== null &&',
  },
  {
    name: 'makes people by an invite what its maker could no longer make them',
    suite: { ...entry, test: 'makes nobody more than they could' },
    file: 'src-shared/domain/decide/usable-invite.ts',
    find: "canStillGive(maker, 'invite.create', invite.role)",
    replace: "canStillGive(maker, 'invite.create', 'guest')",
  },
  {
    name: 'lets in by the word of somebody who could no longer say it',
    suite: { ...entry, test: 'does not come in by the word of somebody who' },
    file: 'src-shared/domain/decide/entry.ts',
    find: "return canStillGive(state.person(accepted.acceptedBy), 'knock.accept', accepted.role) ? accepted : null;",
    replace: "return canStillGive(state.person(accepted.acceptedBy), 'knock.accept', 'owner') ? null : accepted;",
  },
  {
    name: 'leads back by an invite whoever was put out of a room',
    suite: { ...entry, test: 'leads nobody back into a private room' },
    file: 'src-shared/domain/decide/invite.ts',
    find: 'if (state.hasUsed(named, personId)) return ok({ stream: null });',
    replace: '',
  },
  {
    name: 'leads into a private room by an invite whose maker is out',
    suite: { lane: 'unit', file: 'test/contract/event-log.test.ts', test: 'this thread' },
    file: 'src-main/storage/server/grant-table.ts',
    find: ' AND ${isByWhoeverStillCan}',
    replace: '',
  },
  {
    name: 'leads into a private room by an invite that was taken back',
    suite: { lane: 'unit', file: 'test/contract/event-log.test.ts', test: 'this thread' },
    file: 'src-main/storage/server/grant-table.ts',
    find: ' AND i.isRevoked = 0',
    replace: '',
  },
  {
    name: 'forgets who used an invite that comes back later',
    suite: { lane: 'unit', file: 'test/main/storage/server/invite-table.test.ts', test: 'their invite count' },
    file: 'src-main/storage/server/invite-table.ts',
    find: 'maxUses, expiresAt);\n      write.settle.run(inviteId);',
    replace: 'maxUses, expiresAt);',
  },
  {
    name: 'tells all open invites in one frame',
    suite: { lane: 'unit', file: 'test/main/server/door-pages.test.ts', test: 'however many invites are open' },
    file: 'src-main/storage/server/door-reader.ts',
    find: 'if (bytes > maxBytes && page.length > 0) break;',
    replace: '',
  },
  {
    name: 'keeps as many open invites as anybody makes',
    suite: { ...entry, test: 'is one of 64 of its maker at most' },
    file: 'src-shared/domain/decide/invite.ts',
    find: 'if (state.openInvitesOf(author.personId) >= maxOpenInvites)',
    replace: 'if (state.openInvitesOf(author.personId) >= 2 * maxOpenInvites)',
  },
  {
    name: 'follows a list that a server tells without end',
    suite: { lane: 'unit', file: 'test/main/client/read-pages.test.ts', test: 'is followed no further where it' },
    file: 'src-main/client/read-pages.ts',
    find: 'entries.length >= maxEntries)',
    replace: 'entries.length >= 9 * maxEntries)',
  },
  {
    name: 'takes back a ban at any time',
    suite: { ...roles, test: 'of whoever was banned is given back for 30 days' },
    file: 'src-shared/domain/decide/role.ts',
    find: "if (isLong && person.standing === 'banned')",
    replace: "if (isLong && person.standing === 'banned' && standing === 'banned')",
  },
  {
    name: 'does not count who comes in by an invite',
    suite: entry,
    file: 'src-shared/domain/invite.ts',
    find: 'return !isRevoked && uses < maxUses && now < expiresAt;',
    replace: 'return !isRevoked && (uses < maxUses || now > 0) && now < expiresAt;',
  },
  {
    name: 'lets people act on whoever stands above them',
    suite: roles,
    file: 'src-shared/domain/permission.ts',
    find: 'return isAllowed(role, action) && isAbove(role, other);',
    replace: "return isAllowed(role, action) && other !== 'server';",
  },
  {
    name: 'tells a guest of rooms they are not in',
    suite: { lane: 'unit', file: 'test/main/server/requests.test.ts' },
    file: 'src-main/storage/server/room-browser.ts',
    find: "const isForAll = mayAsk(tables, personId, 'room.join');",
    replace: "const isForAll = mayAsk(tables, personId, 'room.leave');",
  },
  {
    name: 'leaves a server without an owner',
    suite: roles,
    file: 'src-shared/domain/decide/role.ts',
    find: "return role === 'owner' && standing === 'active' && state.ownerCount() <= 1;",
    replace: "return role === 'owner' && standing === 'active' && state.ownerCount() < 0;",
  },
  {
    name: 'says its nonce before anybody has come to the door',
    suite: { ...door, test: 'waits without an answer' },
    file: 'src-main/server/knocks.ts',
    find: '    onChanged();\n    return true;\n  }',
    replace: `    onChanged();
    outgoing.send(session, JSON.stringify({ type: 'knock.opened', nonce: nonces.comparable(session, '' as DeviceKey)?.serverNonce }));
    return true;
  }`,
  },
  {
    name: 'works digits out without what was committed to',
    suite: { lane: 'unit', file: 'test/main/identity/reference-vectors.test.ts' },
    file: 'src-main/identity/knock-digits.ts',
    find: 'if (knockCommit(revealed) !== commit) return null;',
    replace: '',
  },
  {
    name: 'looks at as many tokens as anybody sends',
    suite: { ...door, test: 'is looked at five times at once' },
    file: 'src-main/server/door-answers.ts',
    find: '        guesses.take(origin.connection.remoteAddress);',
    replace: '        void guesses;',
  },
  {
    name: 'starts a server alone with an open door',
    suite: { ...firstOwner, test: 'lets in by invite alone' },
    file: 'src-shared/domain/door.ts',
    find: "alone: 'invite'",
    replace: "alone: 'open'",
  },
  {
    name: 'writes the link for the first owner into the log',
    suite: { ...firstOwner, test: 'stands in no file of the server' },
    file: 'src-main/hosted-server.ts',
    find: 'const claimLink = async () => toLink(await claims.byLink(), { serverId, addresses: addresses() });',
    replace: `const claimLink = async () => {
    const claim = toLink(await claims.byLink(), { serverId, addresses: addresses() });
    logger.info('A link for the first owner was made.', { ...claim });
    return claim;
  };`,
  },
  {
    name: 'makes whoever runs the server an owner again at each start',
    suite: { lane: 'unit', file: 'test/main/server/owner-claims.test.ts' },
    file: 'src-main/server/owner-claims.ts',
    find: '      if (await hasOwner()) return;\n      const',
    replace: '      const',
  },
  {
    name: 'leaves earlier links for the first owner as good as the newest',
    suite: { lane: 'unit', file: 'test/main/server/owner-claims.test.ts' },
    file: 'src-main/server/owner-claims.ts',
    find: 'if (createdBy !== serverPersonId) continue;',
    replace: "if (createdBy !== '') continue;",
  },
  {
    name: 'does in the terminal what a pasted link says',
    suite: { lane: 'unit', file: 'test/main/terminal/link-commands.test.ts' },
    file: 'src-main/terminal/people/link-commands.ts',
    find: "    context.enterServer(line.trim());\n  }, 'server');",
    replace: "  }, 'server');\n  context.enterServer(line.trim());",
  },
  {
    name: 'lets in from the terminal whose digits nobody has seen',
    suite: { lane: 'unit', file: 'test/main/terminal/knock-commands.test.ts' },
    file: 'src-main/terminal/people/knock-commands.ts',
    find: '  return isOpened;',
    replace: '  return isOpened || knockId > 0;',
  },
  {
    name: 'lets in from the terminal as somebody new who says they are in already',
    suite: { lane: 'unit', file: 'test/main/terminal/knock-commands.test.ts' },
    file: 'src-main/terminal/people/knock-commands.ts',
    find: '  if (claimed !== null) {\n    const way',
    replace: "  if (claimed === '') {\n    const way",
  },
  {
    name: 'counts in the terminal as the server that was meant one of which nothing was shown',
    suite: { lane: 'unit', file: 'test/main/terminal/knock-commands.test.ts' },
    file: 'src-main/terminal/people/link-commands.ts',
    find: '  if (!session.compared.has(serverId)) {',
    replace: "  if (!session.compared.has(serverId) && name === '') {",
  },
  {
    name: 'takes whoever talks in one server to another that answers only now',
    suite: { lane: 'unit', file: 'test/main/terminal/arriving.test.ts' },
    file: 'src-main/terminal/people/joins.ts',
    find: ' && own.actsBefore !== acts;',
    replace: ' && own.actsBefore > acts;',
  },
  {
    name: 'says in the room where a pipe stands what it means for a server that does not answer',
    suite: { lane: 'unit', file: 'test/main/terminal/pipes.test.ts' },
    file: 'src-main/terminal/people/take-lines.ts',
    find: 'if (session.place.serverId === null || lost === null || !isFor(lost, typed)) return false;',
    replace: 'if (session.place.serverId !== undefined || lost === null || !isFor(lost, typed)) return false;',
  },
  {
    name: 'asks in the terminal about a link for a device as about an invite',
    suite: { lane: 'unit', file: 'test/main/terminal/link-commands.test.ts' },
    file: 'src-main/terminal/people/link-commands.ts',
    find: 'for (const sentence of linksTo === null',
    replace: "for (const sentence of linksTo === null || linksTo !== ''",
  },
  {
    name: 'leaves the connections of whoever is removed',
    suite: { ...door, test: 'is deactivated is cut off at once' },
    file: 'src-main/server/door-watch.ts',
    find: 'if (end !== null) closing.close(session, end);',
    replace: 'if (end === removedEnd) closing.close(session, end);',
  },
  {
    name: 'takes names that look alike for others',
    suite: { lane: 'unit', file: 'test/shared/domain/look-alikes.test.ts' },
    file: 'src-shared/domain/skeleton.ts',
    find: '(letter) => looks.get(letter) ?? letter',
    replace: '(letter) => letter',
  },
  {
    name: 'never looks at signatures of messages',
    suite: verifier,
    file: 'src-main/storage/verifier/log-verifier.ts',
    find: 'let cancel = clock.after(settleMs, turn);',
    replace: 'let cancel = (): void => void [settleMs, turn];',
  },
  {
    name: 'never looks at signatures of messages that an owner may have edited',
    suite: { lane: 'process', file: 'test/process/changed-database.test.ts', test: 'who edits the database is caught' },
    file: 'src-main/storage/verifier/log-verifier.ts',
    find: 'let cancel = clock.after(settleMs, turn);',
    replace: 'let cancel = (): void => void [settleMs, turn];',
  },
  {
    name: 'takes a changed row for what its author signed wrongly',
    suite: { lane: 'unit', file: 'test/main/storage/verifier/slice-reader.test.ts' },
    file: 'src-main/storage/verifier/event-fault.ts',
    find: "commandHash(command)), mac)) return 'changed';",
    replace: "commandHash(command)), mac)) return 'unsigned';",
  },
  {
    name: 'looks at the name of a server only where that keeps waiting',
    suite: { ...knownName, test: 'is told nothing of them' },
    file: 'src-main/client/session.ts',
    find: 'if (namesake !== null) line.end(',
    replace: "if (namesake !== null && frame.state === 'pending') line.end(",
  },
  {
    name: 'shuts people out of a server that takes the name of another',
    suite: { ...knownName, test: 'keeps the name it had' },
    file: 'src-main/client/server-client.ts',
    find: 'if (isIn && other !== null) return null;',
    replace: '',
  },
  {
    name: 'goes by the name of a server as that says it',
    suite: { ...knownName, test: 'has a name that can be read' },
    file: 'src-shared/protocol/session.ts',
    find: 'serverName: v.pipe(v.string(), v.transform(shownName)),',
    replace: 'serverName: v.pipe(v.string(), v.transform((said) => said as ReturnType<typeof shownName>)),',
  },
  {
    name: 'tells whoever proves a key what this computer is called',
    suite: { ...knownName, test: 'is told nothing of them' },
    file: 'src-main/client/session.ts',
    find: 'return { ...login, ...(token === null ? {} : { token }) };',
    replace: 'return { ...login, name: context.deviceName, ...(token === null ? {} : { token }) } as Login;',
  },
];
