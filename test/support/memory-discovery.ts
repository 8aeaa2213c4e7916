import type { CancelTimer, Clock } from '#shared/clock.ts';
import { discoveryLimits } from '#shared/discovery/discovery-limits.ts';
import type { Goodbye, Sighting } from '#shared/discovery/server-table.ts';
import type { Advertisement, Discovery, DiscoveryStatus } from '#main/discovery/discovery.ts';
import { createListenerSet } from '#shared/listener-set.ts';
import { createServerList, type ServerList } from '#main/discovery/server-list.ts';

/** A local network without packets, for simulations: machines on it find each other a moment later, by the clock given. */
export interface MemoryLan {
  /** Puts a machine on the network, under an IPv4 address of its own. */
  join(address: string): MemoryMachine;
}

export interface MemoryMachine {
  readonly discovery: Discovery;
  unplug(): void;
  plug(): void;
}

interface Machine {
  readonly address: string;
  readonly announced: Set<Advertisement>;
  readonly lists: Set<ServerList>;
  isPlugged: boolean;
}

const latencyMs = 1;
const { announceIntervalMs } = discoveryLimits;

export function createMemoryLan(clock: Clock): MemoryLan {
  const machines = new Set<Machine>();
  const reach = (from: Machine, tell: (list: ServerList) => void) => {
    if (!from.isPlugged) return;
    clock.after(latencyMs, () => {
      for (const machine of machines)
        if (machine.isPlugged || machine === from) for (const list of machine.lists) tell(list);
    });
  };
  const announce = (machine: Machine) => {
    for (const each of machine.announced) reach(machine, (list) => list.see(sightingOf(each, machine.address), 'eth0'));
  };
  return {
    join: (address) => {
      const machine: Machine = { address, announced: new Set(), lists: new Set(), isPlugged: true };
      machines.add(machine);
      return joinMachine(clock, machine, {
        announce: () => announce(machine),
        takeBack: (advertisement) => reach(machine, (list) => list.forget(goodbyeOf(advertisement, address))),
        ask: () => reach(machine, () => [...machines].filter(({ isPlugged }) => isPlugged).forEach(announce)),
        leave: () => machines.delete(machine),
      });
    },
  };
}

interface Wire {
  announce(): void;
  takeBack(advertisement: Advertisement): void;
  ask(): void;
  leave(): void;
}

function joinMachine(clock: Clock, machine: Machine, wire: Wire): MemoryMachine {
  const statusListeners = createListenerSet<DiscoveryStatus>();
  const status = (): DiscoveryStatus => ({ type: machine.isPlugged ? 'working' : 'no_network', interfaces: [] });
  let cancelRepeat: CancelTimer | null = null;
  const repeat = () => {
    wire.announce();
    cancelRepeat = machine.announced.size === 0 ? null : clock.after(announceIntervalMs, repeat);
  };
  const stop = (advertisement: Advertisement) => {
    if (machine.announced.delete(advertisement)) wire.takeBack(advertisement);
    return Promise.resolve();
  };
  const setPlugged = (isPlugged: boolean) => {
    machine.isPlugged = isPlugged;
    statusListeners.call(status());
    wire.announce();
    wire.ask();
  };
  const discovery: Discovery = {
    advertise: (advertisement) => {
      const own = { ...advertisement };
      machine.announced.add(own);
      cancelRepeat?.();
      repeat();
      return () => stop(own);
    },
    browse: (options = {}) => {
      const list = createServerList({ ...options, clock }, () => machine.lists.delete(list));
      machine.lists.add(list);
      wire.ask();
      return list.browse;
    },
    status,
    onStatus: statusListeners.add,
    refresh: () => wire.ask(),
    close: async () => {
      for (const list of machine.lists) list.browse.close();
      await Promise.all([...machine.announced].map(stop));
      cancelRepeat?.();
      wire.leave();
    },
  };
  return { discovery, unplug: () => setPlugged(false), plug: () => setPlugged(true) };
}

function sightingOf({ port, hosts: _hosts, ...record }: Advertisement, address: string): Sighting {
  return { record, addresses: [{ host: address, port }], ...goodbyeOf(record, address) };
}

function goodbyeOf({ serverId, name }: Pick<Advertisement, 'serverId' | 'name'>, address: string): Goodbye {
  return { source: address, instance: `${name} ${serverId}` };
}
