import type { AuditEntry } from './audit.ts';
import type { CommandDraft } from './command.ts';

/** The command that gives back what an act took, and names it; null where its entry says that there is nothing to give back. */
export function undoDraft({ personId, commandId, subject, device, undo }: AuditEntry): CommandDraft | null {
  if (undo === undefined) return null;
  const { role, standing, door, openUntil, isBanned, isRevoked } = undo;
  const undoes = { personId, commandId };
  if (subject !== undefined && role !== undefined)
    return { kind: 'person.setRole', body: { personId: subject, role, undoes } };
  if (subject !== undefined && standing !== undefined)
    return { kind: 'person.setStanding', body: { personId: subject, standing, undoes } };
  if (door !== undefined && openUntil !== undefined)
    return { kind: 'server.setDoor', body: { door, openUntil, undoes } };
  if (device !== undefined && isBanned !== undefined)
    return { kind: 'device.setBan', body: { device, isBanned, undoes } };
  if (device !== undefined && isRevoked === true) return { kind: 'device.revoke', body: { device } };
  return null;
}
