import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { carryPorts } from '../ipc/carried-ports.ts';
import { processPort } from '../ipc/process-port.ts';
import type { ChildExit, SpawnChild } from './child-process.ts';

/** Starts children of plain Node. `folder` is where the entries lie, as a URL that ends in a slash. */
export function nodeChildren(folder: URL): SpawnChild {
  return (entry) => {
    const child = fork(fileURLToPath(new URL(`${entry}.js`, folder)), [], {
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
    const carrier = processPort(child);
    return {
      openPort: carryPorts(carrier),
      leave: () => {
        carrier.close();
      },
      onExit: (listener) => {
        void exited.then(listener);
      },
      kill: () => {
        child.kill('SIGKILL');
      },
    };
  };
}
