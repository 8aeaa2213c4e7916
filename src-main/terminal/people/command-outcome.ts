import type { CommandId, ServerId } from '#shared/domain/ids.ts';
import { dueCommands } from '#shared/ipc/due-commands.ts';
import { waitUntil } from '../wait-until.ts';
import type { PeopleSession } from './people-session.ts';

/** How long a server may take before it is said that something waits. */
const answerMs = 3000;

/**
 * What has become of a command within a moment: `done` once nothing waits any more. A refusal is told by whoever tells all of them.
 */
export async function commandOutcome(
  { chat, clock, signal, mirror }: PeopleSession,
  asked: { readonly serverId: ServerId; readonly commandId: CommandId },
): Promise<'done' | 'refused' | 'waiting'> {
  let isRefused = false;
  const isAnswered = (): boolean => {
    const server = mirror.server(asked.serverId);
    return server !== undefined && dueCommands(server.outbox) === 0;
  };
  const onChange = (listener: () => void): (() => void) => {
    const stopMirror = mirror.onChange(listener);
    const stopFailed = chat.on('command.failed', ({ commandId }) => {
      isRefused ||= commandId === asked.commandId;
      listener();
    });
    return () => {
      stopMirror();
      stopFailed();
    };
  };
  await waitUntil(() => isRefused || isAnswered(), answerMs, { clock, signal, onChange });
  if (isRefused) return 'refused';
  return isAnswered() ? 'done' : 'waiting';
}
