import type { NetworkInterfaceInfoIPv4 } from 'node:os';

/** An entry of `os.networkInterfaces()`, an office LAN's by default. */
export function interfaceInfo(changes: Partial<NetworkInterfaceInfoIPv4> = {}): NetworkInterfaceInfoIPv4 {
  const { address = '192.168.1.5', netmask = '255.255.255.0' } = changes;
  const defaults = { family: 'IPv4', mac: 'aa:bb:cc:00:00:01', internal: false, cidr: null } as const;
  return { ...defaults, address, netmask, ...changes };
}

export const loopbackInfo = interfaceInfo({
  address: '127.0.0.1',
  netmask: '255.0.0.0',
  mac: '00:00:00:00:00:00',
  internal: true,
});
