import type { OutboxView } from './chat-view.ts';

/** How many commands go as soon as the server takes them: what is for a room that it keeps closed waits for more than that (H3). */
export function dueCommands({ waiting, held = 0 }: OutboxView): number {
  return waiting - held;
}
