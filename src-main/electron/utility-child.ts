import { endPort, type ChannelEnd } from '../ipc/channel-end.ts';
import type { ChildExit, ChildProcess } from '../shell/child-process.ts';

export interface UtilityChild<End extends ChannelEnd> extends ChildProcess {
  /** Hands it one end of a channel whose other end somebody else has: what goes over it does not pass through here. */
  handPort(name: string, end: End): void;
}

/** What this needs of a utility process of Electron. */
export interface UtilityProcessLike<End extends ChannelEnd> {
  readonly pid?: number | undefined;
  postMessage(message: unknown, transfer?: End[]): void;
  on(event: 'error', listener: () => void): unknown;
  once(event: 'exit', listener: (code: number) => void): unknown;
}

/** A process of ours over one of Electron's. `openChannel` makes the two ends of a new channel. */
export function utilityChild<End extends ChannelEnd>(
  child: UtilityProcessLike<End>,
  openChannel: () => readonly [End, End],
): UtilityChild<End> {
  const handed = new Set<End>();
  let isGone = false;
  const exited = new Promise<ChildExit>((resolve) => {
    child.once('exit', (code) => {
      isGone = true;
      // Between its death and this event Electron drops what is posted, and an end that was to go along stays here, open:
      // whoever has the other would wait for ever. One that did go is not touched by this.
      for (const end of handed) end.close();
      handed.clear();
      resolve({ code, signal: null });
    });
  });
  // V8 gave up in there. Its exit follows, and is enough; an error that nobody listens to would end this process as well.
  child.on('error', () => undefined);

  function handPort(name: string, end: End): void {
    if (isGone) {
      end.close();
      return;
    }
    handed.add(end);
    child.postMessage({ type: 'port', name }, [end]);
  }

  return {
    handPort,
    openPort: (name) => {
      const [near, far] = openChannel();
      handPort(name, far);
      const port = endPort(near);
      port.onClose(() => handed.delete(far));
      return port;
    },
    leave: () => {
      if (!isGone) child.postMessage({ type: 'leave' });
    },
    onExit: (listener) => {
      void exited.then(listener);
    },
    kill: () => {
      if (child.pid === undefined) return;
      try {
        // Electron's kill asks politely on some systems.
        process.kill(child.pid, 'SIGKILL');
      } catch {
        // It went by itself meanwhile; its exit is still to be told.
      }
    },
  };
}
