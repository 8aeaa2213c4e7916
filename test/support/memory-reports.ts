import type { ActRef } from '#shared/domain/act.ts';
import type { DecideState, PastAct } from '#shared/domain/decide/decision.ts';
import type { Change } from '#shared/domain/fold.ts';
import type { PersonId, ReportId, RoomId } from '#shared/domain/ids.ts';
import type { Report } from '#shared/domain/report.ts';

/** Who hears whom, what was reported, and what was done before, in memory, and the hands that tests move it with. */
export interface MemoryReports {
  readonly reports: Map<ReportId, Report & { readonly isOpen: boolean }>;
  addAct(ref: ActRef, act: PastAct): void;
  /** A message that its author said there, and who can read it. */
  addMessage(ref: ActRef, roomId: RoomId, readers: readonly PersonId[]): void;
}

export function createMemoryReports() {
  const reports = new Map<ReportId, Report & { readonly isOpen: boolean }>();
  const blocks = new Set<string>();
  const acts = new Map<string, PastAct>();
  const messages = new Map<string, { readonly roomId: RoomId; readonly readers: readonly PersonId[] }>();
  const keyOf = ({ personId, commandId }: ActRef) => `${personId} ${commandId}`;

  const state: Pick<DecideState, 'isBlocked' | 'act' | 'roomOfMessage' | 'report' | 'openReportsOf'> = {
    isBlocked: (personId, blockedId) => blocks.has(`${personId} ${blockedId}`),
    act: (ref) => acts.get(keyOf(ref)) ?? null,
    roomOfMessage: (reader, message) => {
      const found = messages.get(keyOf(message));
      return found?.readers.includes(reader) === true ? found.roomId : null;
    },
    report: (reportId) => reports.get(reportId) ?? null,
    openReportsOf: (reporter) => [...reports.values()].filter((each) => each.reporter === reporter && each.isOpen),
  };
  const world: MemoryReports = {
    reports,
    addAct: (ref, act) => acts.set(keyOf(ref), act),
    addMessage: (ref, roomId, readers) => messages.set(keyOf(ref), { roomId, readers }),
  };

  function apply(change: Extract<Change, { type: 'person.block' | 'report.put' | 'report.closed' }>): void {
    if (change.type === 'report.put') reports.set(change.report.reportId, { ...change.report, isOpen: true });
    else if (change.type === 'report.closed') {
      const report = reports.get(change.reportId);
      if (report === undefined) throw new Error('a report that is not there was closed');
      reports.set(change.reportId, { ...report, isOpen: false });
    } else if (change.isBlocked) blocks.add(`${change.personId} ${change.blockedId}`);
    else blocks.delete(`${change.personId} ${change.blockedId}`);
  }

  return { state, world, apply };
}
