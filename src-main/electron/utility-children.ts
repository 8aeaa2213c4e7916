import { MessageChannelMain, utilityProcess, type MessagePortMain } from 'electron';
import { fileURLToPath } from 'node:url';
import type { SpawnChild } from '../shell/child-process.ts';
import { utilityChild, type UtilityChild } from './utility-child.ts';

export type ElectronChild = UtilityChild<MessagePortMain>;

/** Starts entries as utility processes. `folder` is where they lie, as a URL that ends in a slash. */
export function utilityChildren(folder: URL): SpawnChild<ElectronChild> {
  return (entry) => {
    const child = utilityProcess.fork(fileURLToPath(new URL(`${entry}.js`, folder)), [], {
      serviceName: `Hallway ${entry}`,
      // What it has to say is in its log; a crash of the runtime itself is worth seeing.
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    return utilityChild<MessagePortMain>(child, () => {
      const { port1, port2 } = new MessageChannelMain();
      return [port1, port2];
    });
  };
}
