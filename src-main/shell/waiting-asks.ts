import type { ShellEvents } from '#shared/ipc/shell-api.ts';
import type { ShellService } from './shell-service.ts';

type Ask = 'message.asked' | 'join.asked' | 'question.asked';

/** What somebody wants of the window, which may have to be opened first: the newest of each kind waits for it. */
export interface WaitingAsks {
  ask<Name extends Ask>(name: Name, event: ShellEvents[Name]): void;
  /** A window listens now. */
  deliver(): void;
  /** The window is gone. */
  hold(): void;
}

export function createWaitingAsks(service: Pick<ShellService, 'emit'>): WaitingAsks {
  const waiting = new Map<Ask, () => void>();
  let isListening = false;
  return {
    ask: (name, event) => {
      const emit = (): void => {
        service.emit(name, event);
      };
      if (isListening) emit();
      else waiting.set(name, emit);
    },
    deliver: () => {
      isListening = true;
      for (const emit of waiting.values()) emit();
      waiting.clear();
    },
    hold: () => {
      isListening = false;
    },
  };
}
