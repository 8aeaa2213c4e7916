/**
 * PROTOCOL.md's hashes, signatures and macs once more, from the rules as they are written and from node:crypto alone: what
 * the real code makes is compared with this, and this with the vectors that other implementations are given.
 */
import { createHash, createHmac, createPrivateKey, createPublicKey, hkdfSync, sign } from 'node:crypto';

const serverSeed = Buffer.from(Array.from({ length: 32 }, (_, index) => index));
const deviceSeed = Buffer.from(Array.from({ length: 32 }, (_, index) => 32 + index));
const otherSeed = Buffer.alloc(32, 0xa5);
const certificateHash = sha256(Buffer.from('a certificate'));
const clientNonce = Buffer.alloc(32, 0xc1);
const serverNonce = Buffer.alloc(32, 0x5e);
const commandId = '01890a5d-ac96-774b-bcce-b302099a8057';
const outboxId = '01890a5d-ac96-774b-bcce-b302099a8058';
const epochId = base32(Buffer.alloc(16, 0xe0));

const serverKey = rawPublicKey(serverSeed);
const deviceKey = rawPublicKey(deviceSeed);
const serverId = sha256(serverKey);
const personId = sha256(input('person-id', serverId, deviceKey)).subarray(0, 16);
const otherPersonId = sha256(input('person-id', serverId, rawPublicKey(otherSeed))).subarray(0, 16);
const objectId = sha256(input('object-id', serverId, personId, uuid(commandId))).subarray(0, 16);
const directId = sha256(input('direct-id', serverId, ...[personId, otherPersonId].sort(Buffer.compare))).subarray(
  0,
  16,
);

const token = Buffer.alloc(16, 0x7a);
const inviteId = sha256(input('invite-id', serverId, token)).subarray(0, 16);
const [knockClientNonce, knockServerNonce] = [Buffer.alloc(32, 0xcc), Buffer.alloc(32, 0x55)];
const knockCommit = sha256(input('knock-commit', knockServerNonce));
const knockInput = input(
  'knock-digits',
  serverKey,
  deviceKey,
  certificateHash,
  knockCommit,
  knockClientNonce,
  knockServerNonce,
);
const knockDigits = String(sha256(knockInput).readBigUInt64BE() % 1_000_000n).padStart(6, '0');

const otherKey = rawPublicKey(otherSeed);
const linkInput = input('device-link', serverId, personId, deviceKey, otherKey);
const [newNonce, oldNonce] = [Buffer.alloc(32, 0x11), Buffer.alloc(32, 0x22)];
const linkCommit = sha256(input('link-commit', newNonce));
const linkDigits = input('link-digits', serverId, personId, deviceKey, otherKey, linkCommit, newNonce, oldNonce);

const serverProofInput = input('server-proof', serverId, certificateHash, clientNonce, serverNonce);
const deviceProofInput = input('device-proof', serverId, deviceKey, certificateHash, clientNonce, serverNonce);

// Keys in order, no spaces: already canonical, as the rule has it.
const body =
  '{"content":{"text":"Grüße, 世界 👋","type":"text"},"roomId":"' +
  `${base32(objectId)}","salt":"${base64url(Buffer.alloc(16, 0x17))}","writtenAt":1767225600000}`;
const command =
  `{"body":${body},"commandId":"${commandId}","device":"${base64url(deviceKey)}","kind":"message.send","number":1,` +
  `"outboxId":"${outboxId}","serverId":"${base32(serverId)}","v":1}`;
const content = `{"body":${body},"commandId":"${commandId}","kind":"message.send","serverId":"${base32(serverId)}"}`;
const commandInput = input('command', Buffer.from(command));
const commandHash = sha256(commandInput);

const eventArray =
  `["${epochId}",1,7,"room:${base32(objectId)}",3,1767225600123,null,"${base32(personId)}",` +
  `"${base64url(deviceKey)}","${base64url(commandHash)}"]`;
const eventMacKey = macKey('event-mac');
const eventMac = mac(eventMacKey, input('event-mac', Buffer.from(eventArray)));
const positionArray = `["${epochId}",1,7,2,"${base64url(eventMac)}"]`;
const positionMacKey = macKey('position-mac');
const positionMac = mac(positionMacKey, input('position-mac', Buffer.from(positionArray)));

/** Everything that goes in and comes out; `…Hex` is what other forms stand for, byte by byte. */
export const referenceVectors = {
  keys: {
    serverSeedHex: serverSeed.toString('hex'),
    serverKey: base64url(serverKey),
    serverId: base32(serverId),
    deviceSeedHex: deviceSeed.toString('hex'),
    deviceKey: base64url(deviceKey),
    otherDeviceKey: base64url(rawPublicKey(otherSeed)),
  },
  handshake: {
    certificateHashHex: certificateHash.toString('hex'),
    clientNonce: base64url(clientNonce),
    serverNonce: base64url(serverNonce),
    serverProofInputHex: serverProofInput.toString('hex'),
    serverProof: base64url(signature(serverSeed, serverProofInput)),
    deviceProofInputHex: deviceProofInput.toString('hex'),
    deviceProof: base64url(signature(deviceSeed, deviceProofInput)),
  },
  ids: {
    commandId,
    personId: base32(personId),
    otherPersonId: base32(otherPersonId),
    objectId: base32(objectId),
    directId: base32(directId),
    token: base64url(token),
    inviteId: base32(inviteId),
  },
  knock: {
    clientNonce: base64url(knockClientNonce),
    serverNonce: base64url(knockServerNonce),
    commit: base64url(knockCommit),
    digits: knockDigits,
  },
  link: {
    signedInputHex: linkInput.toString('hex'),
    proof: base64url(signature(otherSeed, linkInput)),
    newNonce: base64url(newNonce),
    oldNonce: base64url(oldNonce),
    commit: base64url(linkCommit),
    digits: String(sha256(linkDigits).readBigUInt64BE() % 1_000_000n).padStart(6, '0'),
  },
  command: {
    canonical: command,
    signedInputHex: commandInput.toString('hex'),
    signature: base64url(signature(deviceSeed, commandInput)),
    commandHash: base64url(commandHash),
    content,
    contentHash: base64url(sha256(input('content', Buffer.from(content)))),
  },
  macs: {
    eventMacKeyHex: eventMacKey.toString('hex'),
    eventArray,
    eventMac: base64url(eventMac),
    positionMacKeyHex: positionMacKey.toString('hex'),
    positionArray,
    positionMac: base64url(positionMac),
  },
} as const;

/** P13: `hallway/1/<purpose>`, 0x00, then the fields. */
function input(purpose: string, ...fields: readonly Buffer[]): Buffer {
  return Buffer.concat([Buffer.from(`hallway/1/${purpose}`, 'ascii'), Buffer.from([0]), ...fields]);
}

function sha256(bytes: Buffer): Buffer {
  return createHash('sha256').update(bytes).digest();
}

function macKey(purpose: string): Buffer {
  return Buffer.from(hkdfSync('sha256', serverSeed, Buffer.alloc(0), Buffer.from(`hallway/1/${purpose}`), 32));
}

function mac(key: Buffer, bytes: Buffer): Buffer {
  return createHmac('sha256', key).update(bytes).digest().subarray(0, 16);
}

function privateKey(seed: Buffer) {
  const der = Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), seed]);
  return createPrivateKey({ key: der, format: 'der', type: 'pkcs8' });
}

function rawPublicKey(seed: Buffer): Buffer {
  return createPublicKey(privateKey(seed)).export({ format: 'der', type: 'spki' }).subarray(-32);
}

function signature(seed: Buffer, bytes: Buffer): Buffer {
  return sign(null, bytes, privateKey(seed));
}

function uuid(text: string): Buffer {
  return Buffer.from(text.replaceAll('-', ''), 'hex');
}

function base64url(bytes: Buffer): string {
  return bytes.toString('base64url');
}

/** RFC 4648, section 6, in lower case and without padding. */
function base32(bytes: Buffer): string {
  const bits = [...bytes].map((byte) => byte.toString(2).padStart(8, '0')).join('');
  const digits = bits.match(/.{1,5}/g) ?? [];
  return digits.map((digit) => 'abcdefghijklmnopqrstuvwxyz234567'.charAt(parseInt(digit.padEnd(5, '0'), 2))).join('');
}
