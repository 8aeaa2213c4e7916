/**
 * Frames and mac inputs in RFC 8785 form, put together as text: keys stand in order, and every string in a header is made of
 * letters, digits and `-_:.`, which need no escaping. The same bytes as `canonicalJson` would give, at a tenth of the cost.
 */
import type { EventHeader, Origin } from '#shared/domain/event.ts';
import type { CommandId, EpochId, OutboxId, RoomId } from '#shared/domain/ids.ts';
import type { Position } from '#shared/protocol/position.ts';

/** An event as it is stored: texts that were canonical when they came. */
export interface EventText {
  readonly header: EventHeader;
  readonly command: string;
  readonly signature: string;
  readonly mac: string;
}

function headerText(header: EventHeader): string {
  const { at, device, epoch, itemNumber, kind, origin, person, role, seq, stream, streamSeq } = header;
  const item = itemNumber === undefined ? '' : `,"itemNumber":${itemNumber}`;
  const healed = origin === undefined ? '' : `,"origin":${originText(origin)}`;
  const given = role === undefined ? '' : `,"role":"${role}"`;
  return (
    `{"at":${at},"device":"${device}","epoch":${epoch}${item},"kind":"${kind}"${healed}` +
    `,"person":"${person}"${given},"seq":${seq},"stream":"${stream}","streamSeq":${streamSeq}}`
  );
}

/** The `event` frame, the same bytes for every recipient (D8). */
export function eventFrameText({ header, command, signature, mac }: EventText): string {
  return `{"command":${command},"header":${headerText(header)},"mac":"${mac}","signature":"${signature}","type":"event"}`;
}

/** What those get who may not see the event itself: that its place is taken (P6, H5). */
export function bareFrameText({ header, mac }: Pick<EventText, 'header' | 'mac'>): string {
  return `{"header":${headerText(header)},"mac":"${mac}","type":"event.bare"}`;
}

/** What an event's mac is made over (P10). */
export function eventMacInput(epochId: EpochId, header: EventHeader, commandHash: string): string {
  const { epoch, seq, stream, streamSeq, at, origin, person, device, role } = header;
  const healed = origin === undefined ? 'null' : originText(origin);
  const given = role === undefined ? '' : `,"${role}"`;
  return `["${epochId}",${epoch},${seq},"${stream}",${streamSeq},${at},${healed},"${person}","${device}","${commandHash}"${given}]`;
}

/** What a position's mac is made over (P10). */
export function positionMacInput(epochId: EpochId, { epoch, seq, serverHead, tag }: Omit<Position, 'mac'>): string {
  return `["${epochId}",${epoch},${seq},${serverHead},"${tag}"]`;
}

/** The `position` frame. */
export function positionFrameText({ epoch, seq, serverHead, tag, mac }: Position): string {
  const rest = `"seq":${seq},"serverHead":${serverHead},"tag":"${tag}"`;
  return `{"position":{"epoch":${epoch},"mac":"${mac}",${rest}},"type":"position"}`;
}

export interface AcceptedText {
  readonly commandId: CommandId;
  readonly number: number;
  readonly roomId: RoomId | null;
  /** Null when what was asked for was so already. */
  readonly event: Pick<EventText, 'header' | 'mac'> | null;
  /** How the command was signed that is in the log, where that is not how it came this time. */
  readonly signed?: { readonly number: number; readonly outboxId: OutboxId; readonly signature: string } | null;
}

/** The `accepted` frame (P15). */
export function acceptedText({ commandId, number, roomId, event, signed = null }: AcceptedText): string {
  const header = event === null ? '' : `,"header":${headerText(event.header)},"mac":"${event.mac}"`;
  const room = roomId === null ? '' : `,"roomId":"${roomId}"`;
  const how =
    signed === null
      ? ''
      : `,"signed":{"number":${signed.number},"outboxId":"${signed.outboxId}","signature":"${signed.signature}"}`;
  return `{"commandId":"${commandId}"${header},"number":${number}${room}${how},"type":"accepted"}`;
}

function originText({ epoch, seq, isOverruled }: Origin): string {
  const overruled = isOverruled === true ? '"isOverruled":true,' : '';
  return `{"epoch":${epoch},${overruled}"seq":${seq}}`;
}
