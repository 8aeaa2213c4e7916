/** What a row of a damaged database has to look like to be believed: of which table it is, nothing else may tell. */
import * as v from 'valibot';
import { isCommandKind } from '#shared/domain/command.ts';
import type { Epoch } from '#shared/domain/epoch.ts';
import {
  commandIdSchema,
  epochIdSchema,
  outboxIdSchema,
  personIdSchema,
  roomIdSchema,
  type EpochId,
  type PersonId,
} from '#shared/domain/ids.ts';
import { refusalSchema } from '#shared/domain/refusal.ts';
import { draftTextSchema } from '#shared/domain/text.ts';
import type { Draft } from '#shared/ipc/chat-view.ts';
import { streamSchema, type Stream } from '#shared/domain/stream.ts';
import { canonicalJson } from '../../identity/canonical-json.ts';
import type { ScannedRow } from '../salvage/scan-rows.ts';
import type { StoredMarker } from './marker-table.ts';
import type { OutboxRow } from './outbox-table.ts';
import { readStoredEvent } from './read-event.ts';

/** `objectId` follows from the rest (P17), a number is of an outbox that is over, and which rooms are closed the server says again. */
export type SalvagedCommand = Omit<OutboxRow, 'objectId' | 'number' | 'hold'>;

export interface SalvagedEvent {
  readonly stream: Stream;
  readonly streamSeq: number;
  readonly seq: number;
  readonly epoch: number;
  /** Null where it does not stand beside the event. */
  readonly epochId: EpochId | null;
  readonly mac: string;
  readonly person: PersonId;
  readonly commandId: string;
  readonly frame: string;
  readonly isSigned: boolean;
  readonly wasRead: boolean;
}

const integer = v.pipe(v.number(), v.safeInteger());
const flag = v.pipe(
  v.picklist([0, 1]),
  v.transform((number) => number === 1),
);
const own = v.nullable(v.number());

const outboxColumns = v.tuple([
  ...[own, commandIdSchema, v.string(), v.string(), v.string()],
  ...([v.nullable(roomIdSchema), v.nullable(v.string()), v.nullable(integer)] as const),
  ...([v.nullable(outboxIdSchema), v.nullable(integer), v.nullable(v.string())] as const),
] as const);

/** A command of the outbox, of this version or one before it; null for any other row. */
export function salvagedCommand({ rowid, values }: ScannedRow): SalvagedCommand | null {
  const parsed = v.safeParse(outboxColumns, values.slice(0, 11));
  if (!parsed.success || values.length > 13 || values.length < 11) return null;
  const [, commandId, kind, body, , roomId, dependsOn, , sentOutboxId, sentNumber, failure] = parsed.output;
  if (!isCommandKind(kind) || !isBody(body)) return null;
  const waitsFor = v.safeParse(commandIdSchema, dependsOn);
  return {
    place: rowid,
    commandId,
    kind,
    body,
    roomId,
    sentOutboxId,
    sentNumber,
    dependsOn: waitsFor.success ? waitsFor.output : null,
    failure: failure === null ? null : salvagedFailure(failure),
    sentAt: typeof values[11] === 'number' ? values[11] : null,
  };
}

/** Canonical JSON of an object, as it was queued: what a damaged byte leaves hardly ever is. */
function isBody(text: string): boolean {
  const value = readJson(text);
  try {
    return typeof value === 'object' && value !== null && 'salt' in value && canonicalJson(value) === text;
  } catch {
    return false;
  }
}

/** It failed, and stays so, whatever became of the reason. */
function salvagedFailure(text: string): NonNullable<OutboxRow['failure']> {
  const reason = v.safeParse(refusalSchema, readJson(text));
  return reason.success ? reason.output : { type: 'dependency_failed' };
}

const asideColumns = v.strictTuple([
  ...([own, streamSchema, integer, integer, v.nullable(epochIdSchema), v.string(), personIdSchema] as const),
  ...([v.string(), v.string(), flag, flag, v.nullable(v.string())] as const),
]);

/** An event that lay aside; null for any other row. */
export function salvagedAside({ values }: ScannedRow): SalvagedEvent | null {
  const parsed = v.safeParse(asideColumns, values);
  if (!parsed.success) return null;
  const [, , , , epochId, , , , frame, isSigned, wasRead] = parsed.output;
  return salvagedFrame({ frame, isSigned, wasRead, epochId });
}

const eventColumns = 17;
const personColumn = 8;

/** A signed event of this person; null for any other row. */
export function salvagedOwnEvent({ values }: ScannedRow, me: PersonId): SalvagedEvent | null {
  if (!isOwnEvent({ values }, me)) return null;
  const frame = values[12];
  return typeof frame === 'string' ? salvagedFrame({ frame, isSigned: true, wasRead: true, epochId: null }) : null;
}

/** Told without reading the frame: there may be very many. */
export function isOwnEvent({ values }: Pick<ScannedRow, 'values'>, me: PersonId): boolean {
  return values.length === eventColumns && values[personColumn] === me && values[13] === 1;
}

/** All that is said of an event stands in its frame, which its author has signed. */
function salvagedFrame({
  frame,
  ...rest
}: Pick<SalvagedEvent, 'frame' | 'isSigned' | 'wasRead' | 'epochId'>): SalvagedEvent | null {
  const event = readStoredEvent({ text: frame, isSigned: rest.isSigned });
  if (event === null || event.isBare) return null;
  const { header, envelope, mac } = event;
  const { stream, streamSeq, seq, epoch, person } = header;
  return { ...rest, frame, stream, streamSeq, seq, epoch, mac, person, commandId: envelope.commandId };
}

const markerColumns = v.strictTuple([roomIdSchema, integer, v.nullable(integer), flag, flag, flag, flag]);
/** SQLite keeps a row as long as it was written, and a column that was added since is not in it. */
const markerLengthBefore = 6;

/** A marker that this device alone knows something of; null for any other row. */
export function salvagedMarker({ values }: ScannedRow): StoredMarker | null {
  const parsed = v.safeParse(markerColumns, values.length === markerLengthBefore ? [...values, 0] : values);
  if (!parsed.success) return null;
  const [roomId, readUpTo, unreadFrom, isReadUpToUnsent, isUnreadFromUnsent, isNew, isAskedFor] = parsed.output;
  if (!isReadUpToUnsent && !isUnreadFromUnsent && !isNew && !isAskedFor) return null;
  return { roomId, readUpTo, unreadFrom, isReadUpToUnsent, isUnreadFromUnsent, isNew, isAskedFor };
}

export interface SalvagedDraft extends Draft {
  readonly keptAt: number;
}

const draftColumns = v.strictTuple([roomIdSchema, integer, draftTextSchema]);

/** What was being written in a room; null for any other row. */
export function salvagedDraft({ values }: ScannedRow): SalvagedDraft | null {
  const parsed = v.safeParse(draftColumns, values);
  if (!parsed.success) return null;
  const [roomId, keptAt, text] = parsed.output;
  return { roomId, keptAt, text };
}

/** A life of the server's log; null for any other row. */
export function salvagedEpoch({ rowid, values }: ScannedRow): Epoch | null {
  const [epoch, epochId] = values;
  const parsed = v.safeParse(epochIdSchema, epochId);
  const isNumber = epoch === null || epoch === rowid;
  return parsed.success && isNumber && values.length === 2 && rowid > 0
    ? { epoch: rowid, epochId: parsed.output }
    : null;
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return null;
  }
}
