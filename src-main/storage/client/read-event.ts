import { parseCommand, type Command, type CommandEnvelope } from '#shared/domain/command.ts';
import { eventKinds, type EventHeader } from '#shared/domain/event.ts';
import { parseFrame } from '#shared/protocol/client-frame.ts';
import { eventFrameSchema, type EventFrame } from '#shared/protocol/event-frame.ts';
import type { ReceivedFrame } from '../client-store.ts';

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
}

export function readEvent(frame: EventFrame, { text, isSigned }: ReceivedFrame): ReadEvent {
  const { header, command: envelope, mac } = frame;
  const parsed = parseCommand(envelope.kind, envelope.body);
  // The author signed the command's kind; a header that calls it something else is not believed.
  const command = parsed.ok && eventKinds[parsed.value.kind] === header.kind ? parsed.value : null;
  return { header, envelope, mac, text, isSigned, command };
}

/** An event that lies in the database; null for what is no event frame. */
export function readStoredEvent(stored: ReceivedFrame): ReadEvent | null {
  const parsed = parseFrame(eventFrameSchema, stored.text);
  return parsed.ok ? readEvent(parsed.value, stored) : null;
}
