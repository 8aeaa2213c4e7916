import { describe, expect, it } from 'vitest';
import {
  linuxGateways,
  macGateways,
  publicWindowsInterfaces,
  windowsGateways,
} from '#main/discovery/gateway-tables.ts';

describe('[T11] the gateways of', () => {
  it('Linux come from its tables of routes and neighbours', () => {
    const routes = [
      'Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT',
      'wlan0\t00000000\t0101A8C0\t0003\t0\t0\t600\t00000000\t0\t0\t0',
      'eth0\t00000000\t0100000A\t0003\t0\t0\t100\t00000000\t0\t0\t0',
      'tun0\t00000000\t00000000\t0001\t0\t0\t50\t00000000\t0\t0\t0',
      'wlan0\t0001A8C0\t00000000\t0001\t0\t0\t600\t00FFFFFF\t0\t0\t0',
    ].join('\n');
    const neighbours = [
      'IP address       HW type     Flags       HW address            Mask     Device',
      '192.168.1.1      0x1         0x2         AA:bb:cc:00:00:01     *        wlan0',
      '192.168.1.1      0x1         0x2         aa:bb:cc:00:00:07     *        eth1',
      '10.0.0.1         0x1         0x0         00:00:00:00:00:00     *        eth0',
    ].join('\n');
    expect(linuxGateways(routes, neighbours)).toEqual([
      { address: '192.168.1.1', mac: 'aa:bb:cc:00:00:01', interfaceName: 'wlan0', interfaceAddress: null },
      { address: '10.0.0.1', mac: null, interfaceName: 'eth0', interfaceAddress: null },
    ]);
  });

  it('macOS come from netstat and arp, which leave zeros out', () => {
    const routes = [
      'Routing tables',
      '',
      'Internet:',
      'Destination        Gateway            Flags               Netif Expire',
      'default            192.168.1.1        UGScg                 en0',
      'default            link#18            UCSIg           bridge100      !',
      '127                127.0.0.1          UCS                   lo0',
    ].join('\n');
    const neighbours = [
      '? (192.168.1.1) at a:bb:c:0:0:1 on en0 ifscope [ethernet]',
      '? (192.168.1.9) at (incomplete) on en0 ifscope [ethernet]',
    ].join('\n');
    expect(macGateways(routes, neighbours)).toEqual([
      { address: '192.168.1.1', mac: '0a:bb:0c:00:00:01', interfaceName: 'en0', interfaceAddress: null },
    ]);
    expect(macGateways(routes, '')).toMatchObject([{ address: '192.168.1.1', mac: null }]);
  });

  it('Windows come from route and arp, in any language', () => {
    const routes = [
      'IPv4-Routentabelle',
      '===========================================================================',
      'Aktive Routen:',
      '     Netzwerkziel    Netzwerkmaske          Gateway    Schnittstelle Metrik',
      '          0.0.0.0          0.0.0.0      192.168.1.1     192.168.1.5     35',
      '          0.0.0.0          0.0.0.0   Auf Verbindung       10.8.0.2      5',
    ].join('\r\n');
    const neighbours = [
      '',
      'Schnittstelle: 192.168.56.1 --- 0x7',
      '  Internetadresse       Physische Adresse     Typ',
      '  192.168.1.1           aa-bb-cc-00-00-07     dynamisch',
      '',
      'Schnittstelle: 192.168.1.5 --- 0xb',
      '  192.168.1.1           AA-bb-cc-00-00-01     dynamisch',
      '  192.168.1.255         ff-ff-ff-ff-ff-ff     statisch',
    ].join('\r\n');
    expect(windowsGateways(routes, neighbours)).toEqual([
      { address: '192.168.1.1', mac: 'aa:bb:cc:00:00:01', interfaceName: null, interfaceAddress: '192.168.1.5' },
    ]);
  });

  it('no table at all are none', () => {
    for (const read of [linuxGateways, macGateways, windowsGateways]) {
      expect(read('', '')).toEqual([]);
      expect(read('nothing of\nthat kind', '\u0000')).toEqual([]);
    }
  });
});

it('[T11] Windows says which of its networks are public', () => {
  const one = '{"InterfaceAlias":"Wi-Fi","Category":0}';
  expect(publicWindowsInterfaces(one)).toEqual(['Wi-Fi']);
  expect(publicWindowsInterfaces(`[${one},{"InterfaceAlias":"Ethernet","Category":1},{"Category":0},7,null]`)).toEqual([
    'Wi-Fi',
  ]);
  expect(publicWindowsInterfaces('{"InterfaceAlias":"Ethernet","Category":1}')).toEqual([]);
  for (const nothing of ['', 'null', '[]', '[{"Category":0}]', 'no JSON'])
    expect(publicWindowsInterfaces(nothing)).toBeNull();
});
