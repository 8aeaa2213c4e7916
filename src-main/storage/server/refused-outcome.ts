import type { CommandId } from '#shared/domain/ids.ts';
import type { Refusal } from '#shared/domain/refusal.ts';
import type { TemporaryRefusal } from '#shared/protocol/command-frame.ts';
import { canonicalJson } from '../../identity/canonical-json.ts';
import type { AppendOutcome } from '../event-log.ts';

export interface Refused {
  readonly commandId: CommandId;
  readonly number: number;
  readonly error: Refusal | TemporaryRefusal;
  /** Stored, and the number is used up. */
  readonly isFinal: boolean;
}

/** The outcome with its `refused` frame. */
export function refusedOutcome({ commandId, number, error, isFinal }: Refused): AppendOutcome {
  const reply = canonicalJson({ commandId, error, isFinal, number, type: 'refused' });
  return { type: 'refused', reply, isFinal, entry: entryOf(error) };
}

function entryOf(error: Refused['error']): 'knock' | 'invite' | null {
  if (error.type === 'invite_invalid') return 'invite';
  return error.type === 'door_closed' && error.door === 'knock' ? 'knock' : null;
}
