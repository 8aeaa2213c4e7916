import type { DeviceKey, EpochId, PersonId } from '#shared/domain/ids.ts';
import type { Stream } from '#shared/domain/stream.ts';
import { commandHash, isCommandSigned } from '#main/identity/command-signature.ts';
import { canonicalJson } from '#main/identity/canonical-json.ts';
import { createIds } from '#main/identity/ids.ts';
import type { ServerIdentity } from '#main/identity/server-identity.ts';
import type { SignatureVerifier } from '#main/identity/signature-verifier.ts';
import type { ReadableDb } from '#main/storage/readable-db.ts';
import type { EventBody, LogEvent } from '../checks/log-event.ts';

/** Reads what the log holds, past the engine: straight from its tables. */
export interface LogReader {
  /** Events that were added since the last call; throws when any is gone that was there. */
  readNew(): LogEvent[];
  /** The log went back: what is read next is all of it. */
  clear(): void;
  /** Whether it was given back and waits for what it belongs to (H6). */
  isWaiting(person: string, commandId: string): boolean;
  /** Whether a device gave it back as what was said first in that epoch. */
  isGiven(person: string, commandId: string, originEpoch: number): boolean;
  gate(): string;
  /** How many private rooms wait for somebody who was in them lately (H3). */
  closedRooms(): number;
  isMac(event: LogEvent): boolean;
  isSigned(event: LogEvent): boolean;
  lastRead(person: string, roomId: string): number;
  readUpTo(person: string, roomId: string): number;
}

interface Row {
  readonly seq: number;
  readonly epoch: number;
  readonly stream: Stream;
  readonly streamSeq: number;
  readonly itemNumber: number | null;
  readonly at: number;
  readonly kind: string;
  readonly person: PersonId;
  readonly device: DeviceKey;
  readonly command: string;
  readonly signature: string;
  readonly mac: string;
  readonly originEpoch: number | null;
  readonly originSeq: number | null;
  readonly isOverruled: number;
  readonly role: string | null;
}

type Envelope = Pick<LogEvent, 'outboxId' | 'number' | 'commandId'> & { readonly body: EventBody };

const rowsAfter = `SELECT e.seq, e.epoch, s.stream, e.streamSeq, e.itemNumber, e.at, e.kind, p.personId AS person, d.device,
    e.command, e.signature, e.mac, e.originEpoch, e.originSeq, e.isOverruled, e.role
  FROM events e JOIN streams s USING (streamRef) JOIN people p USING (personRef) JOIN devices d USING (deviceRef)
  WHERE e.seq > ? ORDER BY e.seq`;
const marker = `SELECT m.readUpTo, m.unreadFrom FROM markers m JOIN people p USING (personRef) JOIN rooms r USING (roomRef)
  WHERE p.personId = ? AND r.roomId = ?`;

export function createLogReader(db: ReadableDb, identity: ServerIdentity, verifier: SignatureVerifier): LogReader {
  const head = db.query<[], { seq: number | null }>('SELECT max(seq) AS seq FROM events');
  const rows = db.query<[number], Row>(rowsAfter);
  const markers = db.query<[string, string], { readUpTo: number; unreadFrom: number | null }>(marker);
  const epochs = db.query<[number], { epochId: EpochId }>('SELECT epochId FROM epochs WHERE epoch = ?');
  const waiting = db.query<[string, string], { frame: string | null }>(
    'SELECT frame FROM pieces WHERE personId = ? AND commandId = ?',
  );
  const given = db.query<[string, string, number], { one: number }>(
    'SELECT 1 AS one FROM givenPlaces WHERE personId = ? AND commandId = ? AND originEpoch = ?',
  );
  const closedRooms = db.query<[], { rooms: number }>(
    'SELECT count(*) AS rooms FROM closedRooms WHERE openedSeq IS NULL',
  );
  const gate = db.query<[], { gate: string }>('SELECT gate FROM epochs ORDER BY epoch DESC LIMIT 1');
  const ids = createIds(identity.serverId);
  const macs = new Map<number, Row>();
  let last = 0;

  function eventOf(row: Row): LogEvent {
    const { seq, stream, streamSeq, itemNumber, kind, person, device, command, signature } = row;
    macs.set(seq, row);
    const { outboxId, number, commandId, body } = JSON.parse(command) as Envelope;
    return {
      seq,
      stream,
      streamSeq,
      itemNumber,
      kind,
      person,
      device,
      outboxId,
      number,
      commandId,
      body,
      command,
      signature,
      frame: frameOf(row),
      origin: { epoch: row.originEpoch ?? row.epoch, seq: row.originSeq ?? seq },
      isHealed: row.originEpoch !== null,
      isOverruled: row.isOverruled === 1,
      key: ids.objectId(person, commandId),
    };
  }

  return {
    readNew: () => {
      const seq = head.get()?.seq ?? 0;
      if (seq < last) throw new Error(`[I1] The log ended at ${last} and ends at ${seq} now.`);
      if (seq === last) return [];
      const added = rows.all(last).map(eventOf);
      last = seq;
      return added;
    },
    clear: () => {
      last = 0;
      macs.clear();
    },
    isWaiting: (person, commandId) => (waiting.get(person, commandId)?.frame ?? null) !== null,
    isGiven: (person, commandId, originEpoch) => given.get(person, commandId, originEpoch) !== undefined,
    closedRooms: () => closedRooms.get()?.rooms ?? 0,
    gate: () => gate.get()?.gate ?? 'open',
    isSigned: ({ command, signature, device, person }) =>
      ids.personId(device) === person && isCommandSigned(verifier, { canonical: command, device, signature }),
    isMac: ({ seq, command }) => {
      const row = macs.get(seq);
      if (row === undefined) return false;
      const { epoch, stream, streamSeq, at, person, device, mac, role } = row;
      const epochId = epochs.get(epoch)?.epochId;
      const header = [epochId, epoch, seq, stream, streamSeq, at, originOf(row), person, device];
      const input = [...header, commandHash(command), ...(role === null ? [] : [role])];
      return identity.eventMac(canonicalJson(input)) === mac;
    },
    lastRead: (person, roomId) => {
      const { readUpTo = 0, unreadFrom = null } = markers.get(person, roomId) ?? {};
      return unreadFrom === null ? readUpTo : Math.min(readUpTo, unreadFrom - 1);
    },
    readUpTo: (person, roomId) => markers.get(person, roomId)?.readUpTo ?? 0,
  };
}

function originOf({ originEpoch, originSeq, isOverruled }: Row): object | null {
  if (originEpoch === null) return null;
  return { epoch: originEpoch, seq: originSeq, ...(isOverruled === 1 ? { isOverruled: true } : {}) };
}

function frameOf(row: Row): string {
  const { seq, epoch, stream, streamSeq, at, kind, person, device, itemNumber, signature, mac } = row;
  const origin = originOf(row);
  const item = { ...(itemNumber === null ? {} : { itemNumber }), ...(origin === null ? {} : { origin }) };
  const given = row.role === null ? {} : { role: row.role };
  return canonicalJson({
    type: 'event',
    command: JSON.parse(row.command) as unknown,
    header: { seq, epoch, stream, streamSeq, at, kind, person, device, ...given, ...item },
    signature,
    mac,
  });
}
