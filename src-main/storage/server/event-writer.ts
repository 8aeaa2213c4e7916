import { present } from '#shared/assert.ts';
import type { Command } from '#shared/domain/command.ts';
import { eventKinds, type EventHeader, type Origin } from '#shared/domain/event.ts';
import { fold, type Change } from '#shared/domain/fold.ts';
import type { CommandId, DeviceKey, PersonId } from '#shared/domain/ids.ts';
import type { PersonRole } from '#shared/domain/role.ts';
import { originOf, registersOf } from '#shared/domain/register.ts';
import { roomOfStream, type Stream } from '#shared/domain/stream.ts';
import { readWallClock } from '#shared/domain/wall-clock.ts';
import { commandHash } from '../../identity/command-signature.ts';
import type { AppendedEvent } from '../event-log.ts';
import { writeChange } from './change-writer.ts';
import type { EngineContext } from './engine-context.ts';
import { bareFrameText, eventFrameText, eventMacInput, type EventText } from './event-text.ts';
import { hiddenFrom } from './healing/healed-sight.ts';
import { memberMove } from './healing/member-event-table.ts';
import { isEffective, isOverruled } from './healing/overruled.ts';
import type { SharedPart } from './healing/shared-part.ts';
import { openingFrames } from './stream-opening.ts';
import type { ServerTables } from './server-tables.ts';
import type { StreamState } from './stream-table.ts';

/** An accepted command and where its event goes. */
export interface Acceptance {
  readonly command: Command;
  readonly text: string;
  readonly signature: string;
  readonly commandId: CommandId;
  readonly stream: Stream;
  readonly person: PersonId;
  readonly device: DeviceKey;
  readonly objectId: string;
  /** What the door or an invite makes of the author. */
  readonly role?: PersonRole;
  /** Of an event that is given back (H4). */
  readonly healed?: Return;
}

interface Return {
  /** Where it stood first, and when it was taken then. */
  readonly origin: Origin;
  readonly at: number;
  /** What the log shares with the life of it that the event stood in. */
  readonly shared: SharedPart;
  /** Whether anybody is there to be told. */
  readonly isTold: boolean;
}

export interface WrittenEvent {
  readonly text: EventText;
  readonly appended: AppendedEvent;
}

/** Numbers an accepted command, folds it into the tables and puts it into the log. */
export function writeEvent(context: EngineContext, acceptance: Acceptance): WrittenEvent {
  const { tables, identity } = context;
  const { command, text, signature } = acceptance;
  const isTold = acceptance.healed?.isTold ?? true;
  const stream = tables.streams.findOrMake(acceptance.stream);
  const header = nextHeader(context, { stream, acceptance });
  tables.openings.goOn(header.seq - 1);
  const changes = changesOf(context, header, acceptance);
  // What comes back had begun to run out when it was taken first.
  const takenAt = acceptance.healed?.at ?? context.latestClock();
  for (const change of changes) writeChange(tables, { header, takenAt }, change);
  setRegisters(context, header, acceptance);
  const { epochId } = tables.epochs.current();
  const mac = identity.eventMac(eventMacInput(epochId, header, commandHash(text)));
  const event: EventText = { header, command: text, signature, mac };
  const personRef = present(tables.people.byId(acceptance.person), 'an author is a person').personRef;
  const deviceRef = present(tables.devices.find(acceptance.device), 'an author has a device').deviceRef;
  tables.events.insert(event, { streamRef: stream.streamRef, personRef, deviceRef });
  noteMemberMove(tables, acceptance, header);
  if (command.kind === 'person.setStanding') tables.memberSpans.forgetStandings();
  // Whoever writes has read (P19), also where the device is gone before it can say so. What comes back after its time says
  // nothing of what stands before it now.
  if (header.itemNumber !== undefined && header.origin === undefined)
    tables.markers.wrote({ personRef, roomRef: stream.streamRef }, header.itemNumber);
  const appended: AppendedEvent = {
    seq: header.seq,
    stream: header.stream,
    streamSeq: header.streamSeq,
    itemNumber: header.itemNumber ?? null,
    author: header.person,
    frame: eventFrameText(event),
    hidden: isTold ? hiddenPart(context, event) : null,
    changes,
    opened: isTold && command.kind !== 'message.send' ? openedFor(context, { header, changes, stream }) : [],
  };
  return { text: event, appended };
}

function nextHeader(
  { tables, clock }: EngineContext,
  { stream, acceptance }: { readonly stream: StreamState; readonly acceptance: Acceptance },
): EventHeader {
  const { command, person, device, role, healed } = acceptance;
  const origin = healed === undefined ? {} : { origin: returned(tables, acceptance, healed) };
  const given = role === undefined ? {} : { role };
  const seq = tables.events.lastSeq() + 1;
  const kind = eventKinds[command.kind];
  const { streamSeq, itemNumber } = tables.streams.advance(stream, { seq, isItem: kind === 'message.posted' });
  const { epoch } = tables.epochs.current();
  const at = healed?.at ?? readWallClock(clock);
  const header = { epoch, seq, stream: stream.stream, streamSeq, at, kind, person, device, ...given, ...origin };
  return itemNumber === null ? header : { ...header, itemNumber };
}

function returned(tables: EngineContext['tables'], acceptance: Acceptance, healed: Return): Origin {
  const { epoch, seq } = healed.origin;
  const { shared } = healed;
  const returning = { ...acceptance, origin: { epoch, seq }, shared };
  return isOverruled(tables, returning) ? { epoch, seq, isOverruled: true } : { epoch, seq };
}

/** A message changes nothing that the tables or the directory hold beside the event itself: the hot path is spared its copy. */
function changesOf({ tables, serverPersonId }: EngineContext, header: EventHeader, acceptance: Acceptance): Change[] {
  const { command, objectId } = acceptance;
  if (command.kind === 'message.send') return [];
  const changes = fold({ header, command, objectId, serverPersonId });
  // Who has come by an invite has used it, whatever was set since.
  if (header.origin?.isOverruled === true) return changes.filter(({ type }) => type === 'invite.used');
  return header.origin === undefined ? changes : changes.filter((change) => isEffective(tables, change));
}

function setRegisters({ tables }: EngineContext, header: EventHeader, { command, commandId }: Acceptance): void {
  if (command.kind === 'message.send' || header.origin?.isOverruled === true) return;
  const ownSeq = header.origin === undefined ? header.seq : null;
  for (const register of registersOf(header, command))
    tables.registers.put(register, { ...originOf(header), commandId, ownSeq });
}

function noteMemberMove(
  { memberEvents, memberSpans, people, streams }: ServerTables,
  { command, person }: Acceptance,
  header: EventHeader,
): void {
  const move = memberMove(person, command);
  const room = move === null ? null : streams.find(header.stream);
  const member = move === null ? null : people.byId(move.personId);
  if (move === null || room === null || member === null) return;
  const key = { roomRef: room.streamRef, personRef: member.personRef };
  memberEvents.add(key, { seq: header.seq, isIn: move.isIn });
  memberSpans.forgetMember(key.roomRef, move.personId);
}

function hiddenPart({ tables }: EngineContext, event: EventText): AppendedEvent['hidden'] {
  if (event.header.origin === undefined) return null;
  const from = hiddenFrom(tables, event);
  return from.length === 0 ? null : { from, frame: bareFrameText(event) };
}

interface OpeningEvent {
  readonly header: EventHeader;
  readonly changes: readonly Change[];
  readonly stream: StreamState;
}

/** The frames for everybody for whom a room begins with this event, the room being as the event leaves it. */
function openedFor({ tables }: EngineContext, { header, changes, stream }: OpeningEvent): AppendedEvent['opened'] {
  const added = changes.flatMap((change) => (change.type === 'member.add' ? [change.personId] : []));
  const roomId = roomOfStream(header.stream);
  if (added.length === 0 || roomId === null) return [];
  const { room, memberIds, roomRef } = present(tables.rooms.byId(roomId), 'a room that is joined is there');
  const opening = {
    stream: header.stream,
    room,
    memberIds: [...memberIds],
    seq: header.seq,
    itemHead: stream.itemHead,
  };
  return added.map((personId) => {
    const { personRef } = present(tables.people.byId(personId), 'a member is a person');
    const access = present(tables.access.ofRoom({ personRef, roomRef }).at(-1), 'a member has access');
    const { streamSeq } = header;
    return { personId, frames: openingFrames({ ...opening, from: access.from, streamSeq, asOf: streamSeq }) };
  });
}
