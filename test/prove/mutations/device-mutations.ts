import type { Mutation } from './mutation.ts';

const server = { lane: 'unit', file: 'test/main/server/devices.test.ts' } as const;
const store = { lane: 'unit', file: 'test/main/storage/client/devices.test.ts' } as const;
const decided = { lane: 'unit', file: 'test/shared/domain/decide/device.test.ts' } as const;
const guesses = { lane: 'unit', file: 'test/main/client/attack/more-guesses.test.ts' } as const;
const links = 'src-main/storage/client/device-links.ts';

/** Whose a device is (P18), and for which of them somebody vouches (T8). */
export const deviceMutations: readonly Mutation[] = [
  {
    name: 'links a device whose key has not signed',
    suite: { ...server, test: 'is refused where the new key' },
    file: 'src-main/storage/server/appender.ts',
    find: "if (!isLinkSigned(context, arrival, command.value)) return err({ type: 'signature_wrong' });",
    replace: '',
  },
  {
    name: 'ends claims where the door is set otherwise',
    suite: { ...server, test: 'goes on while the door is set otherwise' },
    file: 'src-main/server/door-watch.ts',
    find: ' && !claims().hasSaid(session))',
    replace: ')',
  },
  {
    name: 'lists the devices of anybody to anybody',
    suite: { ...server, test: 'are listed to themselves, and to an owner' },
    file: 'src-main/storage/server/device-verbs.ts',
    find: 'asker === personId || isAllowedTo(role(asker), action, role(personId));',
    replace: 'asker === personId || isAllowedTo(role(asker), action, role(personId)) || action.length > 0;',
  },
  {
    name: 'believes in a link that the new key has not signed',
    suite: { ...store, test: 'that the new key did not sign for' },
    file: links,
    find: 'if (!isDeviceLinkSigned(verifier, claim, proof)) return false;',
    replace: '',
  },
  {
    name: 'believes in a link of whoever signed it',
    suite: { ...store, test: 'of a snapshot are those whose links were signed' },
    file: links,
    find: 'if (!isDeviceOf(context, linkedBy, person)) return false;',
    replace: '',
  },
  {
    name: 'takes the words of any device for those of the person named',
    suite: { ...store, test: 'speak for the person whose first one they are' },
    file: links,
    find: 'return ids.personId(device) === person || tables.devices.find(device)?.personId === person;',
    replace: 'return ids.personId(device) === person || tables !== null;',
  },
  {
    name: 'marks somebody by a device that they have revoked',
    suite: { ...store, test: 'that were vouched for and are revoked' },
    file: 'src-main/storage/client/device-table.ts',
    find: ' AND isRevoked = 0 ORDER BY',
    replace: ' ORDER BY',
  },
  {
    name: 'lets a revoked device log in',
    suite: { ...server, test: 'is cut off at once, is refused at its next login' },
    file: 'src-main/storage/server/directory-reader.ts',
    find: "known.isRevoked ? 'revoked' : closed",
    replace: 'closed',
  },
  {
    name: 'takes commands of a revoked device',
    suite: { ...decided, test: 'does nothing any more' },
    file: 'src-shared/domain/decide/decide.ts',
    find: "if (state.device(submission.device)?.isRevoked === true) return err({ type: 'not_admitted' });",
    replace: '',
  },
  {
    name: 'does not mark what a device says that somebody vouched for',
    suite: { ...store, test: 'that somebody vouched for are marked so' },
    file: 'src-main/storage/client/timeline-item.ts',
    find: 'const vouchedBy = tables.devices.find(header.device)?.vouched?.by ?? null;',
    replace: 'const vouchedBy = tables === null ? header.person : null;',
  },
  {
    name: 'lets a device that somebody vouched for put out those before it',
    suite: { ...decided, test: 'revokes none that was the person’s before' },
    file: 'src-shared/domain/decide/device.ts',
    find: '(isOfThis || !isVouched(state.device, by))',
    replace: '(isOfThis || !isVouched(state.device, device))',
  },
  {
    name: 'lets a device that somebody vouched for use up what the person may have',
    suite: { ...decided, test: 'adds a few with what it links' },
    file: 'src-shared/domain/decide/device.ts',
    find: 'linksFrom(state, devices, origin).length >= maxVouchedLinks',
    replace: 'linksFrom(state, devices, origin).length >= maxDevices',
  },
  {
    name: 'lets nobody put out a device that an owner vouched for',
    suite: { ...decided, test: 'puts out again what was vouched for' },
    file: 'src-shared/domain/permission.ts',
    find: "'device.revoke': ['owner'],",
    replace: "'device.revoke': [],",
  },
  {
    name: 'forgets that somebody vouched once the device links another',
    suite: { ...store, test: 'that somebody vouched for are marked so' },
    file: links,
    find: 'vouched: tables.devices.find(linkedBy)?.vouched ?? null',
    replace: 'vouched: null',
  },
  {
    name: 'works the digits of a claim out without what was committed to',
    suite: { lane: 'unit', file: 'test/main/identity/reference-vectors.test.ts' },
    file: 'src-main/identity/link-digits.ts',
    find: 'if (linkCommit(revealed) !== commit) return null;',
    replace: '',
  },
  {
    name: 'takes a link of any size into snapshots',
    suite: { ...server, test: 'is refused where its command is too large for a snapshot' },
    file: 'src-main/storage/server/command-size.ts',
    find: 'isLink ? Math.min(maxDeviceLinkBytes, maxEventBytes) : maxEventBytes',
    replace: 'isLink ? maxEventBytes : maxEventBytes',
  },
  {
    name: 'tells a link that is too large in snapshots',
    suite: { ...server, test: 'is left out of what a snapshot tells' },
    file: 'src-main/storage/server/directory-table.ts',
    find: ' AND octet_length(e.command) <= ${maxDeviceLinkBytes}',
    replace: '',
  },
  {
    name: 'comes to the door once more over one connection',
    suite: { ...guesses, test: 'gets none by having the device come to the door again' },
    file: 'src-main/client/session.ts',
    find: "if (visit !== null && frame.state !== 'active') return line.end({ type: 'proof_wrong' });",
    replace: '',
  },
  {
    name: 'calls somebody by a name beside an invite that is none',
    suite: { ...server, test: 'by a name beside an invite counts' },
    file: 'src-main/server/claim-arrivals.ts',
    find: 'if (isGood) byName(session, displayName, commit);',
    replace: 'if (isGood !== null) byName(session, displayName, commit);',
  },
  {
    name: 'waits for ever for what a claim does not say',
    suite: { ...server, test: 'that says nothing to whoever came ends' },
    file: 'src-main/server/claims.ts',
    find: 'closing.close(claim.session, silent);',
    replace: 'void silent;',
  },
  {
    name: 'lets claims by a name take the room of those by a link',
    suite: { ...server, test: 'by a link has room where as many wait by a name' },
    file: 'src-main/server/claims.ts',
    find: 'claim.isByLink === isByLink ? claim.session : []',
    replace: 'isByLink === null ? [] : claim.session',
  },
  {
    name: 'becomes whoever the server says',
    suite: { ...guesses, test: 'is believed of the person whose device has come' },
    file: 'src-main/client/door-visit.ts',
    find: 'if (openedBy !== null) return personId === openedBy;',
    replace: '',
  },
  {
    name: 'marks a first key that somebody vouched for',
    suite: { ...store, test: 'that are a person’s first one stay unmarked' },
    file: links,
    find: 'if (context.ids.personId(device) === personId) return true;',
    replace: '',
  },
  {
    name: 'blocks whom nobody has signed for',
    suite: { ...store, test: 'are asked who signed that somebody is blocked' },
    file: 'src-main/storage/client/apply-event.ts',
    find: 'if (!isSigned || change.personId !== context.owner.personId) return;',
    replace: 'if (change.personId !== context.owner.personId) return;',
  },
];
