import type { CommandId, DeviceKey, OutboxId, PersonId, RoomId } from '#shared/domain/ids.ts';

/** One event as the log holds it, with what the checks ask of it. */
export interface LogEvent {
  readonly seq: number;
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
