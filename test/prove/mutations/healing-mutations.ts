import type { Mutation, Suite } from './mutation.ts';

const log: Suite = { lane: 'unit', file: 'test/contract/event-log.test.ts', test: 'in this thread' };

const store: Suite = { lane: 'unit', file: 'test/contract/client-store.test.ts', test: 'in this thread' };

/** Who is out, and who is no owner any more, when what a server lost comes back. */
export const healingMutations: readonly Mutation[] = [
  {
    name: 'leaves every gate to the host, though there is one copy of the server',
    proof: 'simulation',
    says: /\[H3\] the gate waits for the host alone/u,
    // It takes a loss that a device is the first to notice, in the epoch that lost it: one of fifteen seeds with restored copies.
    seeds: 300,
    file: 'src-main/storage/server/healing/show-position.ts',
    find: "const gate = type === 'otherLife' ? 'host' : 'closed';",
    replace: "const gate = isBehind(type) ? 'host' : 'closed';",
  },
  {
    name: 'waits for those who know of a loss that was healed in the life that is lost',
    suite: log,
    file: 'src-main/storage/server/healing/open-rooms.ts',
    find: ' && !givenPlaces.isAnySince(closedIn, roomStream(room.roomId))',
    replace: '',
  },
  {
    name: 'keeps an invite into a closed room waiting, which nothing releases',
    suite: store,
    file: 'src-main/storage/client/results.ts',
    find: "if (error.type === 'room_closed' && row.roomId !== null) {",
    replace: "if (error.type === 'room_closed') {",
  },
  {
    name: 'opens the gate for whoever has healed, owner or not',
    suite: { lane: 'unit', file: 'test/main/storage/server/noticing-loss.test.ts', test: 'whoever else has healed' },
    file: 'src-main/storage/server/healing/gate.ts',
    find: '  if (owners.length > 0 && !owners.some((owner) => healers.includes(owner))) return false;',
    replace: '',
  },
  {
    name: 'opens the gate for whoever was removed, with no owner there',
    proof: 'rollback',
    says: /and for no owner/u,
    cycles: 1,
    file: 'src-main/storage/server/healing/gate.ts',
    find: '  if (owners.length > 0 && !owners.some((owner) => healers.includes(owner))) return false;',
    replace: '',
  },
  {
    name: 'lets in by what was lost whom an owner banned since',
    proof: 'rollback',
    says: /was banned since/u,
    cycles: 1,
    file: 'src-shared/domain/register.ts',
    find: 'return [`person.standing ${command.body.personId}`];',
    replace: 'return [];',
  },
  {
    name: 'lets an old standing overwrite a newer one',
    suite: log,
    file: 'src-shared/domain/register.ts',
    find: 'return [`person.standing ${command.body.personId}`];',
    replace: 'return [];',
  },
  {
    name: 'takes an invite that gave no role for the last word on one',
    suite: log,
    file: 'src-shared/domain/register.ts',
    find: 'return role === undefined ? [] : [`person.role ${person}`];',
    replace: 'return [`person.role ${person}`];',
  },
  {
    name: 'tells who came into a room late no more than the place of what changes it now',
    suite: log,
    file: 'src-main/storage/server/healing/healed-sight.ts',
    find: "return origin !== undefined && (kind === 'message.posted' || origin.isOverruled === true);",
    replace: "return origin !== undefined && kind !== '';",
  },
  {
    name: 'shows those who came since what is overruled of the time before them',
    suite: log,
    file: 'src-main/storage/server/healing/healed-sight.ts',
    find: "(kind === 'message.posted' || origin.isOverruled === true)",
    replace: "kind === 'message.posted'",
  },
  {
    name: 'gives back in doubt what was taken from somebody',
    suite: log,
    file: 'src-main/storage/server/healing/overruled.ts',
    find: 'isTaking(tables, returning) ? shared.most : shared.least',
    replace: 'isTaking(tables, returning) ? shared.least : shared.least',
  },
  {
    name: 'goes on with a log that does not hold what came without its position',
    suite: { lane: 'unit', file: 'test/main/client/catch-up.test.ts', test: 'lacks what came without its position' },
    file: 'src-main/client/catch-up.ts',
    find: '    if (!held.value) return healAndPull(context);',
    replace: '',
  },
  {
    name: 'tells whose session an event ends of a position beyond what it was sent',
    suite: { lane: 'unit', file: 'test/main/server/last-position.test.ts', test: 'where the batch goes on' },
    file: 'src-main/server/publisher.ts',
    find: 'if (event.seq === batchEnd.headSeq) moveHead(head, batchEnd);',
    replace: 'moveHead(head, batchEnd);',
  },
  {
    name: 'fails for good what waits for a room that is closed',
    suite: {
      lane: 'unit',
      file: 'test/main/client/restored-server.test.ts',
      test: 'takes what waited for a private room once that has opened',
    },
    file: 'src-main/storage/client/results.ts',
    find: "if (error.type === 'room_closed' && row.roomId !== null) {",
    replace: "if (error.type === 'room_closed' && row.roomId === null) {",
  },
  {
    name: 'says for ever of a command that its room was closed',
    suite: log,
    file: 'src-main/storage/server/appender.ts',
    find: '  if (isNext && isSame && isForNow(stored.result)) return null;',
    replace: '',
  },
  {
    name: 'takes an answer of an earlier session for how a closed room is now',
    suite: { lane: 'unit', file: 'test/main/client/outbox.test.ts', test: 'asks once more behind' },
    file: 'src-main/client/outbox.ts',
    find: 'if (wasRepeating && !isRepeating()) isAskDue = true;',
    replace: 'if (wasRepeating && !isRepeating()) isAskDue = isEnded;',
  },
  {
    name: 'numbers more commands than it sends',
    suite: store,
    file: 'src-main/storage/client/take-commands.ts',
    find: 'sum + utf8Bytes(frame), 0) < maxBytes;',
    replace: 'sum + utf8Bytes(frame), 0) >= 0;',
  },
  {
    name: 'lets all go at once that waits for a closed room',
    suite: store,
    file: 'src-main/storage/client/outbox-numbers.ts',
    find: "AND hold IS NOT 'held'",
    replace: '',
  },
  {
    name: 'tells of markers in rooms that the server does not list, and forgets them',
    suite: store,
    file: 'src-main/storage/client/markers.ts',
    find: 'tables.rooms.find(roomId)?.isUnlisted !== true',
    replace: 'tables.rooms.find(roomId) !== undefined',
  },
];
