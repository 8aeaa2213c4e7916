import type { EventHeader, Origin } from '#shared/domain/event.ts';
import type { DeviceKey, PersonId } from '#shared/domain/ids.ts';
import type { PersonRole } from '#shared/domain/role.ts';
import type { Stream } from '#shared/domain/stream.ts';
import type { ReadableDb, WritableDb } from '../readable-db.ts';
import type { EventText } from './event-text.ts';

export interface EventRefs {
  readonly streamRef: number;
  readonly personRef: number;
  readonly deviceRef: number;
}

export interface StreamRange {
  readonly streamRef: number;
  /** `streamSeq`s, both included. */
  readonly from: number;
  readonly to: number;
}

export interface EventTable {
  insert(event: EventText, refs: EventRefs): void;
  lastSeq(): number;
  bySeq(seq: number): EventText | null;
  macAt(seq: number): string | null;
  /** When the newest events were taken, the latest of them; 0 of an empty log. */
  newestAt(): number;
  streamSeqAt(seq: number): number | null;
  /** Where the event at `seq` stood first; `isOwn`: there. */
  originAt(seq: number): (Origin & { readonly isOwn: boolean }) | null;
  seqAt(streamRef: number, streamSeq: number): number | null;
  /** The first `max` of the range. */
  seqs(range: StreamRange, max: number): number[];
  /** Oldest first. */
  forward(range: StreamRange): IterableIterator<EventText>;
  /** Newest first. */
  backward(range: StreamRange): IterableIterator<EventText>;
  /** The number of the last item before `streamSeq`, 0 when there is none. */
  itemHeadBefore(streamRef: number, streamSeq: number): number;
  forget(): void;
}

interface EventRow {
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
  readonly role: PersonRole | null;
}

const events = `SELECT e.seq, e.epoch, s.stream, e.streamSeq, e.itemNumber, e.at, e.kind, p.personId AS person, d.device,
    e.command, e.signature, e.mac, e.originEpoch, e.originSeq, e.isOverruled, e.role
  FROM events e
    JOIN streams s ON s.streamRef = e.streamRef
    JOIN people p ON p.personRef = e.personRef
    JOIN devices d ON d.deviceRef = e.deviceRef`;
const inRange = 'e.streamRef = ? AND e.streamSeq BETWEEN ? AND ?';

type RangeParams = [streamRef: number, from: number, to: number];

/** The log itself. */
export function createEventTable(db: WritableDb): EventTable {
  const lastSeq = db.query<[], { seq: number | null }>('SELECT max(seq) AS seq FROM events');
  const bySeq = db.query<[seq: number], EventRow>(`${events} WHERE e.seq = ?`);
  const macAt = db.query<[seq: number], { mac: string }>('SELECT mac FROM events WHERE seq = ?');
  const newestAt = db.query<[], { at: number | null }>(
    'SELECT max(at) AS at FROM events WHERE seq > (SELECT max(seq) FROM events) - 1000',
  );
  const streamSeqAt = db.query<[seq: number], { streamSeq: number }>('SELECT streamSeq FROM events WHERE seq = ?');
  const originAt = db.query<[seq: number], Origin & { isOwn: number }>(
    `SELECT ifnull(originEpoch, epoch) AS epoch, ifnull(originSeq, seq) AS seq, originSeq IS NULL AS isOwn
     FROM events WHERE seq = ?`,
  );
  const seqAt = db.query<[streamRef: number, streamSeq: number], { seq: number }>(
    'SELECT seq FROM events WHERE streamRef = ? AND streamSeq = ?',
  );
  const seqs = db.query<[...RangeParams, max: number], { seq: number }>(
    'SELECT seq FROM events WHERE streamRef = ? AND streamSeq BETWEEN ? AND ? ORDER BY streamSeq LIMIT ?',
  );
  const forward = db.query<RangeParams, EventRow>(`${events} WHERE ${inRange} ORDER BY e.streamSeq`);
  const backward = db.query<RangeParams, EventRow>(`${events} WHERE ${inRange} ORDER BY e.streamSeq DESC`);
  const itemHeadBefore = db.query<[streamRef: number, streamSeq: number], { itemNumber: number }>(
    `SELECT itemNumber FROM events WHERE streamRef = ? AND streamSeq < ? AND itemNumber IS NOT NULL
     ORDER BY streamSeq DESC LIMIT 1`,
  );
  const insert = prepareInsert(db);
  let last: number | null = null;
  return {
    insert: (event, refs) => {
      insert(event, refs);
      last = event.header.seq;
    },
    lastSeq: () => {
      last ??= lastSeq.get()?.seq ?? 0;
      return last;
    },
    bySeq: (seq) => {
      const row = bySeq.get(seq);
      return row === undefined ? null : toEventText(row);
    },
    macAt: (seq) => macAt.get(seq)?.mac ?? null,
    newestAt: () => newestAt.get()?.at ?? 0,
    streamSeqAt: (seq) => streamSeqAt.get(seq)?.streamSeq ?? null,
    originAt: (seq) => {
      const row = originAt.get(seq);
      return row === undefined ? null : { epoch: row.epoch, seq: row.seq, isOwn: row.isOwn === 1 };
    },
    seqAt: (streamRef, streamSeq) => seqAt.get(streamRef, streamSeq)?.seq ?? null,
    seqs: ({ streamRef, from, to }, max) => seqs.all(streamRef, from, to, max).map(({ seq }) => seq),
    forward: ({ streamRef, from, to }) => eventTexts(forward.iterate(streamRef, from, to)),
    backward: ({ streamRef, from, to }) => eventTexts(backward.iterate(streamRef, from, to)),
    itemHeadBefore: (streamRef, streamSeq) => itemHeadBefore.get(streamRef, streamSeq)?.itemNumber ?? 0,
    forget: () => {
      last = null;
    },
  };
}

/** Reads the log from one end to the other, for whoever looks at it beside its writer. */
export interface EventWalk {
  /** Those with `afterSeq < seq <= upToSeq` that can be put together, in order of `seq`. */
  between(afterSeq: number, upToSeq: number): IterableIterator<EventText>;
}

export function createEventWalk(db: ReadableDb): EventWalk {
  const between = db.query<[afterSeq: number, upToSeq: number], EventRow>(
    `${events} WHERE e.seq > ? AND e.seq <= ? ORDER BY e.seq`,
  );
  return { between: (afterSeq, upToSeq) => eventTexts(between.iterate(afterSeq, upToSeq)) };
}

function prepareInsert(db: WritableDb): EventTable['insert'] {
  const insert = db.change<
    [
      seq: number,
      epoch: number,
      streamRef: number,
      streamSeq: number,
      itemNumber: number | null,
      at: number,
      kind: string,
      personRef: number,
      deviceRef: number,
      command: string,
      signature: string,
      mac: string,
      originEpoch: number | null,
      originSeq: number | null,
      isOverruled: number,
      role: string | null,
    ]
  >(
    `INSERT INTO events (seq, epoch, streamRef, streamSeq, itemNumber, at, kind, personRef, deviceRef, command, signature, mac,
       originEpoch, originSeq, isOverruled, role)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  return ({ header, command, signature, mac }, { streamRef, personRef, deviceRef }) => {
    const { seq, epoch, streamSeq, itemNumber = null, at, kind, origin, role = null } = header;
    const where = [origin?.epoch ?? null, origin?.seq ?? null, Number(origin?.isOverruled ?? false)] as const;
    insert.run(
      ...([
        seq,
        epoch,
        streamRef,
        streamSeq,
        itemNumber,
        at,
        kind,
        personRef,
        deviceRef,
        command,
        signature,
        mac,
      ] as const),
      ...where,
      role,
    );
  };
}

function* eventTexts(rows: IterableIterator<EventRow>): IterableIterator<EventText> {
  for (const row of rows) yield toEventText(row);
}

function toEventText(row: EventRow): EventText {
  const { command, signature, mac, itemNumber, originEpoch, originSeq, isOverruled, role, ...rest } = row;
  const header: EventHeader = {
    ...rest,
    ...(itemNumber === null ? {} : { itemNumber }),
    ...(role === null ? {} : { role }),
    ...(originEpoch === null || originSeq === null
      ? {}
      : { origin: { epoch: originEpoch, seq: originSeq, ...(isOverruled === 1 ? { isOverruled: true } : {}) } }),
  };
  return { header, command, signature, mac };
}
