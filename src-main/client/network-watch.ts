import type { CancelTimer, Clock } from '#shared/clock.ts';
import type { Logger } from '#shared/logger.ts';
import { readSafely, type ReadInterfaces } from '../discovery/network-interfaces.ts';

export interface NetworkWatchContext {
  readonly clock: Clock;
  readonly log: Logger;
  readonly readInterfaces: ReadInterfaces;
}

const pollIntervalMs = 1_000;

/**
 * Calls back when the addresses of this machine are others than a second ago (D10, D11), until it is undone. It looks by
 * itself, because servers are also reached where discovery is switched off or hears nothing.
 */
export function watchNetwork({ clock, log, readInterfaces }: NetworkWatchContext, onChange: () => void): CancelTimer {
  let known = addressesOf(readInterfaces);
  const look = (): void => {
    cancel = clock.after(pollIntervalMs, look);
    const found = addressesOf(readInterfaces);
    if (found.join() === known.join()) return;
    known = found;
    log.info('The network of this machine changed.', { addresses: found.length });
    onChange();
  };
  let cancel = clock.after(pollIntervalMs, look);
  return () => cancel();
}

/** Of every network that leads out of this machine, tunnels too: a server may have been joined through one. */
function addressesOf(read: ReadInterfaces): readonly string[] {
  const found = Object.entries(readSafely(read)).flatMap(([name, infos = []]) =>
    infos
      .filter(({ address, internal }) => !internal && !isLinkLocal(address))
      .map(({ address, mac }) => `${name} ${address} ${mac}`),
  );
  return found.toSorted();
}

/** Every container that starts brings one along, and no server is reached by it. */
function isLinkLocal(address: string): boolean {
  return /^fe[89ab]/iu.test(address);
}
