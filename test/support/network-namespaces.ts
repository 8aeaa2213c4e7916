import { execFileSync, spawn, type ChildProcess, type SpawnOptions } from 'node:child_process';
import { existsSync } from 'node:fs';

/**
 * A LAN in a box: machines that are Linux network namespaces, on one switch, which is a bridge in a namespace of its own.
 * No packet leaves them, and nothing is changed outside. Needs root and iproute2.
 */
export interface NamespaceLan {
  readonly nodes: readonly LanNode[];
  /** Ends what was started on the nodes and deletes everything; also done when the process exits. */
  dispose(): Promise<void>;
}

/** One machine on the LAN, with an interface `eth0` and loopback. */
export interface LanNode {
  readonly name: string;
  /** IPv4 address on the LAN, within 10.77.0.0/16. */
  readonly address: string;
  /** Starts a program on this machine; it is ended with the LAN at the latest. */
  spawn(command: string, args: readonly string[], options?: SpawnOptions): ChildProcess;
  /** Runs a command to its end and returns what it printed; throws when it fails. */
  run(command: string, ...args: readonly string[]): string;
  /** Pulls the cable out of the switch: both ends see the link go down. */
  cutCable(): void;
  mendCable(): void;
  /** Packets get lost behind the switch while the link stays up, as on bad Wi-Fi: nobody is told. */
  cutSilently(): void;
  mendSilently(): void;
  addAddress(address: string): void;
  removeAddress(address: string): void;
}

const prefix = 'hallway-lan';
const prefixBits = 16;
const killAfterMs = 2_000;
let lanCount = 0;

/** Builds a LAN of so many machines, 10.77.0.1 and following, after removing what killed test runs have left behind. */
export function createNamespaceLan(nodeCount: number): NamespaceLan {
  removeLeftovers();
  lanCount += 1;
  const lanName = `${prefix}-${process.pid}-${lanCount}`;
  const switchName = `${lanName}-switch`;
  const namespaces: string[] = [];
  const children = new Set<ChildProcess>();
  const addNamespace = (name: string) => {
    ip('netns', 'add', name);
    namespaces.push(name);
    ip('-n', name, 'link', 'set', 'lo', 'up');
  };
  const deleteAll = () => {
    process.off('exit', deleteAll);
    for (const name of namespaces.splice(0)) deleteNamespace(name);
  };
  process.on('exit', deleteAll);
  try {
    addNamespace(switchName);
    ip('-n', switchName, 'link', 'add', 'bridge', 'type', 'bridge', 'mcast_snooping', '0', 'forward_delay', '0');
    ip('-n', switchName, 'link', 'set', 'bridge', 'up');
    const nodes = Array.from({ length: nodeCount }, (_, index) => {
      const name = `${lanName}-node${index + 1}`;
      addNamespace(name);
      return createNode({ name, switchName, number: index + 1, children });
    });
    return {
      nodes,
      dispose: async () => {
        await Promise.all([...children].map(endChild));
        deleteAll();
      },
    };
  } catch (error) {
    deleteAll();
    throw error;
  }
}

interface NodeOptions {
  readonly name: string;
  readonly switchName: string;
  readonly number: number;
  readonly children: Set<ChildProcess>;
}

function createNode({ name, switchName, number, children }: NodeOptions): LanNode {
  const address = `10.77.0.${number}`;
  const port = `port${number}`;
  const onSwitch = (...args: readonly string[]) => void ip('-n', switchName, 'link', 'set', port, ...args);
  const onNode = (...args: readonly string[]) => void ip('-n', name, ...args);
  ip('-n', switchName, 'link', 'add', port, 'type', 'veth', 'peer', 'name', 'eth0', 'netns', name);
  onSwitch('master', 'bridge', 'up');
  onNode('address', 'add', `${address}/${prefixBits}`, 'dev', 'eth0');
  onNode('link', 'set', 'eth0', 'up');
  return {
    name,
    address,
    spawn: (command, args, options = {}) => {
      // `ip netns exec` becomes the command: the child's id and its signals are the command's own.
      const child = spawn('ip', ['netns', 'exec', name, command, ...args], options);
      children.add(child);
      child.once('exit', () => children.delete(child));
      return child;
    },
    run: (command, ...args) => ip('netns', 'exec', name, command, ...args),
    cutCable: () => onSwitch('down'),
    mendCable: () => onSwitch('up'),
    cutSilently: () => onSwitch('nomaster'),
    mendSilently: () => onSwitch('master', 'bridge'),
    addAddress: (added) => onNode('address', 'add', `${added}/${prefixBits}`, 'dev', 'eth0'),
    removeAddress: (removed) => onNode('address', 'delete', `${removed}/${prefixBits}`, 'dev', 'eth0'),
  };
}

async function endChild(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), killAfterMs);
  await ended;
  clearTimeout(timer);
}

/** Names carry the id of the process that made them: those of dead processes are nobody's any more. */
function removeLeftovers(): void {
  for (const [, name = '', pid = ''] of ip('netns', 'list').matchAll(new RegExp(`^(${prefix}-(\\d+)-\\S+)`, 'gm'))) {
    if (!existsSync(`/proc/${pid}`)) deleteNamespace(name);
  }
}

/** Ends what runs in it first, children of children too: they would keep it alive unseen. */
function deleteNamespace(name: string): void {
  for (const pid of ip('netns', 'pids', name).split('\n').filter(Boolean)) killSafely(Number(pid));
  ip('netns', 'delete', name);
}

function killSafely(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has ended by itself meanwhile.
  }
}

function ip(...args: readonly string[]): string {
  return execFileSync('ip', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
}
