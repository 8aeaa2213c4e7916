import { networkInterfaces } from 'node:os';
import { describe } from 'vitest';
import { silentLogger } from '#shared/logger.ts';
import type { Discovery } from '#main/discovery/discovery.ts';
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

const why = (await isLoopbackHeard()) ? '' : ' (skipped: no multicast on loopback here)';
describe.skipIf(why !== '')(`on this machine${why}`, () => {
  discoveryContract('multicast DNS on loopback', () => ({
    createDiscovery: createLoopbackDiscovery,
    until: async (condition) => {
      for (let waitedMs = 0; !condition(); waitedMs += stepMs) {
        if (waitedMs > patienceMs) throw new Error('it never came about');
        await wait(stepMs);
      }
    },
    settle: () => wait(300),
  }));
});

/** On loopback alone, so that nothing is said on the network of the machine that runs the tests. */
function createLoopbackDiscovery(): Discovery {
  const readInterfaces = () => {
    const loopback = Object.entries(networkInterfaces()).filter(([, infos]) => infos?.some(({ internal }) => internal));
    return Object.fromEntries(loopback);
  };
  return createMdnsDiscovery({ clock: systemClock, random: systemRandom, log: silentLogger, readInterfaces });
}

async function isLoopbackHeard(): Promise<boolean> {
  const discovery = createLoopbackDiscovery();
  discovery.browse();
  const isHeard = () => discovery.status().interfaces.some(({ state }) => state.type === 'working');
  for (let waitedMs = 0; !isHeard() && waitedMs < patienceMs; waitedMs += stepMs) await wait(stepMs);
  await discovery.close();
  return isHeard();
}

function wait(durationMs: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, durationMs));
}
