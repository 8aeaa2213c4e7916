import { auditText, type AuditFormat } from '#shared/domain/audit-text.ts';
import type { AuditEntry } from '#shared/domain/audit.ts';
import type { PersonId, RoomId } from '#shared/domain/ids.ts';
import type { ControlAudit } from '#shared/ipc/server-control.ts';
import { err, ok, type Result } from '#shared/result.ts';
import type { ControlClient } from './control-channel.ts';

/** All acts of power in the log of a running server, as the text of a file; the error is the type of what went wrong. */
export async function exportAudit(
  server: Pick<ControlClient, 'call'>,
  format: AuditFormat,
): Promise<Result<string, string>> {
  const entries: AuditEntry[] = [];
  const people = new Map<PersonId, string>();
  const rooms = new Map<RoomId, string>();
  let before: number | null = null;
  for (;;) {
    const page: Awaited<ReturnType<typeof server.call<'server.audit'>>> = await server.call(
      'server.audit',
      before === null ? {} : { before },
    );
    if (!page.ok) return err(page.error.type);
    const { next }: ControlAudit = page.value;
    entries.push(...page.value.entries);
    for (const { personId, displayName } of page.value.people) people.set(personId, displayName);
    for (const { roomId, name } of page.value.rooms) if (name !== null) rooms.set(roomId, name);
    if (next === null) break;
    before = next;
  }
  const names = { person: (id: PersonId) => people.get(id), room: (id: RoomId) => rooms.get(id) };
  return ok(auditText(entries, names, format));
}
