import type { LanNode } from '#test/support/network-namespaces.ts';
import { pause } from '../pause.ts';

/** One way in which a network is bad for a while, and then is well again. */
export interface Scenario {
  readonly name: string;
  /** What the machine must have for it beyond namespaces. */
  readonly needs: 'netem' | 'a packet filter' | null;
  /** Whether those concerned are told by their systems, or find out by silence alone. */
  readonly isNoticed: boolean;
  run(nodes: LanNodes): Promise<void>;
}

export interface LanNodes {
  readonly server: LanNode;
  readonly first: LanNode;
  readonly second: LanNode;
}

/** What a skipped scenario says that no machine with this kernel can try, whatever is installed. */
export const noNetem = 'this kernel has no netem';

const badForMs = 6_000;
const filterName = 'hallway-prove';
const flaps = 6;
const [newServerAddress, newClientAddress] = ['10.77.0.99', '10.77.0.98'];

/** Those that change an address come last: they stay as they are. */
export const scenarios: readonly Scenario[] = [
  filtered('loss of a tenth of all packets', { share: 10, isNoticed: true }, ({ first, second }) => [first, second]),
  filtered('a link that carries one way only', { share: 100, isNoticed: false }, ({ first }) => [first]),
  emulated('delay', 'delay', '300ms'),
  emulated('jitter and reordering', 'delay', '100ms', '80ms', 'reorder', '25%'),
  {
    name: 'bursts of loss',
    needs: null,
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
    needs: null,
    isNoticed: true,
    run: (nodes) => shape(nodes, ['tbf', 'rate', '96kbit', 'burst', '8kb', 'latency', '2s']),
  },
  {
    name: 'the server’s cable is pulled',
    needs: null,
    isNoticed: true,
    run: async ({ server }) => {
      server.cutCable();
      await pause(badForMs / 2);
      server.mendCable();
    },
  },
  {
    name: 'a flapping link',
    needs: null,
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
    needs: null,
    isNoticed: false,
    run: async ({ second }) => {
      second.cutSilently();
      await pause(badForMs);
      second.mendSilently();
    },
  },
  {
    name: 'another address of a client',
    needs: null,
    isNoticed: true,
    run: async ({ first }) => change(first, newClientAddress),
  },
  {
    name: 'another address of the server',
    needs: null,
    isNoticed: false,
    run: async ({ server }) => change(server, newServerAddress),
  },
];

function emulated(name: string, ...how: readonly string[]): Scenario {
  return { name, needs: 'netem', isNoticed: true, run: (nodes) => shape(nodes, ['netem', ...how]) };
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

interface Filtered {
  /** Of a hundred packets that arrive. */
  readonly share: number;
  readonly isNoticed: boolean;
}

/** Some of the packets that reach these machines are dropped by their own packet filter. */
function filtered(
  name: string,
  { share, isNoticed }: Filtered,
  nodesOf: (nodes: LanNodes) => readonly LanNode[],
): Scenario {
  return {
    name,
    isNoticed,
    needs: 'a packet filter',
    run: async (nodes) => {
      const bad = nodesOf(nodes);
      for (const node of bad) dropArriving(node, share);
      await pause(badForMs);
      for (const node of bad) node.run('nft', 'delete', 'table', 'inet', filterName);
    },
  };
}

function dropArriving(node: LanNode, share: number): void {
  const chain = [filterName, 'arriving'];
  node.run('nft', 'add', 'table', 'inet', filterName);
  node.run('nft', 'add', 'chain', 'inet', ...chain, '{ type filter hook input priority 0; }');
  const which = share === 100 ? '' : `numgen random mod 100 < ${share}`;
  node.run('nft', 'add', 'rule', 'inet', ...chain, `iif eth0 ${which} drop`);
}

/** Why a machine has not what a scenario needs; null when it has. */
export function obstacleTo({ needs }: Scenario, node: LanNode): string | null {
  if (needs === null) return null;
  return needs === 'netem' ? netemObstacle(node) : filterObstacle(node);
}

function filterObstacle(node: LanNode): string | null {
  try {
    dropArriving(node, 1);
    node.run('nft', 'delete', 'table', 'inet', filterName);
    return null;
  } catch {
    return 'there is no nft, or its kernel has no numgen';
  }
}

function netemObstacle(node: LanNode): string | null {
  try {
    node.run('tc', 'qdisc', 'add', 'dev', 'lo', 'root', 'netem', 'delay', '1ms');
    node.run('tc', 'qdisc', 'delete', 'dev', 'lo', 'root');
    return null;
  } catch (error) {
    const said = String(error);
    return /qdisc kind is unknown/u.test(said) ? noNetem : `netem cannot be set up (${said})`;
  }
}
