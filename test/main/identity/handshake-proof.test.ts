import { describe, expect, it } from 'vitest';
import { checkDeviceProof, checkServerProof, proveDevice, proveServer } from '#main/identity/handshake-proof.ts';
import { createKeyPair } from '#main/identity/key-pair.ts';
import { createServerIdentity } from '#main/identity/server-identity.ts';
import { toBase64url } from '#shared/encoding.ts';

const identity = createServerIdentity(filled(1));
const other = createServerIdentity(filled(2));
const device = createKeyPair(filled(3));
const exchange = {
  certificateHash: filled(4),
  clientNonce: toBase64url(filled(5)),
  serverNonce: toBase64url(filled(6)),
};
/** The same exchange with each part changed, as a relay, a replay or a mix-up would have it. */
const changed = [
  { ...exchange, certificateHash: filled(7) },
  { ...exchange, clientNonce: toBase64url(filled(7)) },
  { ...exchange, serverNonce: toBase64url(filled(7)) },
  { ...exchange, clientNonce: exchange.serverNonce, serverNonce: exchange.clientNonce },
];

describe('a server’s proof', () => {
  const claim = { key: identity.publicKey, proof: proveServer(identity, exchange) };

  it('[T2] holds for its own exchange, whether this server is meant or any', () => {
    expect(checkServerProof(claim, exchange, identity.serverId)).toEqual({ ok: true, value: identity.serverId });
    expect(checkServerProof(claim, exchange, null)).toEqual({ ok: true, value: identity.serverId });
  });

  it('[T2] fails for another certificate, another nonce or exchanged nonces', () => {
    for (const exchangeSeen of changed) {
      const failure = { type: 'wrong_proof', serverId: identity.serverId };
      expect(checkServerProof(claim, exchangeSeen, null)).toEqual({ ok: false, error: failure });
    }
  });

  it('[T1] of another server than is meant is said to be that server’s', () => {
    const failure = { type: 'another_server', serverId: identity.serverId };
    expect(checkServerProof(claim, exchange, other.serverId)).toEqual({ ok: false, error: failure });
  });

  it('[T2] by another key fails', () => {
    const stolen = { key: identity.publicKey, proof: other.sign(Buffer.from('whatever')) };
    expect(checkServerProof(stolen, exchange, null)).toMatchObject({ error: { type: 'wrong_proof' } });
  });

  it('[P13] by a key of small order is malformed, and so is whatever has the wrong length', () => {
    const smallOrder = toBase64url(new Uint8Array(32));
    const malformed = { ok: false, error: { type: 'malformed_proof' } };
    expect(checkServerProof({ ...claim, key: smallOrder }, exchange, null)).toEqual(malformed);
    expect(checkServerProof({ ...claim, key: '' }, exchange, null)).toEqual(malformed);
    expect(checkServerProof(claim, { ...exchange, serverNonce: 'short' }, null)).toEqual(malformed);
    expect(checkServerProof({ ...claim, proof: 'short' }, exchange, null)).toMatchObject({ ok: false });
  });
});

describe('a device’s proof', () => {
  const claim = { device: device.publicKey, proof: proveDevice(device, identity.serverId, exchange) };

  it('[T3] holds for its own exchange with its own server', () => {
    expect(checkDeviceProof(claim, identity.serverId, exchange)).toEqual({ ok: true, value: null });
  });

  it('[T3] fails for another certificate, another nonce or another server', () => {
    const failure = { ok: false, error: { type: 'wrong_proof' } };
    for (const exchangeSeen of changed)
      expect(checkDeviceProof(claim, identity.serverId, exchangeSeen)).toEqual(failure);
    expect(checkDeviceProof(claim, other.serverId, exchange)).toEqual(failure);
  });

  it('[T3] cannot be claimed by another device', () => {
    const thief = { ...claim, device: createKeyPair(filled(8)).publicKey };
    expect(checkDeviceProof(thief, identity.serverId, exchange)).toEqual({ ok: false, error: { type: 'wrong_proof' } });
  });

  it('[P13] by a key of small order is malformed', () => {
    const smallOrder = { ...claim, device: toBase64url(new Uint8Array(32)) };
    expect(checkDeviceProof(smallOrder, identity.serverId, exchange)).toMatchObject({
      error: { type: 'malformed_proof' },
    });
  });

  it('[P13] is never a server’s, though both sign the same nonces', () => {
    const serverAsDevice = { device: identity.publicKey, proof: proveServer(identity, exchange) };
    expect(checkDeviceProof(serverAsDevice, identity.serverId, exchange)).toMatchObject({ ok: false });
  });
});

function filled(byte: number): Uint8Array {
  return new Uint8Array(32).fill(byte);
}
