import { networkInterfaces } from 'node:os';
import { silentLogger } from '#shared/logger.ts';
import { createMdnsDiscovery } from '#main/discovery/mdns.ts';
import { systemRandom } from '#main/identity/system-random.ts';
import { systemClock } from '#main/system-clock.ts';
import { createFakeClock } from '#test/support/fake-clock.ts';
import { createMemoryLan } from '#test/support/memory-discovery.ts';
import { discoveryContract } from './discovery.contract.ts';

const patienceMs = 4_000;
const stepMs = 20;

discoveryContract('memory', () => {
  const clock = createFakeClock();
  const lan = createMemoryLan(clock);
  let machines = 0;
  return {
    createDiscovery: () => lan.join(`10.0.0.${(machines += 1)}`).discovery,
    until: async (condition) => {
      for (let waitedMs = 0; !condition(); waitedMs += stepMs) {
        if (waitedMs > patienceMs) throw new Error('it never came about');
        clock.advance(stepMs);
        await Promise.resolve();
      }
    },
    settle: () => Promise.resolve(clock.advance(patienceMs)),
  };
});

/** On loopback alone, so that nothing is said on the network of the machine that runs the tests. */
discoveryContract('multicast DNS on loopback', () => {
  const readInterfaces = () => {
    const loopback = Object.entries(networkInterfaces()).filter(([, infos]) => infos?.some(({ internal }) => internal));
    return Object.fromEntries(loopback);
  };
  const wait = (durationMs: number) => new Promise<void>((resolve) => setTimeout(resolve, durationMs));
  return {
    createDiscovery: () =>
      createMdnsDiscovery({ clock: systemClock, random: systemRandom, log: silentLogger, readInterfaces }),
    until: async (condition) => {
      for (let waitedMs = 0; !condition(); waitedMs += stepMs) {
        if (waitedMs > patienceMs) throw new Error('it never came about');
        await wait(stepMs);
      }
    },
    settle: () => wait(300),
  };
});
