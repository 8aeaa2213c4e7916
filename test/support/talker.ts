import type { ChatEvent, ChatScript } from './chat-script.ts';

/** Somebody who talks without end: as soon as the server has one message there is the next. */
export interface Talker {
  readonly chat: ChatScript;
  /** Texts in the order in which they were written, and how far each is known to have come. */
  written(): readonly string[];
  /** Command ids and texts of what was shown as queued, in that order. */
  queued(): readonly Told[];
  /** What was shown as sent, with its number in the room. */
  sent(): readonly (Told & { readonly number: unknown })[];
  /** Resolves when this many more messages than now are shown in the state. */
  untilMore(state: 'queued' | 'sent', count: number): Promise<void>;
  stop(): void;
}

interface Told {
  readonly command: unknown;
  readonly text: string;
}

export interface Talk {
  /** The number of the first line; a later talk of the same person goes on with its numbers. */
  readonly from?: number;
  /** How many messages may be on their way. */
  readonly atOnce: number;
}

export function startTalking(chat: ChatScript, { from = 1, atOnce }: Talk): Talker {
  const written: string[] = [];
  const textOf = new Map<unknown, string>();
  const told = { queued: new Map<unknown, ChatEvent>(), sent: new Map<unknown, ChatEvent>() };
  const listeners = new Set<() => void>();
  let isStopped = false;
  const talk = (): void => {
    while (!isStopped && written.length - told.sent.size < atOnce) {
      const text = `${chat.name} ${from + written.length}`;
      written.push(text);
      chat.say({ do: 'message.send', room: 'general', text });
    }
  };
  chat.onEvent((event) => {
    if (event.event === 'message' && event['isMine'] === true) textOf.set(event['command'], String(event['text']));
    if (event.event !== 'delivery') return;
    const { command, state } = event;
    if (state !== 'queued' && state !== 'sent') return;
    told[state].set(command, event);
    talk();
    for (const listener of listeners) listener();
  });
  talk();
  const inState = (state: 'queued' | 'sent') =>
    [...told[state]].map(([command, { number }]) => ({ command, text: textOf.get(command) ?? '', number }));

  return {
    chat,
    written: () => written,
    queued: () => inState('queued'),
    sent: () => inState('sent'),
    untilMore: (state, count) => {
      const enough = told[state].size + count;
      return new Promise((resolve) => {
        const look = (): void => {
          if (told[state].size < enough) return;
          listeners.delete(look);
          resolve();
        };
        listeners.add(look);
        look();
      });
    },
    stop: () => {
      isStopped = true;
    },
  };
}
