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
  let wakes = 0;
  watchPower(monitor as unknown as PowerMonitor, clock, {
    onPresence: (state) => told.push(state),
    onWake: () => (wakes += 1),
  });
  return { clock, monitor, told, wakes: () => wakes };
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
  const { monitor, told, wakes } = setupPower();
  monitor.emit('lock-screen');
  monitor.emit('suspend');
  monitor.emit('resume');
  expect([told, wakes()]).toEqual([['away'], 1]);
  monitor.emit('unlock-screen');
  expect(told).toEqual(['away', 'here']);
});

it('[D10] a computer that wakes up says so, and its person is here', () => {
  const { monitor, told, wakes } = setupPower();
  monitor.emit('suspend');
  monitor.emit('resume');
  expect([told, wakes()]).toEqual([['away', 'here'], 1]);
});
