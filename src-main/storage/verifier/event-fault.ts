import type { CommandEnvelope } from '#shared/domain/command.ts';
import type { EpochId } from '#shared/domain/ids.ts';
import { commandHash, isCommandSigned } from '../../identity/command-signature.ts';
import { isKindOf } from '../../identity/event-of-command.ts';
import type { ServerIdentity } from '../../identity/server-identity.ts';
import type { SignatureVerifier } from '../../identity/signature-verifier.ts';
import { eventMacInput, type EventText } from '../server/event-text.ts';

/**
 * What is wrong with an event of the log. `changed`: it is not what the server wrote, so that somebody changed the database
 * since. `unsigned`: it is what came, and the device that sent it did not sign it (P11).
 */
export type EventFault = 'changed' | 'unsigned';

export interface FaultContext {
  readonly identity: Pick<ServerIdentity, 'isEventMac'>;
  readonly verifier: SignatureVerifier;
  readonly epochId: (epoch: number) => EpochId | null;
}

/**
 * Null where it holds. The server's own mac covers the command, its author and its place, and so tells a database that was
 * changed from a device that signs wrongly. What the mac does not cover is checked by what was signed.
 */
export function faultOf({ identity, verifier, epochId }: FaultContext, event: EventText): EventFault | null {
  const { header, command, signature, mac } = event;
  const life = epochId(header.epoch);
  if (life === null || !identity.isEventMac(eventMacInput(life, header, commandHash(command)), mac)) return 'changed';
  // By its mac it is the very text that was read when it was taken.
  const { kind } = JSON.parse(command) as Pick<CommandEnvelope, 'kind'>;
  if (!isKindOf(header.kind, kind)) return 'changed';
  if (isCommandSigned(verifier, { canonical: command, device: header.device, signature })) return null;
  // Of every other event the signature held when it was taken: commands that are no messages, and what was given back (H4).
  const wasChecked = kind !== 'message.send' || header.origin !== undefined;
  return wasChecked ? 'changed' : 'unsigned';
}
