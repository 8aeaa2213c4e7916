import type { AuditSetting } from '#shared/domain/audit.ts';
import { parseCommand, type Command, type CommandEnvelope } from '#shared/domain/command.ts';
import type { PersonId } from '#shared/domain/ids.ts';
import type { AuditSubject } from './audit-table.ts';
import type { ServerTables } from './server-tables.ts';

/** What stood before an act, which giving it back sets again; null where it can't be told, or is what the act set. */
export function settingBefore(
  { audit }: Pick<ServerTables, 'audit'>,
  seq: number,
  { kind, body }: Command,
): AuditSetting | null {
  const commandBefore = (about: AuditSubject, kindOfEvent: Parameters<typeof audit.lastBefore>[0]) => {
    const past = audit.lastBefore(kindOfEvent, seq, about);
    const read = past === null ? null : (JSON.parse(past.command) as CommandEnvelope);
    const parsed = read === null ? null : parseCommand(read.kind, read.body);
    return parsed?.ok === true ? parsed.value : null;
  };
  switch (kind) {
    case 'person.setRole': {
      const role = roleBefore(audit, seq, body.personId);
      return role === body.role ? null : { role };
    }
    case 'person.setStanding': {
      const past = commandBefore({ personId: body.personId }, 'person.standingSet');
      const standing = past?.kind === 'person.setStanding' ? past.body.standing : 'active';
      return standing === body.standing ? null : { standing };
    }
    case 'server.setDoor': {
      const past = commandBefore({}, 'server.doorSet');
      const door = past?.kind === 'server.setDoor' ? past.body.door : 'open';
      // What was open for a while is not opened again.
      return door === body.door && body.openUntil === 0 ? null : { door, openUntil: 0 };
    }
    case 'device.setBan':
      return { isBanned: !body.isBanned };
    default:
      return null;
  }
}

/** Whatever made the person what they were, the last of it. */
function roleBefore(audit: ServerTables['audit'], seq: number, personId: PersonId): NonNullable<AuditSetting['role']> {
  const set = audit.lastBefore('person.roleSet', seq, { personId });
  const parsed = set === null ? null : (JSON.parse(set.command) as CommandEnvelope);
  const command = parsed === null ? null : parseCommand(parsed.kind, parsed.body);
  const came = (['person.admitted', 'invite.accepted'] as const)
    .flatMap((kind) => audit.lastBefore(kind, seq, { personId }) ?? [])
    .toSorted((one, other) => one.seq - other.seq)
    .at(-1);
  const isSetLast = set !== null && set.seq > (came?.seq ?? 0);
  if (isSetLast && command?.ok === true && command.value.kind === 'person.setRole') return command.value.body.role;
  return came?.role ?? 'member';
}
