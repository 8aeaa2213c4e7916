import type { PowerMonitor } from 'electron';
import type { Clock } from '#shared/clock.ts';
import type { DevicePresence } from '#shared/domain/presence.ts';
import type { ClientHost } from '../shell/client-host.ts';
import type { ServerHost } from '../shell/server-host.ts';

const pollMs = 15_000;
/** Nobody touched keyboard and mouse for so long: away (R32). */
const awaySeconds = 5 * 60;

/** Both processes of this program that have to know. */
export interface PowerListeners {
  readonly client: Pick<ClientHost<never>, 'setPresence' | 'wake'>;
  readonly host: Pick<ServerHost, 'sleep' | 'wake'>;
}

/** Follows whether somebody is at the computer, which the system knows whatever window they use, and when it goes to sleep and wakes up. */
export function watchPower(monitor: PowerMonitor, clock: Clock, { client, host }: PowerListeners): void {
  let isLocked = false;
  let isAsleep = false;
  let told: DevicePresence = 'here';
  const tell = (): void => {
    const state = presenceOf({ isLocked: isLocked || isAsleep, idleSeconds: monitor.getSystemIdleTime() });
    if (state === told) return;
    told = state;
    client.setPresence(state);
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
    host.sleep();
    tell();
  });
  monitor.on('resume', () => {
    isAsleep = false;
    // The own client finds it open.
    host.wake();
    client.wake();
    tell();
  });
  poll();
}

function presenceOf({ isLocked, idleSeconds }: { isLocked: boolean; idleSeconds: number }): DevicePresence {
  return isLocked || idleSeconds >= awaySeconds ? 'away' : 'here';
}
