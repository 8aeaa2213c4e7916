import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Port } from '#shared/ipc/port.ts';
import type { ChildExit, SpawnChild } from './child-process.ts';

/** How a port over a child's channel is made; the one of src-main/ipc. */
export type ChildPort = (child: ReturnType<typeof fork>) => Port;

/** Starts children of plain Node. `folder` is where the entries lie, as a URL that ends in a slash. */
export function nodeChildren(folder: URL, portOf: ChildPort): SpawnChild {
  return (entry, args) => {
    const child = fork(fileURLToPath(new URL(`${entry}.js`, folder)), args, {
      serialization: 'advanced',
      // What it has to say is in its log; a crash of the runtime itself is worth seeing.
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
      execArgv: [],
    });
    const exited = new Promise<ChildExit>((resolve) => {
      child.once('exit', (code, signal) => {
        resolve({ code, signal });
      });
      child.once('error', () => {
        resolve({ code: null, signal: null });
      });
    });
    return {
      port: portOf(child),
      onExit: (listener) => {
        void exited.then(listener);
      },
      kill: () => {
        child.kill('SIGKILL');
      },
    };
  };
}
