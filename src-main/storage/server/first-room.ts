import { assert } from '#shared/assert.ts';
import type { DeviceKey, OutboxId, RoomId } from '#shared/domain/ids.ts';
import { readWallClock } from '#shared/domain/wall-clock.ts';
import { toBase64url } from '#shared/encoding.ts';
import type { Random } from '#shared/random.ts';
import { formatCommandFrame } from '#shared/protocol/command-frame.ts';
import { canonicalJson } from '../../identity/canonical-json.ts';
import { signCommand } from '../../identity/command-signature.ts';
import type { AppendItem, AppendOutcome } from '../event-log.ts';
import type { EngineContext } from './engine-context.ts';

/** The server's own first command: the room that everybody starts in, signed by its key like anybody's. */
export function firstRoomCommand({ identity, clock }: EngineContext, random: Random): AppendItem {
  const device = identity.publicKey as DeviceKey;
  const outboxId = randomUuid(random) as OutboxId;
  const body = {
    history: 'everything',
    name: 'general',
    salt: toBase64url(random.bytes(16)),
    topic: '',
    visibility: 'public',
    writtenAt: readWallClock(clock),
  };
  const command = { v: 1, serverId: identity.serverId, device, outboxId, number: 1, kind: 'room.create', body };
  const text = canonicalJson({ ...command, commandId: randomUuid(random) });
  return { device, outboxId, frame: formatCommandFrame(text, signCommand(identity, text)) };
}

/** The room that the command made; nothing can refuse it in a new database. */
export function firstRoomId(outcome: AppendOutcome): RoomId {
  assert(outcome.type === 'accepted', 'a new log takes its first room');
  const room = outcome.event?.changes.find((change) => change.type === 'room.put');
  assert(room?.type === 'room.put', 'a room.create makes a room');
  return room.room.roomId;
}

/** Sixteen random bytes in the form of a UUID of version 4 (RFC 9562, section 5.4). */
function randomUuid(random: Random): string {
  const bytes = random.bytes(16);
  const hex = [...bytes].map((byte, index) => {
    if (index === 6) return ((byte & 0x0f) | 0x40).toString(16).padStart(2, '0');
    if (index === 8) return ((byte & 0x3f) | 0x80).toString(16);
    return byte.toString(16).padStart(2, '0');
  });
  return hex.join('').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
