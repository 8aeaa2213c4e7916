import type { Mutation } from './mutation.ts';

const audit = { lane: 'unit', file: 'test/main/server/audit.test.ts' } as const;
const server = { lane: 'unit', file: 'test/main/server/moderation.test.ts' } as const;
const log = { lane: 'unit', file: 'test/contract/event-log.test.ts' } as const;
const client = { lane: 'unit', file: 'test/main/client/moderation.test.ts' } as const;

/** Who learns of reports and blocks, and who reads what was done. */
export const moderationMutations: readonly Mutation[] = [
  {
    name: 'tells reports to whoever asks',
    suite: { ...server, test: 'is told to nobody else' },
    file: 'src-main/storage/server/report-reader.ts',
    find: "if (person === null || (!isOwn && !mayAsk(tables, asker, 'report.close')))",
    replace: "if (person === null || (!isOwn && !mayAsk(tables, asker, 'report.message')))",
  },
  {
    name: 'tells everybody in a stream of all that somebody was reported',
    suite: { ...server, test: 'is told to nobody else' },
    file: 'src-shared/domain/decide/report.ts',
    find: '    ? ok({ stream: personStream(author.personId) })',
    replace: "    ? ok({ stream: 'server' as ReturnType<typeof personStream> })",
  },
  {
    name: 'shows people what was reported of them',
    suite: { ...server, test: 'is seen by the others' },
    file: 'src-main/storage/server/report-table.ts',
    find: 'WHERE r.isOpen = ? AND r.seq < ? AND p.personId <> ? ORDER',
    replace: 'WHERE r.isOpen = ? AND r.seq < ? AND p.personId <> (? || 1) ORDER',
  },
  {
    name: 'counts for people what was reported of them',
    suite: { ...server, test: 'is seen by the others' },
    file: 'src-main/server/report-watch.ts',
    find: 'if (personId !== except) for',
    replace: 'if (personId !== except || open.size > 0) for',
  },
  {
    name: 'tells in the audit how a report of the asker ended',
    suite: { ...server, test: 'is seen by the others' },
    file: 'src-main/storage/server/audit-table.ts',
    find: 'AND reported.personId IS NOT ?',
    replace: 'AND reported.personId IS NOT (? || 1)',
  },
  {
    name: 'opens the audit to moderators',
    suite: { ...server, test: 'is for owners alone' },
    file: 'src-shared/domain/permission.ts',
    find: "'audit.list': ['owner'],",
    replace: "'audit.list': keepers,",
  },
  {
    name: 'offers in the audit nothing against a device that somebody vouched for',
    suite: { ...audit, test: 'tells of whom somebody vouched' },
    file: 'src-main/storage/server/audit-reader.ts',
    find: 'return isUndone === 1 ? null : { isRevoked: true };',
    replace: 'return null;',
  },
  {
    name: 'tells names in the audit as they were typed',
    suite: { ...audit, test: 'tells names as everybody sees them' },
    file: 'src-main/storage/server/audit-reader.ts',
    find: 'return name.ok ? { text: name.value } : {};',
    replace: 'return name.ok ? { text: typed } : {};',
  },
  {
    name: 'looks for what undid an act in all that was done since',
    suite: { lane: 'unit', file: 'test/main/storage/server/query-plans.test.ts' },
    file: 'src-main/storage/server/audit-table.ts',
    find: 'EXISTS (SELECT 1 FROM events u WHERE ${isUndoing} AND u.kind = e.kind',
    replace: "EXISTS (SELECT 1 FROM events u WHERE u.kind <> 'message.posted' AND u.kind = e.kind",
  },
  {
    name: 'writes commands of terminals into an exported audit',
    suite: { lane: 'unit', file: 'test/shared/domain/audit-text.test.ts', test: 'has nothing that a terminal' },
    file: 'src-shared/domain/text.ts',
    find: "    .replace(/[\\p{Cc}\\p{Cf}]/gu, '')\n    .trim();",
    replace: '    .trim();',
  },
  {
    name: 'takes for given back what still stands',
    suite: { ...audit, test: 'that sets anything but what stood before' },
    file: 'src-shared/domain/decide/undo.ts',
    find: 'if (!isAsBefore(command, act.before))',
    replace: "if (!isAsBefore(command, act.before) && command.kind === 'message.send')",
  },
  {
    name: 'tells owners of closings whose report has not come back',
    suite: { ...audit, test: 'leaves out for owners a closing' },
    file: 'src-main/storage/server/audit-table.ts',
    find: "AND (? OR e.kind <> 'report.closed' OR reported.personId IS NOT NULL)",
    replace: 'AND (? OR TRUE)',
  },
  {
    name: 'makes pages of the audit of any size',
    suite: { ...audit, test: 'ends a page' },
    file: 'src-main/storage/server/audit-reader.ts',
    find: 'if (bytes > limits.maxPageBytes && page.length > 0)',
    replace: 'if (bytes < 0 && page.length > 0)',
  },
  {
    name: 'tells everybody who blocks whom',
    suite: { ...server, test: 'is told to nobody, and changes nothing' },
    file: 'src-shared/domain/decide/block.ts',
    find: 'isSo ? null : personStream(author.personId)',
    replace: "isSo ? null : ('server' as ReturnType<typeof personStream>)",
  },
  {
    name: 'tells in a snapshot whom others block',
    suite: { ...server, test: 'stands in the snapshot' },
    file: 'src-main/storage/server/block-table.ts',
    find: 'WHERE b.personRef = ? ORDER',
    replace: 'WHERE b.personRef <> ? + 1000000 ORDER',
  },
  {
    name: 'undoes whatever is named',
    suite: { ...server, test: 'refuses an undoing' },
    file: 'src-shared/domain/decide/undo.ts',
    find: 'if (act === null || actKind !== kind || actSubject !== subject)',
    replace: 'if (act === null || actKind !== kind)',
  },
  {
    name: 'notifies of what somebody blocked says',
    suite: { ...client, test: 'notifies of nothing' },
    file: 'src-main/client/noteworthy.ts',
    find: ' || reader.isBlocked(item.author)) return false;',
    replace: ') return false;',
  },
  {
    name: 'shows whoever is taken back what was said in private rooms while they were out',
    suite: { ...log, test: 'this thread' },
    file: 'src-main/storage/server/change-writer.ts',
    find: 'for (const roomRef of access.privateRooms(personRef)) holdAccess(tables, { personRef, roomRef });',
    replace: '',
  },
  {
    name: 'shows whoever is taken back what was said meanwhile, lost and given back',
    suite: { ...log, test: 'this thread' },
    file: 'src-main/storage/server/healing/healed-sight.ts',
    find: "if (room.room.visibility === 'private' && memberSpans.wasOut(personId, place)) return false;",
    replace: '',
  },
  {
    name: 'replays to whoever is taken back as though they had been there',
    suite: { ...log, test: 'this thread' },
    file: 'src-main/storage/server/resume-planner.ts',
    find: "if ((person?.backSeq ?? 0) > position.seq) return snapshot(context, personId, 'far_behind');",
    replace: '',
  },
];
