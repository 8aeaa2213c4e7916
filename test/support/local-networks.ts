import type { LocalNetwork } from '#shared/discovery/local-network.ts';

/** A network of this computer, the Wi-Fi of an office by default. */
export function localNetwork(changes: Partial<LocalNetwork> = {}): LocalNetwork {
  return {
    interfaceName: 'wlan0',
    address: '192.168.1.5',
    prefix: 24,
    moreAddresses: [],
    moreRanges: [],
    kind: 'physical',
    gateway: { address: '192.168.1.1', mac: 'aa:bb:cc:00:00:01' },
    isMarkedPublic: false,
    ...changes,
  };
}
