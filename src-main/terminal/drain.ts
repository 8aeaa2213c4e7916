import type { Clock } from '#shared/clock.ts';
import type { ServerView } from '#shared/ipc/chat-view.ts';
import { dueCommands } from '#shared/ipc/due-commands.ts';
import type { ChatConnection, ChatMirror } from './chat-mirror.ts';
import { isKeptOut } from './is-kept-out.ts';
import { waitUntil } from './wait-until.ts';

export interface DrainParts {
  readonly chat: ChatConnection;
  readonly mirror: ChatMirror;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

/** How often the counts are asked for when no event tells of them. */
const askAgainMs = 500;

/**
 * Waits until nothing waits to be sent any more, or nothing that goes without anybody's doing, at most `timeoutMs`; comes back with
 * how many commands still do.
 */
export async function drainOutboxes(parts: DrainParts, timeoutMs: number): Promise<number> {
  const { chat, mirror, clock, signal } = parts;
  const deadline = clock.monotonic() + timeoutMs;
  for (;;) {
    // Asked for, because an event may still be on its way that tells of the last command.
    const servers = await chat.call('server.list', {});
    if (!servers.ok) return 0;
    const waiting = waitingAt(servers.value);
    const reached = servers.value.filter(({ connection }) => !isKeptOut(connection));
    const isHopeless = reached.every(({ outbox }) => dueCommands(outbox) === 0);
    const restMs = deadline - clock.monotonic();
    if (isHopeless || restMs <= 0 || signal.aborted) return waiting;
    let hasChanged = false;
    const onChange = (listener: () => void): (() => void) =>
      mirror.onChange(() => {
        hasChanged = true;
        listener();
      });
    await waitUntil(() => hasChanged, Math.min(askAgainMs, restMs), { clock, signal, onChange });
  }
}

function waitingAt(servers: readonly ServerView[]): number {
  return servers.reduce((sum, { outbox }) => sum + outbox.waiting, 0);
}
