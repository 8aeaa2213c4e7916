import type { ShellEvents } from '#shared/ipc/shell-api.ts';
import type { ShellService } from './shell-service.ts';

type Ask = 'message.asked' | 'knock.asked' | 'join.asked' | 'question.asked';

/** What somebody wants of the window, which may have to be opened first: the newest of each kind waits for it. */
export interface WaitingAsks {
  ask<Name extends Ask>(name: Name, event: ShellEvents[Name]): void;
  /** A window listens now; what comes back is to be called when this window is gone. */
  deliver(): () => void;
}

export function createWaitingAsks(service: Pick<ShellService, 'emit'>): WaitingAsks {
  const waiting = new Map<Ask, () => void>();
  let listening: symbol | null = null;
  return {
    ask: (name, event) => {
      const emit = (): void => {
        service.emit(name, event);
      };
      if (listening !== null) emit();
      else waiting.set(name, emit);
    },
    deliver: () => {
      const own = Symbol('window');
      listening = own;
      for (const emit of waiting.values()) emit();
      waiting.clear();
      return () => {
        // A page that was loaded anew may listen before its last port is known to be closed.
        if (listening === own) listening = null;
      };
    },
  };
}
