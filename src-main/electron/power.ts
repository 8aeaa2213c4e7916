import type { PowerMonitor } from 'electron';
import type { Clock } from '#shared/clock.ts';
import type { DevicePresence } from '#shared/domain/presence.ts';

const pollMs = 15_000;
/** Nobody touched keyboard and mouse for so long: away (R32). */
const awaySeconds = 5 * 60;

export interface PowerListeners {
  onPresence(state: DevicePresence): void;
  onWake(): void;
}

/** Follows whether somebody is at the computer, which the system knows whatever window they use, and when it wakes up. */
export function watchPower(monitor: PowerMonitor, clock: Clock, { onPresence, onWake }: PowerListeners): void {
  let isLocked = false;
  let isAsleep = false;
  let told: DevicePresence = 'here';
  const tell = (): void => {
    const state = presenceOf({ isLocked: isLocked || isAsleep, idleSeconds: monitor.getSystemIdleTime() });
    if (state === told) return;
    told = state;
    onPresence(state);
  };
  const poll = (): void => {
    tell();
    clock.after(pollMs, poll);
  };
  monitor.on('lock-screen', () => {
    isLocked = true;
    tell();
  });
  monitor.on('unlock-screen', () => {
    isLocked = false;
    tell();
  });
  monitor.on('suspend', () => {
    isAsleep = true;
    tell();
  });
  monitor.on('resume', () => {
    isAsleep = false;
    onWake();
    tell();
  });
  poll();
}

function presenceOf({ isLocked, idleSeconds }: { isLocked: boolean; idleSeconds: number }): DevicePresence {
  return isLocked || idleSeconds >= awaySeconds ? 'away' : 'here';
}
