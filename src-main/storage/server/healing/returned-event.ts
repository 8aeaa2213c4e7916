import * as v from 'valibot';
import { parseCommand, type Command, type CommandEnvelope } from '#shared/domain/command.ts';
import { eventKinds } from '#shared/domain/event.ts';
import type { EpochId } from '#shared/domain/ids.ts';
import { originOf } from '#shared/domain/register.ts';
import type { Epoch } from '#shared/domain/epoch.ts';
import { eventFrameSchema, type EventFrame } from '#shared/protocol/event-frame.ts';
import { canonicalJson } from '../../../identity/canonical-json.ts';
import { commandHash, isCommandSigned } from '../../../identity/command-signature.ts';
import type { GivenEvents } from '../../event-log.ts';
import type { EngineContext } from '../engine-context.ts';
import { eventFrameText, eventMacInput, type EventText } from '../event-text.ts';
import { heldCommand, isSameContent } from './held-command.ts';
import type { WaitingPiece } from './piece-table.ts';

/** An event that was given back, and that this server made and its author signed. */
export interface ReturnedEvent {
  readonly event: EventText;
  readonly envelope: CommandEnvelope;
  readonly command: Command;
  readonly piece: WaitingPiece;
}

/**
 * Why an event is not taken back. `unknown`: its mac is not this server's. A device may believe in good faith that it is, where it
 * put its own event together from another transmission than the one that was accepted; or it is of a kind that only a newer server
 * knows. `forged`: the author did not sign it.
 */
export type ReturnRefusal = 'unknown' | 'forged';

/**
 * Reads what was given back (H4): known again by the mac, which only this server can have made, then by the author's signature.
 * `held`: it stands in the log where it stood, so that nothing of it is worked out; whoever gives it again and again costs a look.
 */
export function readReturned(
  context: EngineContext,
  { giver, epochs }: Omit<GivenEvents, 'events'>,
  given: unknown,
): ReturnedEvent | ReturnRefusal | 'held' {
  const frame = parseFrame(given);
  if (frame === null) return 'unknown';
  const { header, command: envelope, signature, mac } = frame;
  const isHeld = isCommandHeld(context, frame);
  if (isHeld && context.tables.events.macAt(header.seq) === mac) return 'held';
  const text = canonicalCommand(given);
  if (text === null) return 'unknown';
  const event: EventText = { header, command: text, signature, mac };
  const epochId = epochOf(context, epochs, event);
  if (epochId === null) return 'unknown';
  // What is here goes by the signature that was checked when it came.
  const isChecked = isHeld || isWaiting(context, frame, event);
  const isSigned =
    isChecked || isCommandSigned(context.verifier, { canonical: text, device: envelope.device, signature });
  const command = parseCommand(envelope.kind, envelope.body);
  if (!isSigned) return 'forged';
  if (!command.ok) return 'unknown';
  if (!isConsistent(context, frame, command.value)) return 'forged';
  const origin = originOf(header);
  const { epoch, seq, stream, streamSeq, person: personId } = header;
  const piece: WaitingPiece = {
    personId,
    commandId: envelope.commandId,
    epochId,
    epoch,
    seq,
    stream,
    streamSeq,
    giver,
    originEpoch: origin.epoch,
    originSeq: origin.seq,
    frame: eventFrameText(event),
  };
  return { event, envelope, command: command.value, piece };
}

/** A piece that was checked when it came. */
export function readPiece(piece: WaitingPiece): ReturnedEvent | null {
  const given: unknown = JSON.parse(piece.frame);
  const [frame, text] = [parseFrame(given), canonicalCommand(given)];
  if (frame === null || text === null) return null;
  const { header, command: envelope, signature, mac } = frame;
  const command = parseCommand(envelope.kind, envelope.body);
  if (!command.ok) return null;
  return { event: { header, command: text, signature, mac }, envelope, command: command.value, piece };
}

function parseFrame(given: unknown): EventFrame | null {
  const frame = v.safeParse(eventFrameSchema, given);
  return frame.success ? frame.output : null;
}

const rawCommand = v.object({ command: v.unknown() });

/** The command with the fields that this version does not know: they were signed too (P9). */
function canonicalCommand(given: unknown): string | null {
  const raw = v.safeParse(rawCommand, given);
  if (!raw.success) return null;
  try {
    return canonicalJson(raw.output.command);
  } catch {
    // It has no canonical form, so nobody signed it.
    return null;
  }
}

/** Whether the log has taken the same from the same author (P14). */
function isCommandHeld(context: EngineContext, { header, command }: EventFrame): boolean {
  const held = heldCommand(context, { personId: header.person, commandId: command.commandId });
  return held !== null && isSameContent(held, command);
}

/** Whether this very event came back before, and waits for its place in the log. */
function isWaiting({ tables }: EngineContext, { header, command }: EventFrame, event: EventText): boolean {
  return tables.pieces.frameOf(header.person, command.commandId) === eventFrameText(event);
}

/** How many lives of one epoch's number are tried: a mac is worked out for each. */
const maxLives = 8;

/** The life of the log whose mac it carries: one that this log knows, or one that the giver knows. */
function epochOf(
  { tables, identity }: EngineContext,
  epochs: readonly Epoch[],
  { header, command, mac }: EventText,
): EpochId | null {
  const own = tables.epochs.epochId(header.epoch);
  const theirs = epochs.filter(({ epoch }) => epoch === header.epoch).map(({ epochId }) => epochId);
  const hash = commandHash(command);
  const isOf = (epochId: EpochId) => identity.isEventMac(eventMacInput(epochId, header, hash), mac);
  const ids = new Set([...(own === null ? [] : [own]), ...theirs]);
  return [...ids].slice(0, maxLives).find(isOf) ?? null;
}

/** What the mac does not cover is worked out again. */
function isConsistent(
  { identity }: EngineContext,
  { header, command: envelope }: EventFrame,
  command: Command,
): boolean {
  return (
    envelope.serverId === identity.serverId &&
    envelope.device === header.device &&
    eventKinds[command.kind] === header.kind
  );
}
