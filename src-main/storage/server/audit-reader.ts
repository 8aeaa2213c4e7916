import { auditKinds, maxAuditEntries, type AuditEntry, type AuditUndo } from '#shared/domain/audit.ts';
import { parseCommand, type Command, type CommandEnvelope } from '#shared/domain/command.ts';
import type { PersonId } from '#shared/domain/ids.ts';
import { parseName } from '#shared/domain/name.ts';
import { registersOf } from '#shared/domain/register.ts';
import { undoableMs } from '#shared/domain/standing.ts';
import { serverStream } from '#shared/domain/stream.ts';
import { harmlessLine, utf8Bytes } from '#shared/domain/text.ts';
import type { RequestError, RequestParams, RequestResult } from '#shared/protocol/request.ts';
import { maxWholeNumber } from '#shared/domain/whole-number.ts';
import { err, ok, type Result } from '#shared/result.ts';
import type { AuditRow } from './audit-table.ts';
import type { EngineContext } from './engine-context.ts';
import { mayAsk } from './may-ask.ts';
import type { ServerTables } from './server-tables.ts';
import { settingBefore } from './setting-before.ts';

/** A page of the acts of power (R26): for owners, and, where `asker` is null, for whoever runs the server. */
export function listAudit(
  { tables, limits }: EngineContext,
  asker: PersonId | null,
  { before = maxWholeNumber, maxEntries, ...filter }: RequestParams<'audit.list'>,
): Result<RequestResult<'audit.list'>, RequestError> {
  if (asker !== null && !mayAsk(tables, asker, 'audit.list')) return err({ type: 'not_allowed', action: 'audit.list' });
  const max = Math.min(maxEntries, maxAuditEntries);
  const kinds = filter.kinds ?? auditKinds;
  const rows = tables.audit.page({ ...filter, kinds: [...new Set(kinds)], before, asker, max });
  const page: AuditEntry[] = [];
  let bytes = 0;
  for (const [index, row] of rows.entries()) {
    const entry = entryOf(tables, row);
    if (entry === null) continue;
    bytes += utf8Bytes(JSON.stringify(entry)) + 1;
    // As a page of history (P8): whoever gets a frame that is too large would be cut off by it.
    if (bytes > limits.maxPageBytes && page.length > 0)
      return ok({ entries: page, next: rows[index - 1]?.seq ?? null });
    page.push(entry);
  }
  const last = rows.length < max ? undefined : rows.at(-1);
  return ok({ entries: page, next: last?.seq ?? null });
}

function entryOf(tables: ServerTables, row: AuditRow): AuditEntry | null {
  // Written by a device and decided by this server.
  const { commandId, kind, body } = JSON.parse(row.command) as CommandEnvelope;
  const command = parseCommand(kind, body);
  if (!command.ok) return null;
  const { seq, at, personId, isUndone } = row;
  const undo = undoOf(tables, row, { command: command.value, commandId });
  return {
    ...{ seq, at, kind: row.kind, personId, commandId },
    ...detailsOf(command.value, row),
    ...(undo === null ? {} : { undo }),
    isUndone: isUndone === 1,
  };
}

type Details = Omit<AuditEntry, 'seq' | 'at' | 'kind' | 'personId' | 'commandId' | 'undo' | 'isUndone'>;

/** What the command says, without what only its maker needs. */
function detailsOf({ kind, body }: Command, { role, reported, holder }: AuditRow): Details {
  const undoes = 'undoes' in body && body.undoes !== undefined ? { undoes: body.undoes } : {};
  switch (kind) {
    case 'person.admit':
      return { ...given(role), ...named(body.displayName), ...invited(body.inviteId) };
    case 'person.setRole':
      return { subject: body.personId, role: body.role, ...undoes };
    case 'person.setStanding':
      return { subject: body.personId, standing: body.standing, ...undoes };
    case 'server.setDoor':
      return { door: body.door, openUntil: body.openUntil, ...undoes };
    case 'knock.accept':
      return { device: body.device, role: body.role };
    case 'device.link':
      return { device: body.device };
    case 'device.vouch':
      return { device: body.device, subject: body.personId };
    case 'device.revoke':
      return { device: body.device, ...(holder === null ? {} : { subject: holder }) };
    case 'device.setBan':
      return { device: body.device, isBanned: body.isBanned, ...undoes };
    case 'invite.create':
      return { inviteId: body.inviteId, role: body.role, text: harmlessLine(body.note) };
    case 'invite.revoke':
      return { inviteId: body.inviteId };
    case 'invite.accept':
      return { inviteId: body.inviteId, ...given(role) };
    case 'room.rename':
      return { roomId: body.roomId, ...named(body.name) };
    case 'room.removeMember':
      return { roomId: body.roomId, subject: body.personId };
    case 'report.close':
      return { reportId: body.reportId, outcome: body.outcome, ...(reported === null ? {} : { subject: reported }) };
    default:
      return {};
  }
}

/** As everybody sees it (T8), and not as it was typed. */
function named(typed: string): Pick<Details, 'text'> {
  const name = parseName(typed);
  return name.ok ? { text: name.value } : {};
}

function given(role: AuditRow['role']): Pick<Details, 'role'> {
  return role === null ? {} : { role };
}

function invited(inviteId: Details['inviteId']): Pick<Details, 'inviteId'> {
  return inviteId === undefined ? {} : { inviteId };
}

/** What stood before the act; null where it can't be told, is what stands, or something later was done to the same. */
function undoOf(
  tables: ServerTables,
  { seq, at, personId, isUndone }: AuditRow,
  { command, commandId }: { readonly command: Command } & Pick<AuditEntry, 'commandId'>,
): AuditUndo | null {
  // For good, as every device that is revoked; and for as long as it is there.
  if (command.kind === 'device.link' || command.kind === 'device.vouch')
    return isUndone === 1 ? null : { isRevoked: true };
  const before = settingBefore(tables, seq, command);
  if (before === null) return null;
  const [register] = registersOf({ stream: serverStream, person: personId }, command);
  const last = register === undefined ? null : tables.registers.find(register);
  return last?.commandId === commandId ? { until: at + undoableMs, ...before } : null;
}
