import type { CommandDraft } from '#shared/domain/command.ts';
import type { ActedAsServer } from '../event-log.ts';
import type { createAppendBatch } from './append-batch.ts';
import type { EngineContext } from './engine-context.ts';
import { serverCommand } from './server-command.ts';

/** Appends what the server itself says: whoever runs it decided that, at the machine. */
export function actAsServer(
  context: EngineContext,
  append: ReturnType<typeof createAppendBatch>,
  draft: CommandDraft,
): ActedAsServer {
  const { outcomes, healed, positionFrame, headSeq } = append([serverCommand(context, draft)]);
  const [outcome] = outcomes;
  const event = outcome?.type === 'accepted' ? outcome.event : null;
  const isDone = outcome?.type === 'accepted';
  return { isDone, appended: [...(event === null ? [] : [event]), ...healed], positionFrame, headSeq };
}
