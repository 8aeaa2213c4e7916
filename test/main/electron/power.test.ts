import { EventEmitter } from 'node:events';
import type { PowerMonitor } from 'electron';
import { expect, it } from 'vitest';
import type { DevicePresence } from '#shared/domain/presence.ts';
import { watchPower } from '#main/electron/power.ts';
import { createFakeClock } from '#test/support/fake-clock.ts';

function setupPower() {
  const clock = createFakeClock();
  const monitor = Object.assign(new EventEmitter(), { idleSeconds: 0, getSystemIdleTime: () => monitor.idleSeconds });
  const told: DevicePresence[] = [];
  const power: string[] = [];
  watchPower(monitor as unknown as PowerMonitor, clock, {
    client: { setPresence: (state) => told.push(state), wake: () => power.push('client wakes') },
    host: { sleep: () => power.push('server sleeps'), wake: () => power.push('server wakes') },
  });
  return { clock, monitor, told, power };
}

it('[P20] nobody is here five minutes after the last key, and somebody is at the next', () => {
  const { clock, monitor, told } = setupPower();
  monitor.idleSeconds = 299;
  clock.advance(15_000);
  expect(told).toEqual([]);
  monitor.idleSeconds = 300;
  clock.advance(15_000);
  monitor.idleSeconds = 0;
  clock.advance(15_000);
  expect(told).toEqual(['away', 'here']);
});

it('[P20] nobody is here while the screen is locked, whatever the keyboard says, also after a sleep', () => {
  const { monitor, told } = setupPower();
  monitor.emit('lock-screen');
  monitor.emit('suspend');
  monitor.emit('resume');
  expect(told).toEqual(['away']);
  monitor.emit('unlock-screen');
  expect(told).toEqual(['away', 'here']);
});

it('[D10] a computer that wakes up says so, and its person is here', () => {
  const { monitor, told, power } = setupPower();
  monitor.emit('suspend');
  monitor.emit('resume');
  expect(told).toEqual(['away', 'here']);
  expect(power.at(-1)).toBe('client wakes');
});

it('[D13] the server of a computer hears that it goes to sleep, and that it is awake before its own client comes', () => {
  const { monitor, power } = setupPower();
  monitor.emit('suspend');
  expect(power).toEqual(['server sleeps']);
  monitor.emit('resume');
  expect(power).toEqual(['server sleeps', 'server wakes', 'client wakes']);
});
