import type { LanNode } from '#test/support/network-namespaces.ts';
import { pause } from '../patience.ts';

/** One way in which a network is bad for a while, and then is well again. */
export interface Scenario {
  readonly name: string;
  /** Whether it needs the kernel's netem. */
  readonly isEmulated: boolean;
  /** Whether those concerned are told by their systems, or find out by silence alone. */
  readonly isNoticed: boolean;
  run(nodes: LanNodes): Promise<void>;
}

export interface LanNodes {
  readonly server: LanNode;
  readonly first: LanNode;
  readonly second: LanNode;
}

const badForMs = 6_000;
const flaps = 6;
const [newServerAddress, newClientAddress] = ['10.77.0.99', '10.77.0.98'];

/** Those that change an address come last: they stay as they are. */
export const scenarios: readonly Scenario[] = [
  emulated('loss', 'loss', '15%'),
  emulated('delay', 'delay', '300ms'),
  emulated('jitter and reordering', 'delay', '100ms', '80ms', 'reorder', '25%'),
  {
    name: 'bursts of loss',
    isEmulated: false,
    isNoticed: true,
    run: async ({ first, second }) => {
      const until = performance.now() + badForMs;
      for (let burst = 0; performance.now() < until; burst += 1) {
        const node = burst % 2 === 0 ? first : second;
        node.cutSilently();
        await pause(40 + 20 * (burst % 5));
        node.mendSilently();
        await pause(150);
      }
    },
  },
  {
    name: 'a cap on the bandwidth',
    isEmulated: false,
    isNoticed: true,
    run: (nodes) => shape(nodes, ['tbf', 'rate', '96kbit', 'burst', '8kb', 'latency', '2s']),
  },
  {
    name: 'a flapping link',
    isEmulated: false,
    isNoticed: true,
    run: async ({ first }) => {
      for (let flap = 0; flap < flaps; flap += 1) {
        first.cutCable();
        await pause(200 + 150 * flap);
        first.mendCable();
        await pause(300);
      }
    },
  },
  {
    name: 'a partition',
    isEmulated: false,
    isNoticed: false,
    run: async ({ second }) => {
      second.cutSilently();
      await pause(badForMs);
      second.mendSilently();
    },
  },
  {
    name: 'another address of a client',
    isEmulated: false,
    isNoticed: false,
    run: async ({ first }) => change(first, newClientAddress),
  },
  {
    name: 'another address of the server',
    isEmulated: false,
    isNoticed: false,
    run: async ({ server }) => change(server, newServerAddress),
  },
];

function emulated(name: string, ...how: readonly string[]): Scenario {
  return { name, isEmulated: true, isNoticed: true, run: (nodes) => shape(nodes, ['netem', ...how]) };
}

async function shape({ server, first, second }: LanNodes, how: readonly string[]): Promise<void> {
  const nodes = [server, first, second];
  for (const node of nodes) node.run('tc', 'qdisc', 'replace', 'dev', 'eth0', 'root', ...how);
  await pause(badForMs);
  for (const node of nodes) node.run('tc', 'qdisc', 'delete', 'dev', 'eth0', 'root');
}

/** In this order: with its first address a Linux interface loses all others of the same network. */
function change(node: LanNode, address: string): void {
  node.removeAddress(node.address);
  node.addAddress(address);
}

/** Why the kernel cannot lose and delay packets here; null when it can. */
export function netemObstacle(node: LanNode): string | null {
  try {
    node.run('tc', 'qdisc', 'add', 'dev', 'lo', 'root', 'netem', 'delay', '1ms');
    node.run('tc', 'qdisc', 'delete', 'dev', 'lo', 'root');
    return null;
  } catch {
    return 'this kernel has no netem';
  }
}
