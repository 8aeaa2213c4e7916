import { hash } from 'node:crypto';
import { assert, present } from '#shared/assert.ts';
import type { InviteId, PersonId, RoomId, ServerId } from '#shared/domain/ids.ts';
import { fromBase32, fromBase64url, toBase32 } from '#shared/encoding.ts';
import { signedFields } from './signed-input.ts';

const idBytes = 16;
const uuidPattern = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** The ids that follow from what they belong to on one server, so that nobody can take another's (P17, P18). */
export interface Ids {
  /** The person whose first device has this key (base64url). */
  personId(deviceKey: string): PersonId;
  /** The invite whose token (16 bytes in base64url) this is; null where it is none (T6). */
  inviteId(token: string): InviteId | null;
  /** The message or room (P17) that this person's command makes; the command's id is a lower-case UUID. */
  objectId(personId: string, commandId: string): string;
  /** The direct room of these people, whoever opens it and in whichever order they are named. */
  directId(personIds: readonly string[]): RoomId;
}

/** base32 of the SHA-256 of a public key (base64url), 52 characters (T1). */
export function serverIdOf(publicKey: string): ServerId {
  return toBase32(hash('sha256', keyBytesOf(publicKey), 'buffer')) as ServerId;
}

/** The ids of one server. Their inputs are wire forms that were parsed before: anything else is a bug and throws. */
export function createIds(serverId: string): Ids {
  const server = serverIdBytes(serverId);
  const objectInput = signedFields('object-id', server, new Uint8Array(2 * idBytes));
  const personAt = objectInput.length - 2 * idBytes;
  const commandAt = objectInput.length - idBytes;

  return {
    personId: (deviceKey) => shortHash(signedFields('person-id', server, keyBytesOf(deviceKey))) as PersonId,
    inviteId: (token) => {
      const bytes = fromBase64url(token);
      return bytes?.length === idBytes ? (shortHash(signedFields('invite-id', server, bytes)) as InviteId) : null;
    },
    objectId: (personId, commandId) => {
      objectInput.set(idBytesOf(personId), personAt);
      writeUuid(commandId, objectInput, commandAt);
      return shortHash(objectInput);
    },
    directId: (personIds) => {
      const people = personIds.map(idBytesOf).sort((one, other) => Buffer.compare(one, other));
      return shortHash(signedFields('direct-id', server, ...people)) as RoomId;
    },
  };
}

/** The 32 raw bytes of a server's id, for what is signed. */
export function serverIdBytes(serverId: string): Uint8Array {
  const bytes = present(fromBase32(serverId), 'a server id is base32');
  assert(bytes.length === 32, 'a server id has 32 bytes');
  return bytes;
}

function shortHash(input: Uint8Array): string {
  return toBase32(hash('sha256', input, 'buffer').subarray(0, idBytes));
}

/** The 16 raw bytes of a person's, room's or invite's id, for what is signed. */
export function idBytesOf(id: string): Uint8Array {
  const bytes = present(fromBase32(id), 'an id is base32');
  assert(bytes.length === idBytes, 'an id has 16 bytes');
  return bytes;
}

/** The 32 raw bytes of a key, for what is signed. */
export function keyBytesOf(publicKey: string): Uint8Array {
  const bytes = present(fromBase64url(publicKey), 'a key is base64url');
  assert(bytes.length === 32, 'a key has 32 bytes');
  return bytes;
}

function writeUuid(uuid: string, target: Buffer, offset: number): void {
  assert(uuidPattern.test(uuid), 'a command id is a lower-case UUID');
  target.write(uuid.replaceAll('-', ''), offset, 'hex');
}
