import type { AuditEntry } from '#shared/domain/audit.ts';
import type { DeviceKey, ReportId } from '#shared/domain/ids.ts';
import type { ReportView } from '#shared/domain/report-view.ts';
import { commandIdOf, general, jonas, mara, morning, personIdOf } from '#test/main/terminal/builders.ts';

export const reportIdOf = (letter: string): ReportId => `${letter.repeat(25)}a` as ReportId;
export const devon = personIdOf('d');

/** Jonas reports a message of Devon's. */
export function buildReport(parts: Partial<ReportView> = {}): ReportView {
  return {
    reportId: reportIdOf('r'),
    reporter: jonas,
    personId: devon,
    message: {
      roomId: general,
      commandId: commandIdOf(1),
      roomName: 'lunch',
      text: 'whoever ate it can pay for it, and I know who it was',
      at: morning,
    },
    reason: 'rude',
    text: '',
    createdAt: morning,
    closing: null,
    ...parts,
  };
}

/** Mara made Jonas a moderator. */
export function buildAct(parts: Partial<AuditEntry> = {}): AuditEntry {
  const act = { seq: 9, at: morning, kind: 'person.roleSet', personId: mara, commandId: commandIdOf(9) } as const;
  return { ...act, subject: jonas, role: 'moderator', isUndone: false, ...parts };
}

/** One of every kind. */
export function sampleActs(undoableUntil: number): readonly AuditEntry[] {
  const device = `${'S'.repeat(42)}A` as DeviceKey;
  const { subject: _subject, role: _role, ...bare } = buildAct();
  return [
    buildAct({ undo: { until: undoableUntil, role: 'member' } }),
    {
      ...bare,
      seq: 8,
      kind: 'person.standingSet',
      subject: devon,
      standing: 'removed',
      personId: jonas,
      isUndone: true,
    },
    {
      ...bare,
      seq: 7,
      kind: 'person.standingSet',
      subject: devon,
      standing: 'active',
      undoes: { personId: jonas, commandId: commandIdOf(8) },
      undo: { until: undoableUntil, standing: 'removed' },
    },
    {
      ...bare,
      seq: 6,
      kind: 'server.doorSet',
      door: 'knock',
      openUntil: 0,
      undo: { until: undoableUntil, door: 'open', openUntil: 0 },
    },
    { ...bare, seq: 5, kind: 'server.doorSet', door: 'knock', openUntil: morning + 900_000 },
    { ...bare, seq: 4, kind: 'knock.accepted', device, role: 'guest' },
    { ...bare, seq: 3, kind: 'device.banSet', device, isBanned: true, undo: { until: undoableUntil, isBanned: false } },
    { ...bare, seq: 2, kind: 'device.banSet', device, isBanned: false },
    { ...bare, seq: 16, kind: 'device.linked', device },
    { ...bare, seq: 17, kind: 'device.vouched', device, subject: devon, undo: { isRevoked: true } },
    { ...bare, seq: 18, kind: 'device.revoked', device, subject: devon },
    { ...bare, seq: 19, kind: 'device.revoked', device, subject: mara },
    { ...bare, seq: 20, kind: 'invite.created', role: 'member', text: 'Interns' },
    { ...bare, seq: 21, kind: 'invite.revoked' },
    { ...bare, seq: 22, kind: 'invite.accepted', role: 'moderator', personId: jonas },
    { ...bare, seq: 23, kind: 'invite.accepted', personId: jonas },
    { ...bare, seq: 24, kind: 'room.renamed', roomId: general, text: 'hall' },
    { ...bare, seq: 25, kind: 'room.memberRemoved', roomId: general, subject: devon },
    { ...bare, seq: 26, kind: 'report.closed', reportId: reportIdOf('r'), subject: devon, outcome: 'warned' },
    { ...bare, seq: 1, kind: 'person.admitted', role: 'owner', text: 'Mara' },
  ];
}
