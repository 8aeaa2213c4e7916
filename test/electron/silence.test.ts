import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { present } from '#shared/assert.ts';
import { isMessage, startChat } from '#test/support/chat-script.ts';
import { packElectron } from '#test/support/electron-package.ts';
import { lanObstacle } from '#test/support/lan-obstacle.ts';
import { createNamespaceLan, type LanNode, type NamespaceLan } from '#test/support/network-namespaces.ts';
import { startServe } from '#test/support/serve-process.ts';
import { openVirtualDisplay, type VirtualDisplay } from '#test/support/virtual-display.ts';
import type { ElectronDesk } from './electron-desk.ts';
import { openRemoteDesk } from './remote-desk.ts';

const obstacle = lanObstacle();
const why = obstacle === null ? '' : ` (skipped: ${obstacle})`;
/** The way out of the LAN, where nobody is: whoever sends a packet there asks for its hardware address first. */
const gateway = '10.77.255.254';
/** Names are looked up on another network too. */
const resolver = '192.0.2.53';

describe.skipIf(obstacle !== null)(`the packaged app on a LAN with a way out${why}`, () => {
  let folder = '';
  let lan: NamespaceLan;
  let display: VirtualDisplay;
  let desks: ElectronDesk[] = [];
  let nodes: readonly [LanNode, LanNode, LanNode];

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'hallway-silence-'));
    display = await openVirtualDisplay();
    lan = createNamespaceLan(3);
    desks = [];
    const [one, two, three] = lan.nodes;
    nodes = [present(one, 'a node'), present(two, 'a node'), present(three, 'a node')];
    for (const node of nodes) {
      setGateway(node);
      // Where `ip netns exec` finds what a machine's programs read as /etc/resolv.conf.
      mkdirSync(`/etc/netns/${node.name}`, { recursive: true });
      writeFileSync(`/etc/netns/${node.name}/resolv.conf`, `nameserver ${resolver}\n`);
    }
  });
  afterEach(async () => {
    await Promise.all(desks.map((desk) => desk.quit()));
    await lan.dispose();
    await display.close();
    for (const { name } of nodes) rmSync(`/etc/netns/${name}`, { recursive: true, force: true });
    rmSync(folder, { recursive: true, force: true });
  });

  async function openDesk(node: LanNode, name: string): Promise<ElectronDesk> {
    const { driven } = await packElectron();
    const options = { binary: driven, display: display.name, data: join(folder, name) };
    const desk = await openRemoteDesk(node, options);
    desks.push(desk);
    return desk;
  }

  function setGateway(node: LanNode): void {
    node.run('ip', 'route', 'add', 'default', 'via', gateway);
  }

  /** As a DHCP client does it: the way out goes with the old address, and comes with the new one; it is the same network (T11). */
  function renewLease(node: LanNode, address: string): void {
    node.removeAddress(node.address);
    node.addAddress(address);
    setGateway(node);
  }

  /** Whether anything on this machine wanted to send a packet to another network. */
  function isSilent(node: LanNode): boolean {
    return !node.run('ip', 'neigh', 'show').includes(gateway);
  }

  it('finds, hosts, joins and chats, and sends no packet to another network', async () => {
    const [first, second, third] = nodes;
    const [mara, ole] = [await openDesk(first, 'Mara'), await openDesk(second, 'Ole')];
    await mara.introduce('Mara Lindqvist');
    await ole.introduce('Ole Brandt');
    await mara.host('Nordlicht');
    await mara.openDoor();
    await ole.joinNearby('Nordlicht');
    await mara.say('Found without a word typed.');
    await ole.see('Found without a word typed.');
    await ole.say('https://example.org/ is only text here');
    await mara.see('https://example.org/ is only text here');

    // A server without a window and a person without one are on the same LAN.
    const server = startServe(
      ['--host', '0.0.0.0', '--data', join(folder, 'serve'), '--name', 'Werkstatt', '--port', '7421'],
      third.spawn,
    );
    await server.listening;
    const chat = startChat({
      folder: join(folder, 'Priya'),
      name: 'Priya',
      more: ['--server', `${first.address}:7420`],
      spawn: third.spawn,
    });
    await chat.ask('wait', { for: 'room', room: 'general' });
    await chat.ask('message.send', { room: 'general', text: 'hello from a terminal' });
    await ole.see('hello from a terminal');
    await ole.say('hello terminal');
    await chat.until(isMessage('hello terminal'));
    await mara.shoot('lan');
    expect(nodes.map(isSilent)).toEqual([true, true, true]);
    await chat.kill();
    server.kill('SIGTERM');
    await server.exited;
  });

  it('[D10, D11] goes on by itself when a computer is given another address, the guest’s and the host’s', async () => {
    const [first, second] = nodes;
    const [mara, ole] = [await openDesk(first, 'Mara'), await openDesk(second, 'Ole')];
    await mara.introduce('Mara Lindqvist');
    await ole.introduce('Ole Brandt');
    await mara.host('Nordlicht');
    await mara.openDoor();
    await ole.joinNearby('Nordlicht');
    renewLease(second, '10.77.1.2');
    await ole.say('from another address');
    await mara.see('from another address');
    renewLease(first, '10.77.1.1');
    await mara.say('found again');
    await ole.see('found again');
    expect(first.run('ip', '-br', 'address', 'show', 'eth0')).toContain('10.77.1.1/');
  });

  it('would be seen if it sent one', () => {
    const [node] = nodes;
    expect(isSilent(node)).toBe(true);
    node.run(
      process.execPath,
      '-e',
      `require('dgram').createSocket('udp4').send('x', 53, '${resolver}', () => process.exit())`,
    );
    expect(isSilent(node)).toBe(false);
  });
});
