import { err, ok, type Result } from '../../result.ts';
import type { AuditSetting } from '../audit.ts';
import type { Command } from '../command.ts';
import type { Refusal } from '../refusal.ts';
import { undoableMs } from '../standing.ts';
import type { DecideState } from './decision.ts';

/** What of a command says about whom or what it is. */
type Subject = readonly [kind: string, subject: string];

/**
 * Whether the act that a command says it undoes was one of the same kind on the same person or thing (R26), whether the command sets
 * what stood before it, and whether it was less than 30 days ago. A command that names none undoes none.
 */
export function decideUndo(state: DecideState, command: Command): Result<null, Refusal> {
  const undoes = 'undoes' in command.body ? command.body.undoes : undefined;
  if (undoes === undefined) return ok(null);
  const act = state.act(undoes);
  const [kind, subject] = subjectOf(command);
  const [actKind, actSubject] = act === null ? ['', ''] : subjectOf(act.command);
  if (act === null || actKind !== kind || actSubject !== subject)
    return err({ type: 'invalid_body', path: 'undoes', problem: 'no act on the same has this id' });
  if (!isAsBefore(command, act.before))
    return err({ type: 'invalid_body', path: 'undoes', problem: 'something else stood before this act' });
  return state.wallNow() < act.at + undoableMs ? ok(null) : err({ type: 'too_late' });
}

function subjectOf({ kind, body }: Command): Subject {
  if (kind === 'person.setRole' || kind === 'person.setStanding') return [kind, body.personId];
  return [kind, kind === 'device.setBan' ? body.device : ''];
}

/** Without it an act that still stands could be shown as given back. */
function isAsBefore({ kind, body }: Command, before: AuditSetting | null): boolean {
  if (before === null) return false;
  switch (kind) {
    case 'person.setRole':
      return body.role === before.role;
    case 'person.setStanding':
      return body.standing === before.standing;
    case 'server.setDoor':
      return body.door === before.door && body.openUntil === before.openUntil;
    case 'device.setBan':
      return body.isBanned === before.isBanned;
    default:
      return false;
  }
}
