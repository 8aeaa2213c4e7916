import type { CommandId, DeviceKey, OutboxId, PersonId, RoomId } from '#shared/domain/ids.ts';

/** One event as the log holds it, with what the checks ask of it. */
export interface LogEvent {
  readonly seq: number;
  /** Where it stood first, which is its own place unless it was healed (H4). */
  readonly origin: { readonly epoch: number; readonly seq: number };
  readonly isHealed: boolean;
  /** What the log says: that it changes nothing any more (H5). */
  readonly isOverruled: boolean;
  readonly stream: string;
  readonly streamSeq: number;
  readonly itemNumber: number | null;
  readonly kind: string;
  readonly person: PersonId;
  readonly device: DeviceKey;
  readonly outboxId: OutboxId;
  readonly number: number;
  readonly commandId: CommandId;
  readonly body: EventBody;
  /** The canonical JSON of the command, as its author signed it. */
  readonly command: string;
  readonly signature: string;
  /** The `event` frame that everybody must get, byte for byte. */
  readonly frame: string;
  /** The id of the room or message that the command made: what a row of a timeline is known by. */
  readonly key: string;
}

/** What the bodies of the commands of this version hold, all in one. */
export interface EventBody {
  readonly roomId?: RoomId;
  readonly personId?: PersonId;
  readonly personIds?: readonly PersonId[];
  readonly name?: string;
  readonly topic?: string;
  readonly displayName?: string;
  readonly visibility?: 'public' | 'private';
  readonly history?: 'everything' | 'joined';
  readonly content?: { readonly type: string; readonly text?: string };
}

/** The order of every screen (D5, H5): by origin, and by the command's id where two stand alike. */
export function compareEvents(one: LogEvent, other: LogEvent): number {
  const byOrigin = one.origin.epoch - other.origin.epoch || one.origin.seq - other.origin.seq;
  return byOrigin || (one.commandId < other.commandId ? -1 : Number(one.commandId > other.commandId));
}
