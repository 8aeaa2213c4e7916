import { afterEach, describe, expect, it } from 'vitest';
import { present } from '#shared/assert.ts';
import { advertisement } from '#test/support/advertisement.ts';
import { startDiscoveryProbe, type DiscoveryProbe } from '#test/support/discovery-probe-process.ts';
import { lanObstacle } from '#test/support/lan-obstacle.ts';
import { createNamespaceLan, type LanNode, type NamespaceLan } from '#test/support/network-namespaces.ts';

const obstacle = lanObstacle();
const why = obstacle === null ? '' : ` (skipped: ${obstacle})`;
const seed = 7_420;
const foundWithinMs = 3_000;
/** Starting Node and loading the program, on a busy machine. */
const startMs = 15_000;

describe.skipIf(obstacle !== null)(`on a LAN of network namespaces${why}`, () => {
  let lan: NamespaceLan | null = null;
  afterEach(async () => {
    await lan?.dispose();
    lan = null;
  });

  function setupLan(): { server: LanNode; client: LanNode; third: LanNode } {
    lan = createNamespaceLan(3);
    const [server, client, third] = lan.nodes;
    return { server: present(server, 'a node'), client: present(client, 'a node'), third: present(third, 'a node') };
  }

  it('a server that is already there is found within 3 s', async () => {
    const { server, client } = setupLan();
    await startServer(server);
    const browser = await startBrowser(client);
    expect(await browser.until(() => hasServer(browser), foundWithinMs)).toBeLessThan(foundWithinMs);
    expect(browser.servers()).toMatchObject([
      {
        serverId: advertisement(1).serverId,
        name: 'Server 1',
        versions: [1],
        addresses: [at(server)],
        networks: ['eth0'],
      },
    ]);
  });

  it('a server that starts later is found within 3 s', async () => {
    const { server, client } = setupLan();
    const browser = await startBrowser(client);
    await startServer(server);
    expect(await browser.until(() => hasServer(browser), foundWithinMs)).toBeLessThan(foundWithinMs);
  });

  it('a server that stops is gone at once', async () => {
    const { server, client } = setupLan();
    const browser = await startBrowser(client);
    const advertiser = await startServer(server);
    await browser.until(() => hasServer(browser), foundWithinMs);
    advertiser.command('stop');
    expect(await browser.until(() => !hasServer(browser), 500)).toBeLessThan(500);
  });

  it('a server that closes says goodbye before its process ends', async () => {
    const { server, client } = setupLan();
    const browser = await startBrowser(client);
    const advertiser = await startServer(server);
    await browser.until(() => hasServer(browser), foundWithinMs);
    advertiser.command('close');
    expect(await advertiser.ended()).toBe(0);
    await browser.until(() => !hasServer(browser), 500);
  });

  it('a server whose cable was pulled out is found within 3 s of its return', async () => {
    const { server, client } = setupLan();
    const advertiser = await startServer(server);
    server.cutCable();
    await advertiser.until(() => advertiser.status()?.type === 'no_network', foundWithinMs);
    const browser = await startBrowser(client);
    expect(hasServer(browser)).toBe(false);
    server.mendCable();
    await browser.until(() => hasServer(browser), foundWithinMs);
  });

  it('a client whose cable is pulled out forgets, says so, and finds again within 3 s', async () => {
    const { server, client } = setupLan();
    await startServer(server);
    const browser = await startBrowser(client);
    await browser.until(() => hasServer(browser), foundWithinMs);
    client.cutCable();
    await browser.until(() => !hasServer(browser) && browser.status()?.type === 'no_network', foundWithinMs);
    client.mendCable();
    await browser.until(() => browser.status()?.type === 'working', foundWithinMs);
    await browser.until(() => hasServer(browser), foundWithinMs);
    expect(hostsOf(browser)).toEqual([server.address]);
  });

  it('packets lost behind the switch make nobody forget', async () => {
    const { server, client } = setupLan();
    await startServer(server);
    const browser = await startBrowser(client);
    await browser.until(() => hasServer(browser), foundWithinMs);
    server.cutSilently();
    await expect(browser.until(() => !hasServer(browser), 2_000)).rejects.toThrow('not within');
    server.mendSilently();
    expect(hasServer(browser)).toBe(true);
  });

  it('a new address of the server is told within 3 s, beside the old one', async () => {
    const { server, client } = setupLan();
    const advertiser = await startServer(server);
    const browser = await startBrowser(client);
    await browser.until(() => hasServer(browser), foundWithinMs);
    server.addAddress('10.77.9.9');
    await browser.until(() => hostsOf(browser).includes('10.77.9.9'), foundWithinMs);
    expect(hostsOf(browser)).toEqual(['10.77.9.9', server.address]);
    expect(advertiser.status()?.interfaces.map(({ address }) => address)).toContain('10.77.9.9');
  });

  it('a virtual interface that owns the default route does not take the multicast with it', async () => {
    const { server, client } = setupLan();
    for (const node of [server, client]) addContainerNetwork(node);
    await startServer(server);
    const browser = await startBrowser(client);
    await browser.until(() => hasServer(browser), foundWithinMs);
    expect(hostsOf(browser)).toEqual([server.address]);
    expect(browser.status()?.interfaces.map(({ name }) => name)).toEqual(['eth0', 'docker0', 'lo']);
  });

  it('two servers on one machine are two entries', async () => {
    const { server, client } = setupLan();
    await startServer(server);
    startDiscoveryProbe(server, { type: 'discover', advertise: advertisement(2, { port: 7_421 }), browse: false });
    const browser = await startBrowser(client);
    // Either of the two may be the first to answer.
    await browser.until(() => hasServer(browser, 1) && hasServer(browser, 2), startMs);
    expect(browser.servers()).toHaveLength(2);
  });

  it('[T4] a flood of 2,000 forged announcements from 40 addresses leaves 64 servers, the real one among them', async () => {
    const { server, client, third } = setupLan();
    await startServer(server);
    const browser = await startBrowser(client);
    await browser.until(() => hasServer(browser), foundWithinMs);
    const addresses = Array.from({ length: 40 }, (_, index) => `10.77.66.${index + 1}`);
    for (const address of addresses) third.addAddress(address);
    await flood(third, addresses);
    await browser.until(() => browser.servers().length === 64, foundWithinMs);
    expect(hasServer(browser)).toBe(true);
  });

  it(`[T4] 3,000 garbled packets harm neither server nor client (seed ${seed})`, async () => {
    const { server, client, third } = setupLan();
    const advertiser = await startServer(server);
    const browser = await startBrowser(client);
    await browser.until(() => hasServer(browser), foundWithinMs);
    const plan = { type: 'garble', address: third.address, packetCount: 3_000, seed } as const;
    const attacker = startDiscoveryProbe(third, plan);
    await attacker.until(() => attacker.events().some(({ type }) => type === 'garbled'), 60_000);
    advertiser.command('stop');
    await advertiser.until(() => advertiser.events().some(({ type }) => type === 'stopped'), foundWithinMs);
    const late = await startServer(third, 2);
    await browser.until(() => hasServer(browser, 2), foundWithinMs);
    const probes = [advertiser, browser, late];
    await Promise.all(probes.map((probe) => probe.until(() => probe.status()?.type === 'working', foundWithinMs)));
    expect(probes.map((probe) => probe.status()?.type)).toEqual(['working', 'working', 'working']);
  });

  it('[T4] a flood of 2,000 forged announcements from one address leaves 8 servers, and room for the next real one', async () => {
    const { server, client, third } = setupLan();
    const browser = await startBrowser(client);
    await flood(third, [third.address]);
    await startServer(server);
    await browser.until(() => hasServer(browser), foundWithinMs);
    expect(browser.servers()).toHaveLength(9);
  });
});

describe.skipIf(obstacle !== null)(`on one machine of its own${why}`, () => {
  let lan: NamespaceLan | null = null;
  afterEach(async () => {
    await lan?.dispose();
    lan = null;
  });

  function setupMachine(): LanNode {
    lan = createNamespaceLan(1);
    return present(lan.nodes[0], 'a node');
  }

  it('two processes find each other without any network', async () => {
    const node = setupMachine();
    node.cutCable();
    const browser = await startBrowser(node);
    await startServer(node);
    await browser.until(() => hasServer(browser), foundWithinMs);
    expect(browser.servers()[0]?.addresses).toEqual([{ host: '127.0.0.1', port: 7_420 }]);
    expect(browser.status()?.type).toBe('no_network');
  });

  it('without even loopback nothing fails, and a network that comes up is used within 3 s', async () => {
    const node = setupMachine();
    node.cutCable();
    node.run('ip', 'link', 'set', 'lo', 'down');
    const browser = await startBrowser(node);
    await startServer(node);
    expect(browser.status()).toEqual({ type: 'no_network', interfaces: [] });
    node.mendCable();
    await browser.until(() => hasServer(browser), foundWithinMs);
  });

  it('a port 5353 that another program holds for itself is a status, until it lets go', async () => {
    const node = setupMachine();
    const hold = "require('dgram').createSocket('udp4').bind(5353, () => console.log('held'))";
    const holder = node.spawn(process.execPath, ['-e', hold], { stdio: ['ignore', 'pipe', 'inherit'] });
    await new Promise((resolve) => holder.stdout?.once('data', resolve));
    const browser = await startBrowser(node);
    await browser.until(() => browser.status()?.type === 'failed', foundWithinMs);
    const reasons = browser.status()?.interfaces.map(({ state }) => state);
    expect(reasons).toContainEqual({ type: 'failed', reason: { type: 'port_taken' } });
    holder.kill();
    await browser.until(() => browser.status()?.type === 'working', 20_000);
  });
});

async function startServer(node: LanNode, number = 1): Promise<DiscoveryProbe> {
  return started(startDiscoveryProbe(node, { type: 'discover', advertise: advertisement(number), browse: false }));
}

async function startBrowser(node: LanNode): Promise<DiscoveryProbe> {
  return started(startDiscoveryProbe(node, { type: 'discover', advertise: null, browse: true }));
}

async function started(probe: DiscoveryProbe): Promise<DiscoveryProbe> {
  await probe.until(() => probe.status() !== null, startMs);
  return probe;
}

async function flood(node: LanNode, addresses: readonly string[]): Promise<void> {
  const attacker = startDiscoveryProbe(node, { type: 'flood', serverCount: 2_000, addresses });
  await attacker.until(() => attacker.events().some(({ type }) => type === 'flooded'), 60_000);
}

function addContainerNetwork(node: LanNode): void {
  node.run('ip', 'link', 'add', 'docker0', 'type', 'veth', 'peer', 'name', 'container');
  node.run('ip', 'address', 'add', '172.17.0.1/16', 'dev', 'docker0');
  node.run('ip', 'link', 'set', 'docker0', 'up');
  node.run('ip', 'link', 'set', 'container', 'up');
  node.run('ip', 'route', 'add', 'default', 'dev', 'docker0');
}

function hasServer(browser: DiscoveryProbe, number = 1): boolean {
  return browser.servers().some(({ serverId }) => serverId === advertisement(number).serverId);
}

function hostsOf(browser: DiscoveryProbe): readonly string[] {
  return browser.servers().flatMap(({ addresses }) => addresses.map(({ host }) => host));
}

function at(node: LanNode): { host: string; port: number } {
  return { host: node.address, port: 7_420 };
}
