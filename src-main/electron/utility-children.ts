import { MessageChannelMain, utilityProcess, type MessagePortMain } from 'electron';
import { fileURLToPath } from 'node:url';
import { endPort } from '../ipc/channel-end.ts';
import type { ChildExit, ChildProcess, SpawnChild } from '../shell/child-process.ts';

export interface UtilityChild extends ChildProcess {
  /** Hands it one end of a channel whose other end somebody else has: what goes over it does not pass through here. */
  handPort(name: string, end: MessagePortMain): void;
}

/** Starts entries as utility processes. `folder` is where they lie, as a URL that ends in a slash. */
export function utilityChildren(folder: URL): SpawnChild<UtilityChild> {
  return (entry) => {
    const child = utilityProcess.fork(fileURLToPath(new URL(`${entry}.js`, folder)), [], {
      serviceName: `Hallway ${entry}`,
      // What it has to say is in its log; a crash of the runtime itself is worth seeing.
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    const exited = new Promise<ChildExit>((resolve) => {
      child.once('exit', (code) => {
        resolve({ code, signal: null });
      });
    });
    let isGone = false;
    void exited.then(() => {
      isGone = true;
    });
    const handPort = (name: string, end: MessagePortMain): void => {
      if (isGone) end.close();
      else child.postMessage({ type: 'port', name }, [end]);
    };
    return {
      handPort,
      openPort: (name) => {
        const { port1, port2 } = new MessageChannelMain();
        handPort(name, port2);
        return endPort(port1);
      },
      leave: () => {
        if (!isGone) child.postMessage({ type: 'leave' });
      },
      onExit: (listener) => {
        void exited.then(listener);
      },
      kill: () => {
        // Electron's kill asks politely on some systems.
        if (child.pid !== undefined) process.kill(child.pid, 'SIGKILL');
      },
    };
  };
}
