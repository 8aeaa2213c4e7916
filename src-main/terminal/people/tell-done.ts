import type { CommandId, ServerId } from '#shared/domain/ids.ts';
import type { Result } from '#shared/result.ts';
import { cleanName } from '../text/clean-text.ts';
import { commandOutcome } from './command-outcome.ts';
import { note, sayProblem, type PeopleSession } from './people-session.ts';

export interface Asked {
  readonly serverId: ServerId;
  /** What the client answered: it is on its way, or cannot be. */
  readonly queued: Result<{ readonly commandId: CommandId }, { readonly type: string }>;
  /** What is said once the server has accepted it. */
  readonly sentence: string;
}

/** Says what came of a command that shows nowhere else; whether it was done. A refusal is told by whoever tells all of them. */
export async function tellDone(session: PeopleSession, { serverId, queued, sentence }: Asked): Promise<boolean> {
  if (!queued.ok) {
    sayProblem(session, queued.error, { serverId });
    return false;
  }
  const outcome = await commandOutcome(session, { serverId, commandId: queued.value.commandId });
  if (outcome === 'done') note(session, sentence);
  if (outcome === 'waiting')
    note(session, `It waits here, and is done as soon as ${cleanName(session.names.server(serverId))} answers.`);
  return outcome === 'done';
}
