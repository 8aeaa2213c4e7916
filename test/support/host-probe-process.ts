import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { present } from '#shared/assert.ts';
import type { NetworkView } from '#shared/ipc/network-view.ts';
import type { HostView } from '#shared/ipc/shell-api.ts';
import type { LanNode } from './network-namespaces.ts';

/** The server of a desktop on a machine of a test LAN. */
export interface HostProbe {
  /** The network with this subnet as its window shows it, once that is how it stands. */
  network(subnet: string, standing: NetworkView['standing']): Promise<NetworkView>;
  choose(network: NetworkView, isServed: boolean): void;
}

const program = fileURLToPath(new URL('host-probe.ts', import.meta.url));

export function startHostProbe(node: LanNode, { folder, port }: { folder: string; port: number }): HostProbe {
  const child = node.spawn(process.execPath, [program, folder, String(port)], { stdio: ['pipe', 'pipe', 'inherit'] });
  const waiting = new Set<() => void>();
  let view: HostView | null = null;
  createInterface(present(child.stdout, 'a pipe')).on('line', (line) => {
    view = JSON.parse(line) as HostView;
    for (const look of waiting) look();
  });
  const find = (subnet: string, standing: NetworkView['standing']) =>
    view?.type === 'running'
      ? view.networks.find((network) => network.subnet === subnet && network.standing === standing)
      : undefined;
  return {
    network: (subnet, standing) =>
      new Promise((resolve) => {
        const look = (): void => {
          const found = find(subnet, standing);
          if (found === undefined) return;
          waiting.delete(look);
          resolve(found);
        };
        waiting.add(look);
        look();
      }),
    choose: ({ networkId }, isServed) => void child.stdin?.write(`${JSON.stringify({ networkId, isServed })}\n`),
  };
}
