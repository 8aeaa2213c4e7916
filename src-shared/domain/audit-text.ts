import type { AuditEntry } from './audit.ts';
import type { PersonId, RoomId } from './ids.ts';
import { harmlessLine } from './text.ts';

/** What people and rooms are called now; undefined for who is not known. */
export interface AuditNames {
  person(personId: PersonId): string | undefined;
  room(roomId: RoomId): string | undefined;
}

export type AuditFormat = 'json' | 'csv';

/** The columns of the table: the first five tell the act, the others what it was about. */
const columns = [
  'at',
  'kind',
  'who',
  'whom',
  'what',
  'room',
  'seq',
  'whoId',
  'whomId',
  'commandId',
  'device',
  'inviteId',
  'reportId',
  'undoesCommandId',
  'isUndone',
] as const;
type Row = Readonly<Record<(typeof columns)[number], string>>;

/**
 * The acts as the text of a file: one JSON object a line with the entry and the names, or a table (RFC 4180, with CRLF). Times are of
 * the server's clock, in UTC (ISO 8601). Cells that a spreadsheet would take for a formula get an apostrophe in front, and what people wrote has nothing in it that a
 * terminal would take for a command.
 */
export function auditText(entries: readonly AuditEntry[], names: AuditNames, format: AuditFormat): string {
  if (format === 'json') return entries.map((entry) => `${JSON.stringify(named(entry, names))}\n`).join('');
  const lines = [columns, ...entries.map((entry) => cellsOf(rowOf(entry, names)))];
  return lines.map((cells) => `${cells.map(cellText).join(',')}\r\n`).join('');
}

function named(entry: AuditEntry, names: AuditNames): object {
  const { who, whom, room } = rowOf(entry, names);
  const { at, undo: _undo, text, ...rest } = entry;
  const said = text === undefined ? {} : { text: harmlessLine(text) };
  return {
    at: timeText(at),
    ...rest,
    ...said,
    who,
    ...(whom === '' ? {} : { whom }),
    ...(room === '' ? {} : { room }),
  };
}

function rowOf(entry: AuditEntry, names: AuditNames): Row {
  const { personId, subject, roomId } = entry;
  return {
    at: timeText(entry.at),
    kind: entry.kind,
    who: harmlessLine(names.person(personId) ?? ''),
    whom: subject === undefined ? '' : harmlessLine(names.person(subject) ?? ''),
    what: whatOf(entry),
    room: roomId === undefined ? '' : harmlessLine(names.room(roomId) ?? ''),
    seq: String(entry.seq),
    whoId: personId,
    whomId: subject ?? '',
    commandId: entry.commandId,
    device: entry.device ?? '',
    inviteId: entry.inviteId ?? '',
    reportId: entry.reportId ?? '',
    undoesCommandId: entry.undoes?.commandId ?? '',
    isUndone: String(entry.isUndone),
  };
}

/** What was set, or what was said with it. */
function whatOf({ role, standing, door, openUntil, isBanned, outcome, text }: AuditEntry): string {
  const ban = isBanned === undefined ? undefined : isBanned ? 'banned' : 'not banned';
  const until = openUntil === undefined || openUntil === 0 ? undefined : `open until ${timeText(openUntil)}`;
  return [role, standing, door, until, ban, outcome, harmlessLine(text ?? '')]
    .filter((part) => part !== undefined && part !== '')
    .join(', ');
}

function timeText(at: number): string {
  return new Date(at).toISOString();
}

function cellsOf(row: Row): string[] {
  return columns.map((column) => row[column]);
}

function cellText(cell: string): string {
  const harmless = /^[=+\-@]/.test(cell) ? `'${cell}` : cell;
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}
