import { basename } from 'node:path';
import { describe, expect, it } from 'vitest';
import { systemSurroundings } from '#main/discovery/surroundings.ts';

const macRoutes = 'default            192.168.1.1        UGScg                 en0';
const macNeighbours = '? (192.168.1.1) at aa:bb:cc:0:0:1 on en0 ifscope [ethernet]';
const windowsRoutes = '          0.0.0.0          0.0.0.0      192.168.1.1     192.168.1.5     35';
const windowsNeighbours = 'Interface: 192.168.1.5 --- 0xb\r\n  192.168.1.1           aa-bb-cc-00-00-01     dynamic';
const mac = 'aa:bb:cc:00:00:01';

/** By what these programs print; those that are left out cannot be started. */
function readBy(platform: NodeJS.Platform, printed: Readonly<Record<string, string>>) {
  const run = (file: string) => Promise.resolve(printed[basename(file.replaceAll('\\', '/'))] ?? null);
  return systemSurroundings(platform, { SystemRoot: '/Windows' }, run).read();
}

describe('[T11] what a system tells of gateways and strangers', () => {
  it('is what its programs print', async () => {
    const ofMac = await readBy('darwin', { netstat: macRoutes, arp: macNeighbours });
    expect(ofMac.gateways).toMatchObject([{ address: '192.168.1.1', mac, interfaceName: 'en0' }]);
    const ofWindows = await readBy('win32', { 'route.exe': windowsRoutes, 'arp.exe': windowsNeighbours });
    expect(ofWindows.gateways).toMatchObject([{ address: '192.168.1.1', mac, interfaceAddress: '192.168.1.5' }]);
  });

  it('is not known where its routes cannot be read, which is not the same as none', async () => {
    expect((await readBy('darwin', { arp: macNeighbours })).gateways).toBeNull();
    expect((await readBy('win32', { 'arp.exe': windowsNeighbours })).gateways).toBeNull();
    expect((await readBy('darwin', { netstat: '', arp: macNeighbours })).gateways).toEqual([]);
  });

  it('lacks hardware addresses where its neighbours cannot be read', async () => {
    expect((await readBy('darwin', { netstat: macRoutes })).gateways).toMatchObject([{ mac: null }]);
    expect((await readBy('win32', { 'route.exe': windowsRoutes })).gateways).toMatchObject([{ mac: null }]);
  });

  it('is not known of strangers on Windows while PowerShell does not answer, or says nothing', async () => {
    const powershell = '{"InterfaceAlias":"Wi-Fi","Category":0}';
    expect((await readBy('win32', { 'powershell.exe': powershell })).publicInterfaces).toEqual(['Wi-Fi']);
    expect((await readBy('win32', {})).publicInterfaces).toBeNull();
    expect((await readBy('win32', { 'powershell.exe': '' })).publicInterfaces).toBeNull();
    expect((await readBy('darwin', {})).publicInterfaces).toEqual([]);
  });

  it('is none on a system that is not known', async () => {
    expect(await readBy('aix', {})).toEqual({ gateways: [], publicInterfaces: [] });
  });
});
