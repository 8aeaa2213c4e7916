import { networkInterfaces } from 'node:os';
import { canonicalIp, isLoopbackIpv4 } from '#shared/discovery/ip-address.ts';

/** Hears of the first connection that another computer made: the proof that no firewall keeps everybody out. */
export function createOutsideWatch(onReached: () => void, ownAddresses: () => readonly string[] = addressesHere) {
  let isReached = false;
  return (remoteAddress: string): void => {
    if (isReached || isLoopbackIpv4(remoteAddress) || remoteAddress === '::1') return;
    if (ownAddresses().includes(remoteAddress)) return;
    isReached = true;
    onReached();
  };
}

function addressesHere(): readonly string[] {
  const all = Object.values(networkInterfaces()).flatMap((ones) => ones ?? []);
  return all.flatMap(({ address }) => canonicalIp(address) ?? []);
}
