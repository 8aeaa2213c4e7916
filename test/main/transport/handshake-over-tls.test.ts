import { afterEach, describe, expect, it, vi } from 'vitest';
import { createKeyPair } from '#main/identity/key-pair.ts';
import { createServerIdentity } from '#main/identity/server-identity.ts';
import { answerHandshake, shakeHands } from '#test/support/tls-handshake.ts';
import type { HandshakeRecord } from '#test/support/tls-handshake.ts';
import { startTlsRelay } from '#test/support/tls-relay.ts';
import { dialLoopback, startTlsServer } from '#test/support/tls-server.ts';

const device = createKeyPair(new Uint8Array(32).fill(1));
const identity = createServerIdentity(new Uint8Array(32).fill(2));
const impostor = createServerIdentity(new Uint8Array(32).fill(3));
const disposals: (() => unknown)[] = [];

/** A server that shows this identity, and what it hears. */
async function setup(shown = identity) {
  const records: HandshakeRecord[] = [];
  const { listener } = await startTlsServer({
    onConnection: (connection) => records.push(answerHandshake(connection, shown)),
  });
  disposals.push(() => listener.close());
  return { port: listener.port, texts: () => records.flatMap(({ texts }) => texts), records };
}

afterEach(async () => {
  await Promise.all(disposals.splice(0).map((dispose) => dispose()));
});

describe('the handshake over TLS', () => {
  it('[T2, T3] a server and a device prove themselves to each other', async () => {
    const { port, records } = await setup();
    const shaken = await shakeHands(await dialLoopback(port), identity.serverId, device);
    expect(shaken).toEqual({ ok: true, value: identity.serverId });
    await vi.waitFor(() => {
      expect(records[0]?.devices).toEqual([device.publicKey]);
    });
  });

  it('[T2] an impostor with another key gets no login frame', async () => {
    const { port, texts } = await setup(impostor);
    const connection = await dialLoopback(port);
    const closed = new Promise((resolve) => connection.onClose(resolve));
    const shaken = await shakeHands(connection, identity.serverId, device);
    await closed;
    expect(shaken).toEqual({ ok: false, error: { type: 'another_server', serverId: impostor.serverId } });
    expect(texts().map((text) => (JSON.parse(text) as { type: string }).type)).toEqual(['hello']);
  });

  it('[T2] an impostor that shows the server’s key without having it gets no login frame', async () => {
    const { port, texts } = await setup({ ...impostor, serverId: identity.serverId, publicKey: identity.publicKey });
    const shaken = await shakeHands(await dialLoopback(port), identity.serverId, device);
    expect(shaken).toMatchObject({ error: { type: 'wrong_proof' } });
    expect(texts()).toHaveLength(1);
  });

  it('[T2] a relay that ends TLS itself fails the proof and overhears no login frame', async () => {
    const { port, texts } = await setup();
    const relay = await startTlsRelay(port);
    disposals.push(() => {
      relay.close();
    });
    const connection = await dialLoopback(relay.port);
    const shaken = await shakeHands(connection, identity.serverId, device);
    expect(shaken).toEqual({ ok: false, error: { type: 'wrong_proof', serverId: identity.serverId } });
    expect(texts()).toHaveLength(1);
    expect(relay.overheard()).toContain('GET /hallway');
  });

  it('[T2] a relay fails the proof just the same where any server would do', async () => {
    const { port } = await setup();
    const relay = await startTlsRelay(port);
    disposals.push(() => {
      relay.close();
    });
    expect(await shakeHands(await dialLoopback(relay.port), null, device)).toMatchObject({ ok: false });
  });
});
