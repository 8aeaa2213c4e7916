import type { Change } from '#shared/domain/fold.ts';
import type { PersonId, ReportId } from '#shared/domain/ids.ts';
import { isAllowed } from '#shared/domain/permission.ts';
import type { DirectorySnapshot } from '../storage/event-log.ts';
import type { Directory } from './directory.ts';
import type { Outgoing } from './outgoing.ts';
import type { SessionRegistry } from './session-registry.ts';
import type { Session } from './session.ts';

/** Tells owners and moderators how many reports wait, each without those about themselves (R26). */
export interface ReportWatch {
  /** An event is published that changes this. */
  changed(change: Change): void;
  /** Somebody is live who may have to know. */
  introduce(session: Session, personId: PersonId): void;
}

export interface ReportWatchOptions {
  readonly directory: Pick<Directory, 'roleOf' | 'keepers'>;
  readonly registry: Pick<SessionRegistry, 'ofPerson'>;
  readonly outgoing: Pick<Outgoing, 'send'>;
}

export function createReportWatch(
  { directory, registry, outgoing }: ReportWatchOptions,
  { openReports }: Pick<DirectorySnapshot, 'openReports'>,
): ReportWatch {
  const open = new Map(openReports.map(({ reportId, personId }) => [reportId, personId]));
  /** Closings that came back before what they close. */
  const closed = new Set<ReportId>();

  /** To whoever may not close any there is none. */
  function countFor(personId: PersonId): number {
    const role = directory.roleOf(personId);
    if (role === null || !isAllowed(role, 'report.close')) return 0;
    return [...open.values()].filter((reported) => reported !== personId).length;
  }

  function tell(session: Session, personId: PersonId): void {
    if (session.sync !== 'live') return;
    const params = { open: countFor(personId) };
    outgoing.send(session, JSON.stringify({ type: 'signal', name: 'reports', params }));
  }

  function tellKeepers(except: PersonId): void {
    for (const personId of directory.keepers())
      if (personId !== except) for (const session of registry.ofPerson(personId)) tell(session, personId);
  }

  return {
    changed: (change) => {
      switch (change.type) {
        case 'report.put': {
          const { reportId, personId } = change.report;
          if (closed.has(reportId)) return;
          open.set(reportId, personId);
          tellKeepers(personId);
          return;
        }
        case 'report.closed': {
          const personId = open.get(change.reportId);
          if (personId === undefined) {
            closed.add(change.reportId);
            return;
          }
          open.delete(change.reportId);
          tellKeepers(personId);
          return;
        }
        case 'person.role':
          for (const session of registry.ofPerson(change.personId)) tell(session, change.personId);
          return;
        default:
      }
    },
    introduce: (session, personId) => {
      if (countFor(personId) > 0) tell(session, personId);
    },
  };
}
