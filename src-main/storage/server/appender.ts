/**
 * One command at a time, inside the transaction: is it a repeat, is its number next, may this person, what follows (P2). What
 * one leaves in the tables, the next one of the same batch finds there.
 */
import { parseCommand, type Command, type CommandEnvelope } from '#shared/domain/command.ts';
import { decide } from '#shared/domain/decide/decide.ts';
import type { DecideState, NotYet } from '#shared/domain/decide/decision.ts';
import type { InviteId, PersonId, RoomId } from '#shared/domain/ids.ts';
import type { Refusal } from '#shared/domain/refusal.ts';
import type { Stream } from '#shared/domain/stream.ts';
import { err, ok, type Result } from '#shared/result.ts';
import type { TemporaryRefusal } from '#shared/protocol/command-frame.ts';
import { isCommandSigned } from '../../identity/command-signature.ts';
import { isDeviceLinkSigned } from '../../identity/device-link.ts';
import type { AppendItem, AppendOutcome } from '../event-log.ts';
import { commandIdBytes } from './command-id-bytes.ts';
import { readCommand, type ReadCommand } from './command-reader.ts';
import { commandSizeRefusal } from './command-size.ts';
import type { CommandResult } from './command-table.ts';
import { contentHashOfRead } from './content-hash.ts';
import { createDecideState } from './decide-state.ts';
import type { EngineContext } from './engine-context.ts';
import { acceptedText, type AcceptedText, type EventText } from './event-text.ts';
import { writeEvent, type Acceptance } from './event-writer.ts';
import type { PersonRow } from './person-table.ts';
import { refusedOutcome } from './refused-outcome.ts';

/** A command with who sent it and what is known of its outbox. */
interface Arrival extends ReadCommand {
  readonly personId: PersonId;
  /** Null before the admission. */
  readonly author: PersonRow | null;
  readonly inviteId: InviteId | null;
  /** The number that the outbox comes to next. */
  readonly expected: number;
  readonly commandId: Uint8Array;
  readonly contentHash: Buffer;
}

type Judgement = Result<
  Omit<Acceptance, 'stream'> & { stream: Stream | null; roomId: RoomId | null },
  Refusal | NotYet
>;

/** Appends one command within a transaction that the caller runs. */
export function createAppender(context: EngineContext): (item: AppendItem) => AppendOutcome {
  const state = createDecideState(context);
  return (item) => {
    const read = readCommand(item);
    if (!read.ok) return { type: 'malformed', problem: read.error };
    const arrival = arrivalOf(context, read.value, item.inviteId ?? null);
    const { number } = arrival.envelope;
    const { expected } = arrival;
    if (number > expected) return refuseForNow(arrival, { type: 'out_of_order', expected });
    const repeated = answerRepeat(context, arrival);
    if (repeated !== null) return repeated;
    if (number < expected) return refuseForNow(arrival, { type: 'number_used', expected });
    const judgement = judge({ context, state }, arrival);
    return judgement.ok ? accept(context, arrival, judgement.value) : refuse(context, arrival, judgement.error);
  };
}

function arrivalOf({ tables, ids }: EngineContext, read: ReadCommand, inviteId: InviteId | null): Arrival {
  const { device, outboxId } = read.envelope;
  const known = tables.devices.find(device);
  const personId = known?.personId ?? ids.personId(device);
  const lastNumber = known === null ? 0 : tables.outboxes.lastNumber(known.deviceRef, outboxId);
  const author = known === null ? null : tables.people.byId(personId);
  const commandId = commandIdBytes(read.envelope.commandId);
  const contentHash = contentHashOfRead(read.envelope);
  return { ...read, personId, author, inviteId, expected: lastNumber + 1, commandId, contentHash };
}

/** What became of the same command before, whoever signed it and under whichever number (P14); null when it is new. */
function answerRepeat(context: EngineContext, arrival: Arrival): AppendOutcome | null {
  const { author, envelope, expected, commandId, contentHash } = arrival;
  if (author === null) return null;
  const stored = context.tables.commands.find({ personRef: author.personRef, commandId });
  if (stored === null) return null;
  const [isNext, isSame] = [envelope.number === expected, contentHash.equals(stored.contentHash)];
  if (isNext && isSame && isForNow(stored.result)) return null;
  if (isNext) consume(context, arrival);
  if (!isSame) return refuseForGood(arrival, { type: 'command_id_taken' });
  return answerAgain(context, arrival, stored.result);
}

/** That a room was closed is the result of one number; under a later one the same command is decided anew (H3). */
function isForNow(result: CommandResult): boolean {
  return result.type === 'refused' && result.error.type === 'room_closed';
}

function answerAgain({ tables }: EngineContext, arrival: Arrival, result: CommandResult): AppendOutcome {
  if (result.type === 'refused') return refuseForGood(arrival, result.error);
  const { commandId, number } = arrival.envelope;
  const event = result.type === 'event' ? tables.events.bySeq(result.seq) : null;
  const signed = event === null || event.command === arrival.text ? null : howSigned(event);
  const reply = acceptedText({ commandId, number, roomId: result.roomId, event, signed });
  return { type: 'accepted', reply, event: null };
}

/** The device puts the event together from it (P15), which has the bytes that were signed first. */
function howSigned({ command, signature }: EventText): Exclude<AcceptedText['signed'], undefined> {
  // It was parsed as an envelope when it was accepted.
  const { number, outboxId } = JSON.parse(command) as CommandEnvelope;
  return { number, outboxId, signature };
}

function judge({ context, state }: { context: EngineContext; state: DecideState }, arrival: Arrival): Judgement {
  const { envelope, text, signature, author, personId, inviteId } = arrival;
  const { device } = envelope;
  if (envelope.serverId !== context.identity.serverId) return err({ type: 'wrong_server' });
  const tooLarge = commandSizeRefusal(envelope.kind, text, context.limits.maxPageBytes);
  if (tooLarge !== null) return err(tooLarge);
  const command = parseCommand(envelope.kind, envelope.body);
  if (!command.ok) return command;
  // What the log itself goes by has to hold when it is given back (H4). A message waits for no signature.
  const isChecked = envelope.kind !== 'message.send';
  if (isChecked && !isCommandSigned(context.verifier, { canonical: text, device, signature }))
    return err({ type: 'signature_wrong' });
  if (!isLinkSigned(context, arrival, command.value)) return err({ type: 'signature_wrong' });
  const closed = closedRoomOf(context, personId, command.value);
  if (closed !== null) return err({ type: 'room_closed', roomId: closed });
  // A message's id is worked out by whoever shows it; nothing here needs it.
  const objectId = command.value.kind === 'message.send' ? '' : context.ids.objectId(personId, envelope.commandId);
  const submission = { author: author?.person ?? null, personId, device, inviteId, command: command.value, objectId };
  const verdict = decide(state, submission);
  if (!verdict.ok) return verdict;
  const { stream, roomId = null, role } = verdict.value;
  return ok({
    command: command.value,
    text,
    signature,
    commandId: envelope.commandId,
    person: personId,
    device,
    objectId,
    stream,
    roomId,
    ...(role === undefined ? {} : { role }),
  });
}

/** Whether a new key has agreed to be this person's (P18): nobody makes a stranger's device one of theirs. */
function isLinkSigned(
  { identity: { serverId }, verifier }: EngineContext,
  { personId, envelope }: Arrival,
  { kind, body }: Command,
): boolean {
  if (kind !== 'device.link') return true;
  const link = { serverId, personId, linkedBy: envelope.device, device: body.device };
  return isDeviceLinkSigned(verifier, link, body.proof);
}

/** The room that it is about or leads into, where that is closed (H3); to anybody who is not in it, it is not there. */
function closedRoomOf({ tables }: EngineContext, personId: PersonId, { body }: Command): RoomId | null {
  const roomIds = 'roomId' in body ? [body.roomId] : 'roomIds' in body ? body.roomIds : [];
  const isClosed = (roomId: RoomId): boolean => {
    const room = tables.rooms.byId(roomId);
    return room !== null && room.memberIds.has(personId) && tables.closedRooms.isClosed(room.roomRef);
  };
  return roomIds.find(isClosed) ?? null;
}

function accept(
  context: EngineContext,
  arrival: Arrival,
  { stream, roomId, ...acceptance }: Extract<Judgement, { ok: true }>['value'],
): AppendOutcome {
  const { commandId, number } = arrival.envelope;
  const written = stream === null ? null : writeEvent(context, { ...acceptance, stream });
  const seq = written?.appended.seq ?? null;
  store(context, arrival, seq === null ? { type: 'already', roomId } : { type: 'event', seq, roomId });
  const reply = acceptedText({ commandId, number, roomId, event: written?.text ?? null });
  return { type: 'accepted', reply, event: written?.appended ?? null };
}

/** Stored, with its number used up; but of somebody whom the door has not let in nothing is kept (P18). */
function refuse(context: EngineContext, arrival: Arrival, error: Refusal | NotYet): AppendOutcome {
  if (arrival.author === null || error.type === 'healing') return refuseForNow(arrival, error);
  store(context, arrival, { type: 'refused', error });
  return refuseForGood(arrival, error);
}

function store(context: EngineContext, arrival: Arrival, result: CommandResult): void {
  const { personId, envelope, commandId, contentHash } = arrival;
  // Looked up again: an admission has made its author.
  const personRef = context.tables.people.byId(personId)?.personRef;
  if (personRef === undefined) return;
  context.tables.commands.put({ personRef, commandId }, { contentHash, number: envelope.number, result });
  consume(context, arrival);
}

function consume({ tables }: EngineContext, { envelope }: Arrival): void {
  const { device, outboxId, number } = envelope;
  const known = tables.devices.find(device);
  if (known !== null) tables.outboxes.consume(known.deviceRef, outboxId, number);
}

function refuseForNow({ envelope }: Arrival, error: Refusal | TemporaryRefusal): AppendOutcome {
  return refusedOutcome({ commandId: envelope.commandId, number: envelope.number, error, isFinal: false });
}

function refuseForGood({ envelope }: Arrival, error: Refusal): AppendOutcome {
  return refusedOutcome({ commandId: envelope.commandId, number: envelope.number, error, isFinal: true });
}
