import type { CancelTimer, Clock } from '#shared/clock.ts';
import { doubtGateways, followNetworks, type SeenNetwork } from '#shared/discovery/local-network.ts';
import { localNetworks } from './local-networks.ts';
import type { ReadInterfaces } from './network-interfaces.ts';
import type { SystemSurroundings } from './surroundings.ts';

/** Follows the networks of this machine as they come, become known better, and go. */
export interface NetworkWatch {
  seen(): readonly SeenNetwork[];
  /** The computer slept, and may have been carried elsewhere: what it says of gateways is read anew, and none is kept. */
  wake(): void;
  close(): void;
}

export interface NetworkWatchOptions {
  readonly clock: Clock;
  readonly readInterfaces: ReadInterfaces;
  readonly surroundings: SystemSurroundings;
}

const lookIntervalMs = 1_000;

/** Resolves with the first look, whose networks count as having been there for long. Calls back after each further one. */
export async function watchNetworks(
  { clock, readInterfaces, surroundings: system }: NetworkWatchOptions,
  onLook: (before: readonly SeenNetwork[]) => void,
): Promise<NetworkWatch> {
  let surroundings = await system.read();
  const first = followNetworks([], localNetworks(readInterfaces, surroundings), clock.monotonic());
  let seen: readonly SeenNetwork[] = first.map((one) => ({ ...one, since: Number.NEGATIVE_INFINITY }));
  /** How often the computer slept, now and when the surroundings were read. */
  let [sleeps, sleepsRead] = [0, 0];
  /** When the system last told of gateways, by the monotonic clock. */
  let toldAt = clock.monotonic();
  let isReading = false;
  let isClosed = false;
  let cancelRead: CancelTimer;
  let cancelLook: CancelTimer;

  function look(): void {
    const before = seen;
    seen = followNetworks(before, localNetworks(readInterfaces, surroundings), clock.monotonic());
    // Where it is now nobody has read yet.
    if (seen.some(({ network }) => !before.some((one) => one.network.address === network.address))) readNow();
    onLook(before);
  }
  function lookAgain(): void {
    cancelLook = clock.after(lookIntervalMs, lookAgain);
    look();
  }
  function readNow(): void {
    if (isReading) return;
    isReading = true;
    cancelRead();
    const sleepsBefore = sleeps;
    void system.read().then((read) => {
      isReading = false;
      if (isClosed) return;
      // What was read before the sleep is about where it was then.
      if (sleepsBefore !== sleeps) {
        readNow();
        return;
      }
      if (sleepsRead !== sleeps) seen = doubtGateways(seen);
      sleepsRead = sleeps;
      // What it has come to since is in none of the tables that were read.
      if (read.gateways === null) seen = doubtGateways(seen, ({ since }) => since > toldAt);
      surroundings = read;
      cancelRead = clock.after(system.intervalMs, readNow);
      look();
      if (read.gateways !== null) toldAt = clock.monotonic();
    });
  }

  cancelRead = clock.after(system.intervalMs, readNow);
  cancelLook = clock.after(lookIntervalMs, lookAgain);
  return {
    seen: () => seen,
    wake: () => {
      sleeps += 1;
      readNow();
    },
    close: () => {
      isClosed = true;
      cancelRead();
      cancelLook();
    },
  };
}
