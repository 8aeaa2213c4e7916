import type { CommandDraft } from '#shared/domain/command.ts';
import type { DeviceKey, OutboxId } from '#shared/domain/ids.ts';
import { readWallClock } from '#shared/domain/wall-clock.ts';
import { toBase64url } from '#shared/encoding.ts';
import { formatCommandFrame } from '#shared/protocol/command-frame.ts';
import type { Random } from '#shared/random.ts';
import { canonicalJson } from '../../identity/canonical-json.ts';
import { signCommand } from '../../identity/command-signature.ts';
import type { AppendItem } from '../event-log.ts';
import type { EngineContext } from './engine-context.ts';

/** A command of the server itself, signed by its key like anybody's, the first of an outbox of its own. */
export function serverCommand(
  { identity, clock, random }: Pick<EngineContext, 'identity' | 'clock' | 'random'>,
  { kind, body }: CommandDraft,
): AppendItem {
  const device = identity.publicKey as DeviceKey;
  const outboxId = randomUuid(random) as OutboxId;
  const whole = { ...body, salt: toBase64url(random.bytes(16)), writtenAt: readWallClock(clock) };
  const command = { v: 1, serverId: identity.serverId, device, outboxId, number: 1, kind, body: whole };
  const text = canonicalJson({ ...command, commandId: randomUuid(random) });
  return { device, outboxId, frame: formatCommandFrame(text, signCommand(identity, text)) };
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
