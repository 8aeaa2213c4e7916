import { describe, expect, it } from 'vitest';
import { createKeyPair } from '#main/identity/key-pair.ts';
import { checkServerProof, proveDevice } from '#main/identity/handshake-proof.ts';
import { createServerIdentity } from '#main/identity/server-identity.ts';
import { answerHello, checkLogin } from '#main/server/handshake.ts';
import type { DeviceKey } from '#shared/domain/ids.ts';
import { toBase64url } from '#shared/encoding.ts';
import { outboxIdOf } from '#test/support/sample-ids.ts';

function setupHandshake() {
  const identity = createServerIdentity(new Uint8Array(32).fill(1));
  const device = createKeyPair(new Uint8Array(32).fill(2));
  const certificateHash = new Uint8Array(32).fill(3);
  const hello = { type: 'hello' as const, versions: [1], nonce: toBase64url(new Uint8Array(32).fill(4)) };
  const context = { identity, certificateHash, nonce: new Uint8Array(32).fill(5) };
  const login = (exchange: Parameters<typeof proveDevice>[2], keys = device) => ({
    type: 'login' as const,
    device: keys.publicKey as DeviceKey,
    proof: proveDevice(keys, identity.serverId, exchange),
    outboxId: outboxIdOf(1),
  });
  return { identity, device, hello, context, login };
}

describe('the handshake', () => {
  it('[T2] proves the server to whoever sees this very certificate', () => {
    const { identity, hello, context } = setupHandshake();
    const { frame, exchange } = answerHello(hello, context);
    expect(checkServerProof(frame, exchange, identity.serverId)).toEqual({ ok: true, value: identity.serverId });
    const relayed = { ...exchange, certificateHash: new Uint8Array(32).fill(9) };
    expect(checkServerProof(frame, relayed, identity.serverId)).toMatchObject({ ok: false });
  });

  it('[T2] is worth nothing for another nonce', () => {
    const { identity, hello, context } = setupHandshake();
    const { frame, exchange } = answerHello(hello, context);
    const replayed = { ...exchange, clientNonce: toBase64url(new Uint8Array(32).fill(9)) };
    expect(checkServerProof(frame, replayed, identity.serverId)).toMatchObject({ ok: false });
  });

  it('[P13] agrees on the newest common version inside TLS', () => {
    const { hello, context } = setupHandshake();
    expect(answerHello({ ...hello, versions: [7, 1] }, context).frame.version).toBe(1);
    expect(answerHello({ ...hello, versions: [7] }, context).frame.version).toBe(null);
  });

  it('[T3] takes a device that signs for this connection', () => {
    const { identity, hello, context, login } = setupHandshake();
    const { exchange } = answerHello(hello, context);
    expect(checkLogin(login(exchange), exchange, identity.serverId)).toEqual({ ok: true, value: null });
  });

  it('[T3] refuses a proof made for another connection, by another key, or for another server', () => {
    const { identity, hello, context, login } = setupHandshake();
    const { exchange } = answerHello(hello, context);
    const other = answerHello(hello, { ...context, nonce: new Uint8Array(32).fill(8) }).exchange;
    const stranger = createKeyPair(new Uint8Array(32).fill(7));
    const elsewhere = createServerIdentity(new Uint8Array(32).fill(6)).serverId;
    const wrong = { ok: false, error: { type: 'proof_wrong' } };
    expect(checkLogin(login(other), exchange, identity.serverId)).toEqual(wrong);
    const borrowed = { ...login(exchange, stranger), device: login(exchange).device };
    expect(checkLogin(borrowed, exchange, identity.serverId)).toEqual(wrong);
    expect(checkLogin(login(exchange), exchange, elsewhere)).toEqual(wrong);
  });

  it('[P13] refuses a key of small order, for which anybody can sign', () => {
    const { identity, hello, context, login } = setupHandshake();
    const { exchange } = answerHello(hello, context);
    const smallOrder = toBase64url(Uint8Array.of(1, ...new Uint8Array(31))) as DeviceKey;
    const proof = toBase64url(Uint8Array.of(1, ...new Uint8Array(63)));
    const claim = { ...login(exchange), device: smallOrder, proof };
    expect(checkLogin(claim, exchange, identity.serverId)).toEqual({ ok: false, error: { type: 'proof_wrong' } });
  });
});
