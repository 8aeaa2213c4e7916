import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { canonicalJson } from '#main/identity/canonical-json.ts';
import { commandHash, contentHash, isCommandSigned, signCommand } from '#main/identity/command-signature.ts';
import type { CommandContent } from '#main/identity/command-signature.ts';
import { isDeviceLinkSigned, signDeviceLink } from '#main/identity/device-link.ts';
import { checkDeviceProof, checkServerProof, proveDevice, proveServer } from '#main/identity/handshake-proof.ts';
import { createIds } from '#main/identity/ids.ts';
import { knockCommit, knockDigits } from '#main/identity/knock-digits.ts';
import { createKeyPair } from '#main/identity/key-pair.ts';
import { linkCommit, linkDigits } from '#main/identity/link-digits.ts';
import { createServerIdentity } from '#main/identity/server-identity.ts';
import { createSignatureVerifier } from '#main/identity/signature-verifier.ts';
import { referenceVectors } from './reference-vectors.ts';

const fixture = fileURLToPath(new URL('../../fixtures/handshake-vectors.json', import.meta.url));

const { keys, handshake, ids: idVectors, knock, link, command, macs } = referenceVectors;
const identity = createServerIdentity(Buffer.from(keys.serverSeedHex, 'hex'));
const device = createKeyPair(Buffer.from(keys.deviceSeedHex, 'hex'));
const ids = createIds(keys.serverId);
const exchange = {
  certificateHash: Buffer.from(handshake.certificateHashHex, 'hex'),
  clientNonce: handshake.clientNonce,
  serverNonce: handshake.serverNonce,
};

describe('the vectors for other implementations', () => {
  // `vitest -u` writes the file; a difference is a change of the protocol.
  it('[P13] are what the rules give', async () => {
    await expect(`${JSON.stringify(referenceVectors, null, 2)}\n`).toMatchFileSnapshot(fixture);
  });

  it('[T1] a server’s key and id are those of its seed', () => {
    expect([identity.publicKey, identity.serverId]).toEqual([keys.serverKey, keys.serverId]);
  });

  it('[T2] the server’s proof is a signature over server id, certificate hash and both nonces', () => {
    expect(proveServer(identity, exchange)).toBe(handshake.serverProof);
    const claim = { key: keys.serverKey, proof: handshake.serverProof };
    expect(checkServerProof(claim, exchange, keys.serverId)).toEqual({ ok: true, value: keys.serverId });
  });

  it('[T3] the device’s proof is a signature over server id, device key, certificate hash and both nonces', () => {
    expect(device.publicKey).toBe(keys.deviceKey);
    expect(proveDevice(device, keys.serverId, exchange)).toBe(handshake.deviceProof);
    const claim = { device: keys.deviceKey, proof: handshake.deviceProof };
    expect(checkDeviceProof(claim, keys.serverId, exchange)).toEqual({ ok: true, value: null });
  });

  it('[P18] a person’s id is the hash of server id and first device key', () => {
    expect(ids.personId(keys.deviceKey)).toBe(idVectors.personId);
    expect(ids.personId(keys.otherDeviceKey)).toBe(idVectors.otherPersonId);
  });

  it('[P17] a message’s and a room’s id is the hash of server, person and command id', () => {
    expect(ids.objectId(idVectors.personId, idVectors.commandId)).toBe(idVectors.objectId);
  });

  it('[P17] a direct room’s id is the hash of its people, in whichever order', () => {
    const { personId, otherPersonId } = idVectors;
    expect(ids.directId([personId, otherPersonId])).toBe(idVectors.directId);
    expect(ids.directId([otherPersonId, personId])).toBe(idVectors.directId);
  });

  it('[T6] an invite’s id is the hash of server id and token', () => {
    expect(ids.inviteId(idVectors.token)).toBe(idVectors.inviteId);
    expect(ids.inviteId(keys.deviceKey), 'a token has 16 bytes').toBeNull();
  });

  it('[T7] the digits of a knock are of both keys, both nonces, the certificate and what was committed to', () => {
    const { commit, clientNonce, serverNonce, digits } = knock;
    const { certificateHash } = exchange;
    const both = {
      serverKey: keys.serverKey,
      device: keys.deviceKey,
      certificateHash,
      commit,
      clientNonce,
      serverNonce,
    };
    expect(knockCommit(Buffer.from(serverNonce, 'base64url'))).toBe(commit);
    expect(knockDigits(both)).toBe(digits);
    expect(knockDigits({ ...both, serverNonce: clientNonce }), 'another nonce than was committed to').toBeNull();
    const others = [
      { serverKey: keys.otherDeviceKey },
      { device: keys.otherDeviceKey },
      { certificateHash: Buffer.alloc(32) },
      { clientNonce: serverNonce },
    ];
    for (const other of others) expect(knockDigits({ ...both, ...other })).not.toBe(digits);
  });

  it('[P18] a new device’s half of a link is a signature over server id, person and both keys', () => {
    const newKeys = createKeyPair(Buffer.alloc(32, 0xa5));
    const { personId, otherPersonId } = idVectors;
    const agreed = { serverId: keys.serverId, personId, linkedBy: keys.deviceKey };
    expect(signDeviceLink(newKeys, agreed)).toBe(link.proof);
    const verifier = createSignatureVerifier();
    const whole = { ...agreed, device: newKeys.publicKey };
    expect(isDeviceLinkSigned(verifier, whole, link.proof)).toBe(true);
    for (const changed of [{ personId: otherPersonId }, { linkedBy: newKeys.publicKey }, { device: keys.deviceKey }])
      expect(isDeviceLinkSigned(verifier, { ...whole, ...changed }, link.proof)).toBe(false);
  });

  it('[P18] the digits of a claim are of both keys, the person, both nonces and what was committed to', () => {
    const { commit, newNonce, oldNonce, digits } = link;
    const { personId, otherPersonId } = idVectors;
    const named = { serverId: keys.serverId, personId, linkedBy: keys.deviceKey, device: keys.otherDeviceKey };
    const both = { ...named, commit, newNonce, oldNonce };
    expect(linkCommit(Buffer.from(newNonce, 'base64url'))).toBe(commit);
    expect(linkDigits(both)).toBe(digits);
    expect(linkDigits({ ...both, newNonce: oldNonce }), 'another nonce than was committed to').toBeNull();
    const others = [
      { personId: otherPersonId },
      { linkedBy: keys.otherDeviceKey },
      { device: keys.deviceKey },
      { oldNonce: newNonce },
    ];
    for (const changed of others) expect(linkDigits({ ...both, ...changed })).not.toBe(digits);
  });

  it('[D1] a command is signed in its canonical form', () => {
    expect(canonicalJson(JSON.parse(command.canonical))).toBe(command.canonical);
    expect(signCommand(device, command.canonical)).toBe(command.signature);
    const verifier = createSignatureVerifier();
    expect(isCommandSigned(verifier, { ...command, device: keys.deviceKey })).toBe(true);
  });

  it('[P10] a command’s hash is that of the input that is signed', () => {
    expect(commandHash(command.canonical)).toBe(command.commandHash);
  });

  it('[P14] sameness is the hash of server id, command id, kind and body', () => {
    expect(contentHash(JSON.parse(command.canonical) as CommandContent)).toBe(command.contentHash);
  });

  it('[P10] macs are HMAC-SHA-256 under keys from the server’s seed', () => {
    expect(identity.eventMac(macs.eventArray)).toBe(macs.eventMac);
    expect(identity.positionMac(macs.positionArray)).toBe(macs.positionMac);
  });
});
