import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { present } from '#shared/assert.ts';
import type { ServerId } from '#shared/domain/ids.ts';
import { isMessage, isServer, startChat, type ChatScript } from '#test/support/chat-script.ts';
import { startDiscoveryProbe, type DiscoveryProbe } from '#test/support/discovery-probe-process.ts';
import { lanObstacle } from '#test/support/lan-obstacle.ts';
import { createNamespaceLan, type LanNode, type NamespaceLan } from '#test/support/network-namespaces.ts';
import { nameOf } from '#test/support/sample-ids.ts';
import { startServe } from '#test/support/serve-process.ts';

const obstacle = lanObstacle();
const why = obstacle === null ? '' : ` (skipped: ${obstacle})`;
const packetCount = 2_500;
/** So many that what one sender may fill is not what keeps the table short (T4). */
const liarAddresses = Array.from({ length: 40 }, (_, index) => `10.77.66.${index + 1}`);
const patienceMs = 60_000;

describe.skipIf(obstacle !== null)(`on a LAN on which somebody lies about servers${why}`, () => {
  let folder = '';
  let lan: NamespaceLan | null = null;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'hallway-forged-'));
  });
  afterEach(async () => {
    await lan?.dispose();
    lan = null;
    rmSync(folder, { recursive: true, force: true });
  });

  function setupNodes(): readonly [LanNode, LanNode, LanNode] {
    lan = createNamespaceLan(3);
    const [host, client, liar] = lan.nodes;
    return [present(host, 'a node'), present(client, 'a node'), present(liar, 'a node')];
  }

  const serveOn = (node: LanNode) =>
    startServe(
      ['--host', '0.0.0.0', '--data', join(folder, 'server'), '--name', 'Nordlicht', '--port', '7420'],
      node.spawn,
    );

  async function joinNearby(node: LanNode, { name, server }: { name: string; server: string }): Promise<ChatScript> {
    const chat = startChat({ folder: join(folder, name), name, spawn: node.spawn });
    await chat.until(({ event, server: found }) => event === 'nearby' && found === server, patienceMs);
    chat.say({ do: 'server.join', server, name });
    await chat.until(isServer('online'), patienceMs);
    await chat.ask('wait', { for: 'room', room: 'general' });
    return chat;
  }

  it(`[T1, T4] ${2 * packetCount} forged adverts, goodbyes and odd records from ${1 + liarAddresses.length} addresses lead nobody astray, and the real server is found`, async () => {
    const [host, client, liar] = setupNodes();
    const server = serveOn(host);
    const { serverId } = await server.listening;
    const mara = await joinNearby(client, { name: 'Mara', server: serverId });
    const browser = startDiscoveryProbe(client, { type: 'discover', advertise: null, browse: true });
    await browser.until(() => hasServer(browser, serverId), patienceMs);
    const victim = { serverId: serverId as ServerId, name: nameOf('Nordlicht'), versions: [1], port: 7_420 };
    for (const address of liarAddresses) liar.addAddress(address);
    const addresses = [liar.address, ...liarAddresses];
    const plan = { type: 'forge', addresses, victim, packetCount } as const;
    const forger = startDiscoveryProbe(liar, plan);
    await forger.until(() => forger.events().some(({ type }) => type === 'impersonating'), patienceMs);

    await forge(forger);
    const { mostOfOneLiar, ...table } = tableOf(browser, host);
    expect(table).toEqual({ isReal: true, servers: 64 });
    // A busy network loses some of them.
    expect(mostOfOneLiar).toBeLessThanOrEqual(8);
    // Whoever comes now is led to both hosts, and so is she who loses her server.
    const ole = await joinNearby(client, { name: 'Ole', server: serverId });
    server.kill('SIGKILL');
    await server.exited;
    const heard = await forge(forger);
    await serveOn(host).listening;
    mara.say({ do: 'message.send', room: 'general', text: 'still the same hallway' });
    await ole.until(isMessage('still the same hallway'), patienceMs);

    expect(heard.filter((frames) => frames.length > 1 || frames.some((type) => type !== 'hello'))).toEqual([]);
    const names = [mara, ole].flatMap((chat) => chat.of('nearby').map(({ name }) => String(name)));
    expect(names.filter((name) => /[\p{Cc}\p{Cf}]/u.test(name) || name.length > 100)).toEqual([]);
  }, 300_000);
});

/** The forger does it once more; what was said to it so far. */
async function forge(forger: DiscoveryProbe): Promise<readonly (readonly string[])[]> {
  const before = heardBy(forger).length;
  forger.command('refresh');
  await forger.until(() => heardBy(forger).length > before, patienceMs);
  return heardBy(forger).at(-1) ?? [];
}

function heardBy(forger: DiscoveryProbe): readonly (readonly (readonly string[])[])[] {
  return forger.events().flatMap((event) => (event.type === 'heard' ? [event.frames] : []));
}

function hasServer(browser: DiscoveryProbe, serverId: string): boolean {
  return browser.servers().some((server) => server.serverId === serverId);
}

/** What became of the list of servers nearby. */
function tableOf(browser: DiscoveryProbe, host: LanNode) {
  const hosts = browser.servers().map(({ addresses }) => new Set(addresses.map((address) => address.host)));
  const liars = new Set(hosts.flatMap((each) => [...each]).filter((each) => each !== host.address));
  const countOf = (liar: string): number => hosts.filter((each) => each.has(liar)).length;
  return {
    isReal: hosts.some((each) => each.has(host.address)),
    servers: hosts.length,
    mostOfOneLiar: Math.max(...[...liars].map(countOf)),
  };
}
