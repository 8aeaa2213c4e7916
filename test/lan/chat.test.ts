import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { present } from '#shared/assert.ts';
import {
  isDelivery,
  isMessage,
  isServer,
  startChat,
  type ChatEvent,
  type ChatScript,
} from '#test/support/chat-script.ts';
import { lanObstacle } from '#test/support/lan-obstacle.ts';
import { createNamespaceLan, type LanNode, type NamespaceLan } from '#test/support/network-namespaces.ts';
import { startServe, type ServeProcess } from '#test/support/serve-process.ts';

const obstacle = lanObstacle();
const why = obstacle === null ? '' : ` (skipped: ${obstacle})`;
/** Product promise: a server on the same network is seen within three seconds. */
const foundWithinMs = 3_000;
/** A link that went silent is noticed within 25 s (D10), and the next try is at most 10 s away (D11). */
const silentThenBackMs = 45_000;
/** Less than silence alone takes to be noticed, by the pings 10 s apart. */
const probedWithinMs = 12_000;

describe.skipIf(obstacle !== null)(`people on a LAN of network namespaces${why}`, () => {
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

  function setupNodes(): readonly [LanNode, LanNode, LanNode] {
    lan = createNamespaceLan(3);
    const [host, first, second] = lan.nodes;
    return [present(host, 'a node'), present(first, 'a node'), present(second, 'a node')];
  }

  function serveOn(node: LanNode): ServeProcess {
    return startServe(
      ['--host', '0.0.0.0', '--data', join(folder, 'server'), '--name', 'Nordlicht', '--port', '7420'],
      node.spawn,
    );
  }

  function chatOn(node: LanNode, name: string): ChatScript {
    return startChat({ folder: join(folder, name), name, spawn: node.spawn });
  }

  /** A person who sees the server appear and joins it from the list. */
  async function joinNearby(node: LanNode, name: string): Promise<ChatScript> {
    const chat = chatOn(node, name);
    await chat.until(({ event }) => event === 'discovery');
    const { server } = await chat.until(isNearby, foundWithinMs);
    chat.say({ do: 'server.join', server, name });
    await chat.until(isServer('online'));
    chat.say({ do: 'wait', for: 'room', room: 'general', id: 'in' });
    await chat.until(({ event, id }) => event === 'result' && id === 'in');
    return chat;
  }

  it('[T4, D7] two of them find a server within 3 s, join it from the list and chat', async () => {
    const [host, first, second] = setupNodes();
    const { serverId } = await serveOn(host).listening;
    const mara = await joinNearby(first, 'Mara');
    const ole = await joinNearby(second, 'Ole');
    expect(mara.of('nearby')[0]).toMatchObject({
      server: serverId,
      name: 'Nordlicht',
      addresses: [`${host.address}:7420`],
    });
    say(mara, 'is anybody there?');
    await ole.until(isMessage('is anybody there?'));
    say(ole, 'at the other end of the hallway');
    await mara.until(isMessage('at the other end of the hallway'));
  });

  it('[D10, D11, D3] what one of them writes while the cable is out arrives once and in order when it is back', async () => {
    const [host, first, second] = setupNodes();
    await serveOn(host).listening;
    const mara = await joinNearby(first, 'Mara');
    const ole = await joinNearby(second, 'Ole');
    first.cutCable();
    say(mara, 'one');
    say(mara, 'two');
    say(ole, 'meanwhile');
    await mara.until(() => mara.of('delivery').filter(({ state }) => state === 'queued').length === 2);
    first.mendCable();
    await ole.until(isMessage('two'), silentThenBackMs);
    await mara.until(isMessage('meanwhile'), silentThenBackMs);
    expect(textsOf(ole).filter((text) => text === 'one' || text === 'two')).toEqual(['one', 'two']);
  });

  it('[D10] a network that loses everything without a sign is noticed, and what was written goes when it is back', async () => {
    const [host, first, second] = setupNodes();
    await serveOn(host).listening;
    const mara = await joinNearby(first, 'Mara');
    const ole = await joinNearby(second, 'Ole');
    first.cutSilently();
    say(mara, 'into the fog');
    await mara.until(isServer('reconnecting'), silentThenBackMs);
    first.mendSilently();
    await ole.until(isMessage('into the fog'), silentThenBackMs);
    expect(textsOf(ole)).toEqual(['into the fog']);
  });

  it('[D10] a connection is checked at once when the addresses of the machine change, without discovery too', async () => {
    const [host, first] = setupNodes();
    await serveOn(host).listening;
    const more = ['--no-discovery', '--server', `${host.address}:7420`];
    const mara = startChat({ folder: join(folder, 'Mara'), name: 'Mara', more, spawn: first.spawn });
    await mara.until(isServer('online'));
    first.cutSilently();
    first.addAddress('10.77.0.98');
    await mara.until(isServer('reconnecting'), probedWithinMs);
    first.mendSilently();
    say(mara, 'here again');
    expect(await mara.until(isDelivery('sent'))).toMatchObject({ number: 1 });
  });

  it('[T1, D11] a server that comes back at another address is found there by those who know it', async () => {
    const [host, first] = setupNodes();
    const server = serveOn(host);
    await server.listening;
    const mara = await joinNearby(first, 'Mara');
    server.kill('SIGTERM');
    await server.exited;
    // In this order: with its first address a Linux interface loses all others of the same network.
    host.removeAddress(host.address);
    host.addAddress('10.77.0.99');
    await serveOn(host).listening;
    say(mara, 'moved house');
    const sent = await mara.until(({ event, state }) => event === 'delivery' && state === 'sent', silentThenBackMs);
    expect(sent).toMatchObject({ number: 1 });
  });
});

function isNearby({ event }: ChatEvent): boolean {
  return event === 'nearby';
}

function say(chat: ChatScript, text: string): void {
  chat.say({ do: 'message.send', room: 'general', text });
}

function textsOf(chat: ChatScript): unknown[] {
  return chat.of('message').map(({ text }) => text);
}
