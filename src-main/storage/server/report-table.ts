import type { CommandId, PersonId, ReportId, RoomId } from '#shared/domain/ids.ts';
import type { Report, ReportClosing, ReportOutcome, ReportReason } from '#shared/domain/report.ts';
import type { WritableDb } from '../readable-db.ts';

/** A report as the log has it, and how it ended, where it has. */
export interface StoredReport extends Report {
  /** Of the event that made it. */
  readonly seq: number;
  readonly createdAt: number;
  readonly closing: ReportClosing | null;
}

/** Which of the reports: those that wait, those that were closed, or those that one person made. */
export type ReportsOf =
  { readonly of: 'open' | 'closed'; readonly except: PersonId } | { readonly of: 'own'; readonly reporterRef: number };

export interface ReportTable {
  find(reportId: ReportId): StoredReport | null;
  put(report: Report, made: ReportMade): void;
  /** Also of a report that is not known, or not yet. */
  close(reportId: ReportId, closing: Omit<ReportClosing, 'closedBy'> & { readonly closerRef: number }): void;
  openOf(reporterRef: number): StoredReport[];
  /** At most `max` of those whose `seq` is below, the newest first; of the open ones without those about `except`. */
  page(which: ReportsOf, before: number, max: number): StoredReport[];
  /** All that wait, as who counts them needs them. */
  open(): OpenReport[];
}

interface ReportMade {
  readonly seq: number;
  readonly reporterRef: number;
  readonly personRef: number;
  readonly at: number;
}

/** A report that waits, and whom it is about. */
export interface OpenReport {
  readonly reportId: ReportId;
  readonly personId: PersonId;
}

interface ReportRow {
  readonly seq: number;
  readonly reportId: ReportId;
  readonly reporter: PersonId;
  readonly personId: PersonId;
  readonly roomId: RoomId | null;
  readonly commandId: CommandId | null;
  readonly reason: ReportReason;
  readonly text: string;
  readonly createdAt: number;
  readonly closedBy: PersonId | null;
  readonly closedAt: number | null;
  readonly outcome: ReportOutcome | null;
}

const select = `SELECT r.seq, r.reportId, m.personId AS reporter, p.personId, r.roomId, r.commandId, r.reason, r.text, r.createdAt,
    b.personId AS closedBy, c.closedAt, c.outcome
  FROM reports r JOIN people m ON m.personRef = r.reporterRef JOIN people p ON p.personRef = r.personRef
    LEFT JOIN reportClosings c ON c.reportId = r.reportId LEFT JOIN people b ON b.personRef = c.closerRef`;

export function createReportTable(db: WritableDb): ReportTable {
  const find = db.query<[reportId: string], ReportRow>(`${select} WHERE r.reportId = ?`);
  const openOf = db.query<[reporterRef: number], ReportRow>(`${select} WHERE r.reporterRef = ? AND r.isOpen = 1`);
  const ofState = db.query<[isOpen: number, before: number, except: string, max: number], ReportRow>(
    `${select} WHERE r.isOpen = ? AND r.seq < ? AND p.personId <> ? ORDER BY r.seq DESC LIMIT ?`,
  );
  const own = db.query<[reporterRef: number, before: number, max: number], ReportRow>(
    `${select} WHERE r.reporterRef = ? AND r.seq < ? ORDER BY r.seq DESC LIMIT ?`,
  );
  const open = db.query<[], OpenReport>(
    'SELECT r.reportId, p.personId FROM reports r JOIN people p ON p.personRef = r.personRef WHERE r.isOpen = 1',
  );
  const write = prepareWrites(db);
  return {
    find: (reportId) => {
      const row = find.get(reportId);
      return row === undefined ? null : toReport(row);
    },
    put: ({ reportId, message, reason, text }, { seq, reporterRef, personRef, at }) => {
      const about = [reporterRef, personRef, message?.roomId ?? null, message?.commandId ?? null] as const;
      write.insert.run(seq, reportId, ...about, reason, text, at);
      write.settle.run(reportId);
    },
    close: (reportId, { closerRef, closedAt, outcome }) => {
      write.close.run(reportId, closerRef, closedAt, outcome);
      write.settle.run(reportId);
    },
    openOf: (reporterRef) => openOf.all(reporterRef).map(toReport),
    page: (which, before, max) => {
      if (which.of === 'own') return own.all(which.reporterRef, before, max).map(toReport);
      return ofState.all(Number(which.of === 'open'), before, which.except, max).map(toReport);
    },
    open: () => open.all(),
  };
}

function prepareWrites(db: WritableDb) {
  type Values = [
    seq: number,
    reportId: string,
    reporterRef: number,
    personRef: number,
    roomId: string | null,
    commandId: string | null,
    reason: string,
    text: string,
    createdAt: number,
  ];
  return {
    insert: db.change<Values>(
      `INSERT OR IGNORE INTO reports (seq, reportId, reporterRef, personRef, roomId, commandId, reason, text, createdAt, isOpen)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 1)`,
    ),
    close: db.change<[reportId: string, closerRef: number, closedAt: number, outcome: string]>(
      'INSERT OR REPLACE INTO reportClosings (reportId, closerRef, closedAt, outcome) VALUES (?, ?, ?, ?)',
    ),
    settle: db.change<[reportId: string]>(
      `UPDATE reports SET isOpen = NOT EXISTS (SELECT 1 FROM reportClosings c WHERE c.reportId = reports.reportId)
       WHERE reportId = ?`,
    ),
  };
}

function toReport({ roomId, commandId, closedBy, closedAt, outcome, ...row }: ReportRow): StoredReport {
  const message = roomId === null || commandId === null ? null : { roomId, commandId };
  const isClosed = closedBy !== null && closedAt !== null && outcome !== null;
  return { ...row, message, closing: isClosed ? { closedBy, closedAt, outcome } : null };
}
