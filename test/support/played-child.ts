import type { Port } from '#shared/ipc/port.ts';
import { linkedPorts } from '#main/ipc/linked-ports.ts';
import type { ChildExit, ChildProcess } from '#main/shell/child-process.ts';

/** A child process that a test plays: it serves what it is handed, leaves when it is left alone, and crashes on demand. */
export interface PlayedChild extends ChildProcess {
  crash(): void;
}

export function playChild(onPort: (name: string, port: Port) => void): PlayedChild {
  const near: Port[] = [];
  let isGone = false;
  let exit: (how: ChildExit) => void = () => undefined;
  const exited = new Promise<ChildExit>((resolve) => (exit = resolve));
  const end = (how: ChildExit): void => {
    isGone = true;
    for (const port of near) port.close();
    exit(how);
  };
  return {
    openPort: (name) => {
      const [own, far] = linkedPorts();
      near.push(own);
      if (isGone) own.close();
      else onPort(name, far);
      return own;
    },
    leave: () => end({ code: 0, signal: null }),
    onExit: (listener) => void exited.then(listener),
    kill: () => end({ code: null, signal: 'SIGKILL' }),
    crash: () => end({ code: null, signal: 'SIGKILL' }),
  };
}
