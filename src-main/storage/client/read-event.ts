import * as v from 'valibot';
import { parseCommand, type Command, type CommandEnvelope } from '#shared/domain/command.ts';
import { eventKinds, type EventHeader } from '#shared/domain/event.ts';
import { parseFrame } from '#shared/protocol/client-frame.ts';
import { bareEventSchema, eventFrameSchema, type BareEvent, type EventFrame } from '#shared/protocol/event-frame.ts';
import type { ReceivedFrame } from '../client-store.ts';
import { bareMark } from './event-table.ts';

/** An event frame, read as far as this version can. */
export interface ReadEvent {
  readonly header: EventHeader;
  readonly envelope: CommandEnvelope;
  readonly mac: string;
  /** The frame as it came, which is what is kept (D7). */
  readonly text: string;
  readonly isSigned: boolean;
  /** Null where this version does not know the kind or cannot read the body. */
  readonly command: Command | null;
  /** Only its header is told to this person (H5): its place is taken, and nothing is shown. */
  readonly isBare: boolean;
}

export function readEvent(frame: EventFrame | BareEvent, { text, isSigned }: ReceivedFrame): ReadEvent {
  if (frame.type === 'event.bare') return readBare(frame, text);
  const { header, command: envelope, mac } = frame;
  const parsed = parseCommand(envelope.kind, envelope.body);
  // The author signed the command's kind; a header that calls it something else is not believed.
  const command = parsed.ok && eventKinds[parsed.value.kind] === header.kind ? parsed.value : null;
  return { header, envelope, mac, text, isSigned, command, isBare: false };
}

/** Nobody signed the place of an event: there is nothing to show of it. */
function readBare({ header, mac }: BareEvent, text: string): ReadEvent {
  const envelope: CommandEnvelope = {
    v: 1,
    serverId: '' as CommandEnvelope['serverId'],
    device: header.device,
    outboxId: '' as CommandEnvelope['outboxId'],
    number: 0,
    commandId: `${bareMark}${mac}` as CommandEnvelope['commandId'],
    kind: '',
    body: {},
  };
  return { header, envelope, mac, text, isSigned: true, command: null, isBare: true };
}

const storedEventSchema = v.variant('type', [eventFrameSchema, bareEventSchema]);

/** An event that lies in the database; null for what is no event frame. */
export function readStoredEvent(stored: ReceivedFrame): ReadEvent | null {
  const parsed = parseFrame(storedEventSchema, stored.text);
  return parsed.ok ? readEvent(parsed.value, stored) : null;
}
