import type { DeliveryState } from '#shared/domain/delivery.ts';
import type { CommandId } from '#shared/domain/ids.ts';
import type { ChatConnection } from '../chat-mirror.ts';

/** A command this script has given. */
export interface OwnCommand {
  readonly commandId: CommandId;
  /** What it says and where, when it is a message. */
  readonly message: { readonly roomId: string; readonly text: string } | null;
}

/** What this script has asked for and how far it got. */
export interface OwnCommands {
  add(command: OwnCommand): void;
  /** Messages the server is not known to have yet. */
  unsent(): readonly OwnCommand[];
  /** How many commands were refused for good. */
  failedCount(): number;
  /** Whether every message has come at least this far; those that failed go no further. */
  haveReached(state: 'sent' | 'delivered' | 'read'): boolean;
  /** Calls back after each step of one of them. */
  onStep(listener: () => void): () => void;
}

const order: Readonly<Record<DeliveryState, number>> = { queued: 0, sent: 1, delivered: 2, read: 3, failed: 4 };
/** A script may run for months: of what is sent, only so many are followed on to *read*. */
const maxFollowed = 10_000;

export function trackOwnCommands(chat: ChatConnection): OwnCommands {
  const commands = new Map<CommandId, OwnCommand>();
  // News can come before the answer that tells of the command, so it is kept for whatever command is one's own.
  const states = new Map<CommandId, DeliveryState>();
  const failed = new Set<CommandId>();
  const listeners = new Set<() => void>();

  const stateOf = ({ commandId }: OwnCommand): DeliveryState =>
    failed.has(commandId) ? 'failed' : (states.get(commandId) ?? 'queued');
  const messages = (): OwnCommand[] => [...commands.values()].filter(({ message }) => message !== null);
  const dropOldest = (): void => {
    for (const [commandId, command] of commands.size > maxFollowed ? commands : []) {
      if (command.message !== null && stateOf(command) === 'queued') continue;
      commands.delete(commandId);
      break;
    }
    const [oldest] = states.size > 2 * maxFollowed ? states.keys() : [];
    if (oldest !== undefined) states.delete(oldest);
  };
  const stepped = (): void => {
    for (const listener of listeners) listener();
  };

  chat.on('timeline.changed', ({ items }) => {
    for (const item of items) {
      if (item.type !== 'message' || item.delivery === null) continue;
      states.set(item.commandId, item.delivery);
      dropOldest();
    }
    stepped();
  });
  chat.on('command.failed', ({ commandId }) => {
    failed.add(commandId);
    stepped();
  });

  return {
    add: (command) => {
      commands.set(command.commandId, command);
      dropOldest();
    },
    unsent: () => messages().filter((command) => stateOf(command) === 'queued'),
    failedCount: () => [...commands.values()].filter((command) => stateOf(command) === 'failed').length,
    haveReached: (state) => messages().every((command) => order[stateOf(command)] >= order[state]),
    onStep: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
