import * as v from 'valibot';
import type { ServerId } from '#shared/domain/ids.ts';
import type { EventFrame } from '#shared/protocol/event-frame.ts';
import { canonicalJson } from '../identity/canonical-json.ts';
import { isCommandSigned } from '../identity/command-signature.ts';
import { isKindOf, streamMeant } from '../identity/event-of-command.ts';
import { createIds } from '../identity/ids.ts';
import type { SignatureVerifier } from '../identity/signature-verifier.ts';

/** An event by its schema, and as it came: what was signed may hold fields that this build does not know (P9). */
export interface ReceivedEvent {
  readonly frame: EventFrame;
  readonly json: unknown;
}

/**
 * Whether the device that an event is attributed to signed it, for this server and into this room (P10, P11). Takes some 100 µs.
 * Whether the device is that person's, the store knows, which has every link that was signed (P18). So the server cannot make
 * this hold for words it puts into somebody's mouth, nor for words it moves to another room.
 */
export type IsAuthentic = (event: ReceivedEvent) => boolean;

const withCommand = v.object({ command: v.unknown() });

export function createAuthorship(serverId: ServerId, verifier: SignatureVerifier): IsAuthentic {
  const ids = createIds(serverId);
  return ({ frame, json }) => {
    const { header, command, signature } = frame;
    if (command.serverId !== serverId || command.device !== header.device) return false;
    if (!isKindOf(header.kind, command.kind)) return false;
    const stream = streamMeant(ids, header.person, command);
    if (stream !== null && stream !== header.stream) return false;
    if (!v.is(withCommand, json)) return false;
    return isCommandSigned(verifier, { canonical: canonicalJson(json.command), device: header.device, signature });
  };
}
