import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { present } from '#shared/assert.ts';
import { startDiscoveryProbe, type DiscoveryProbe } from '#test/support/discovery-probe-process.ts';
import { startHostProbe } from '#test/support/host-probe-process.ts';
import { lanObstacle } from '#test/support/lan-obstacle.ts';
import { createNamespaceLan, type LanNode, type NamespaceLan } from '#test/support/network-namespaces.ts';
import { startServe } from '#test/support/serve-process.ts';

const obstacle = lanObstacle();
const why = obstacle === null ? '' : ` (skipped: ${obstacle})`;
const port = 7_420;
const [firstSubnet, secondSubnet] = ['10.77.0.0/16', '10.88.0.0/16'];
const secondHost = '10.88.0.1';
/** Starting Node and loading the program, on a busy machine. */
const patienceMs = 20_000;

/** What a machine hears of a server before and in TLS: how many bytes, and whether there was a certificate. */
const knocker = `
const tls = require('node:tls').connect({ host: process.argv[1], port: ${port}, rejectUnauthorized: false });
let isSecure = false;
tls.on('secureConnect', () => { isSecure = true; tls.destroy(); });
tls.on('error', () => undefined);
tls.on('close', () => console.log(JSON.stringify({ isSecure, bytes: tls.bytesRead })));
`;

describe.skipIf(obstacle !== null)(`[T11] a server on two networks${why}`, () => {
  let folder = '';
  let lan: NamespaceLan | null = null;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'hallway-lan-'));
  });
  afterEach(async () => {
    await lan?.dispose();
    lan = null;
    rmSync(folder, { recursive: true, force: true });
  });

  /** The host and a neighbour on one network, and somebody who has a cable to the host alone, once it is laid. */
  function setup(): { host: LanNode; near: LanNode; far: LanNode; layCable: () => void } {
    lan = createNamespaceLan(3);
    const [host, near, far] = lan.nodes;
    const nodes = { host: present(host, 'a node'), near: present(near, 'a node'), far: present(far, 'a node') };
    nodes.far.cutCable();
    const layCable = (): void => {
      nodes.host.run('ip', 'link', 'add', 'eth1', 'type', 'veth', 'peer', 'name', 'eth1', 'netns', nodes.far.name);
      for (const [node, address] of [[nodes.host, secondHost] as const, [nodes.far, '10.88.0.2'] as const]) {
        node.run('ip', 'address', 'add', `${address}/16`, 'dev', 'eth1');
        node.run('ip', 'link', 'set', 'eth1', 'up');
      }
    };
    return { ...nodes, layCable };
  }

  it('that its person starts is there for the first, asks about the second, and does as it is told', async () => {
    const { host, near, far, layCable } = setup();
    const desktop = startHostProbe(host, { folder: join(folder, 'server'), port });
    await desktop.network(firstSubnet, 'served');
    const nearBrowse = browseOn(near);
    await nearBrowse.until(() => isFound(nearBrowse), patienceMs);
    expect(knock(near, host.address)).toMatchObject({ isSecure: true });

    layCable();
    const farBrowse = browseOn(far);
    await farBrowse.until(() => farBrowse.status()?.type === 'working', patienceMs);
    const asked = await desktop.network(secondSubnet, 'asked');
    expect(knock(far, secondHost)).toEqual({ isSecure: false, bytes: 0 });
    expect(farBrowse.servers()).toEqual([]);
    // Linux takes packets for any of its addresses on any of its networks.
    far.run('ip', 'route', 'add', `${host.address}/32`, 'via', secondHost);
    expect(knock(far, host.address)).toEqual({ isSecure: false, bytes: 0 });

    desktop.choose(asked, true);
    await farBrowse.until(() => isFound(farBrowse), patienceMs);
    expect(farBrowse.servers()).toMatchObject([{ name: 'Nordlicht', addresses: [{ host: secondHost, port }] }]);
    expect(knock(far, secondHost)).toMatchObject({ isSecure: true });
    expect(knock(far, host.address)).toMatchObject({ isSecure: true });

    desktop.choose(asked, false);
    await farBrowse.until(() => !isFound(farBrowse), patienceMs);
    expect(knock(far, secondHost)).toEqual({ isSecure: false, bytes: 0 });
    expect(knock(far, host.address)).toEqual({ isSecure: false, bytes: 0 });
    expect(isFound(nearBrowse)).toBe(true);
    expect(knock(near, host.address)).toMatchObject({ isSecure: true });
  });

  it('that serve runs is there for the networks that were named, and says so', async () => {
    const { host, near, far, layCable } = setup();
    layCable();
    const options = ['--host', '0.0.0.0', '--data', join(folder, 'server'), '--name', 'Nordlicht', '--port', `${port}`];
    const serve = startServe([...options, '--networks', secondSubnet], host.spawn);
    expect(await serve.listening).toMatchObject({
      addresses: [`${secondHost}:${port}`],
      networks: [
        { subnet: firstSubnet, standing: 'not_served' },
        { subnet: secondSubnet, standing: 'served' },
      ],
    });
    const farBrowse = browseOn(far);
    await farBrowse.until(() => isFound(farBrowse), patienceMs);
    expect(knock(near, host.address)).toEqual({ isSecure: false, bytes: 0 });
    expect(knock(far, secondHost)).toMatchObject({ isSecure: true });
  });
});

function browseOn(node: LanNode): DiscoveryProbe {
  return startDiscoveryProbe(node, { type: 'discover', advertise: null, browse: true });
}

function isFound(browse: DiscoveryProbe): boolean {
  return browse.servers().some(({ name }) => name === 'Nordlicht');
}

function knock(node: LanNode, address: string): { isSecure: boolean; bytes: number } {
  return JSON.parse(node.run(process.execPath, '-e', knocker, address)) as { isSecure: boolean; bytes: number };
}
