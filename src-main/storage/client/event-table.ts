import type { EventHeader } from '#shared/domain/event.ts';
import type { CommandId, PersonId } from '#shared/domain/ids.ts';
import type { Stream } from '#shared/domain/stream.ts';
import type { ReceivedFrame } from '../client-store.ts';
import type { CutOffer, CutRange, Piece } from '../piece.ts';
import type { WritableDb } from '../readable-db.ts';
import type { Range } from './ranges.ts';

/** An event as it is put away: what it is found by, and the frame. */
export interface StoredEvent {
  readonly header: EventHeader;
  readonly commandId: string;
  readonly mac: string;
  readonly text: string;
  readonly isSigned: boolean;
  /** False for a kind that this version cannot fold. */
  readonly isKnown: boolean;
  readonly isShown: boolean;
  readonly isOwnMessage: boolean;
}

export interface HeldEvent {
  readonly stream: Stream;
  readonly streamSeq: number;
  readonly epoch: number;
  readonly commandId: string;
  readonly mac: string;
  readonly frame: string;
  readonly isSigned: number;
}

/** Stands before the mac in the place of a command's id, where only the header of an event is told (H5). */
export const bareMark = 'bare ';

/** A frame as its row holds it. */
export interface FrameRow {
  readonly frame: string;
  readonly isSigned: number;
}

const columns = `stream, streamSeq, seq, epoch, orderEpoch, orderSeq, itemNumber, kind, person, commandId, at, mac, frame,
  isSigned, isKnown, isShown, isOwnMessage`;
const heldColumns = 'stream, streamSeq, epoch, commandId, mac, frame, isSigned';

/** Every event that this device holds, as the frame that came. */
export function createEventTable(db: WritableDb) {
  const insert = db.change<(string | number | null)[]>(
    `INSERT INTO events (${columns}) VALUES (${columns.replaceAll(/\w+/g, '?')})`,
  );
  const at = db.query<[string, number], HeldEvent>(
    `SELECT ${heldColumns} FROM events WHERE stream = ? AND streamSeq = ?`,
  );
  const ofCommand = db.query<[string, string], HeldEvent>(
    `SELECT ${heldColumns} FROM events WHERE person = ? AND commandId = ?`,
  );
  const replaceFrame = db.change<[string, string, number]>(
    'UPDATE events SET frame = ?, isSigned = 1 WHERE stream = ? AND streamSeq = ?',
  );
  const setKnown = db.change<[number, number, string, number]>(
    'UPDATE events SET isKnown = 1, isShown = ?, isOwnMessage = ? WHERE stream = ? AND streamSeq = ?',
  );
  const numbersBetween = db.query<[string, number, number], { streamSeq: number }>(
    'SELECT streamSeq FROM events WHERE stream = ? AND streamSeq BETWEEN ? AND ? ORDER BY streamSeq',
  );
  const numbersUpToSeq = db.query<[string, number, number, number], { streamSeq: number }>(
    'SELECT streamSeq FROM events WHERE stream = ? AND streamSeq BETWEEN ? AND ? AND seq <= ? ORDER BY streamSeq',
  );
  const upToEpoch = db.query<[string, number, number, number], FrameRow>(
    'SELECT frame, isSigned FROM events WHERE stream = ? AND streamSeq BETWEEN ? AND ? AND epoch <= ? ORDER BY streamSeq',
  );
  const between = db.query<[string, number, number], FrameRow>(
    'SELECT frame, isSigned FROM events WHERE stream = ? AND streamSeq BETWEEN ? AND ? ORDER BY streamSeq',
  );
  const newestFirst = db.query<[], CutOffer>('SELECT seq, mac AS tag FROM events ORDER BY seq DESC');
  const countAmid = db.query<[number, number], { events: number }>(
    'SELECT count(*) AS events FROM events WHERE seq > ? AND seq < ?',
  );
  const amid = db.query<[number, number], CutOffer>(
    'SELECT seq, mac AS tag FROM events WHERE seq > ? AND seq < ? ORDER BY seq',
  );
  const beyond = db.query<[number, number], Piece>(
    `SELECT e.seq AS place, e.person AS personId, e.commandId, e.epoch, p.epochId, e.seq, e.mac AS tag, e.frame
     FROM events e JOIN epochs p ON p.epoch = e.epoch
     WHERE e.seq > ? AND e.isSigned = 1 AND e.commandId NOT LIKE '${bareMark}%' ORDER BY e.seq LIMIT ?`,
  );
  const framesBeyond = db.query<[number], FrameRow>('SELECT frame, isSigned FROM events WHERE seq > ? ORDER BY seq');
  const ofStreamBeyond = db.query<[string, number], FrameRow & { itemNumber: number | null }>(
    'SELECT frame, isSigned, itemNumber FROM events WHERE stream = ? AND seq > ? ORDER BY streamSeq',
  );
  const lastOf = db.query<[string], { streamSeq: number | null }>(
    'SELECT max(streamSeq) AS streamSeq FROM events WHERE stream = ?',
  );
  const lastItemOf = db.query<[string], { itemNumber: number | null }>(
    'SELECT max(itemNumber) AS itemNumber FROM events WHERE stream = ? AND itemNumber IS NOT NULL',
  );
  const itemOfOrigin = db.query<[string, number], { person: PersonId; commandId: CommandId }>(
    `SELECT person, commandId FROM events WHERE stream = ? AND itemNumber = ? AND (orderEpoch, orderSeq) <> (epoch, seq)`,
  );
  const unknown = db.query<[], FrameRow>(
    'SELECT frame, isSigned FROM events WHERE isKnown = 0 ORDER BY stream, streamSeq',
  );
  return {
    insert: (event: StoredEvent) => insert.run(...valuesOf(event)),
    at: (stream: Stream, streamSeq: number): HeldEvent | null => at.get(stream, streamSeq) ?? null,
    ofCommand: (person: string, commandId: string): HeldEvent | null => ofCommand.get(person, commandId) ?? null,
    /** The signed bytes, in place of others with the same mac. */
    replaceFrame: ({ stream, streamSeq }: HeldEvent, text: string) => replaceFrame.run(text, stream, streamSeq),
    setKnown: ({ header, isShown, isOwnMessage }: StoredEvent) =>
      setKnown.run(Number(isShown), Number(isOwnMessage), header.stream, header.streamSeq),
    numbersBetween: (stream: Stream, from: number, to: number): number[] =>
      numbersBetween.all(stream, from, to).map(({ streamSeq }) => streamSeq),
    numbersUpToSeq: (stream: Stream, { from, to, seq }: Range & { readonly seq: number }): number[] =>
      numbersUpToSeq.all(stream, from, to, seq).map(({ streamSeq }) => streamSeq),
    /** What came in that epoch or before. */
    upToEpoch: (stream: Stream, { from, to, epoch }: Range & { readonly epoch: number }): ReceivedFrame[] =>
      upToEpoch.all(stream, from, to, epoch).map(frameOf),
    between: (stream: Stream, from: number, to: number): ReceivedFrame[] => between.all(stream, from, to).map(frameOf),
    newestFirst: (): IterableIterator<CutOffer> => newestFirst.iterate(),
    /** At most `max` of those between the two, at even distances. */
    amid: ({ held, lost }: CutRange, max: number): CutOffer[] => {
      const step = Math.max(1, Math.ceil((countAmid.get(held, lost)?.events ?? 0) / max));
      const offers: CutOffer[] = [];
      let at = 0;
      for (const offer of amid.iterate(held, lost)) {
        if (at % step === 0) offers.push(offer);
        at += 1;
      }
      return offers;
    },
    /** Signed events that came after `seq`, in the order of the log. */
    beyond: (seq: number, max: number): Piece[] => beyond.all(seq, max),
    framesBeyond: (seq: number): ReceivedFrame[] => framesBeyond.all(seq).map(frameOf),
    ofStreamBeyond: (stream: Stream, seq: number) =>
      ofStreamBeyond.all(stream, seq).map((row) => ({ frame: frameOf(row), itemNumber: row.itemNumber })),
    /** The last `streamSeq` held, 0 where there is none. */
    lastOf: (stream: Stream): number => lastOf.get(stream)?.streamSeq ?? 0,
    /** The last item number held, 0 where there is none. */
    lastItemOf: (stream: Stream): number => lastItemOf.get(stream)?.itemNumber ?? 0,
    /** The healed event of this number; null where there is none. */
    itemOfOrigin: (stream: Stream, itemNumber: number) => {
      const row = itemOfOrigin.get(stream, itemNumber);
      return row === undefined ? null : { ...row, isBare: row.commandId.startsWith(bareMark) };
    },
    unknown: (): ReceivedFrame[] => unknown.all().map(frameOf),
  };
}

export function frameOf({ frame, isSigned }: FrameRow): ReceivedFrame {
  return { text: frame, isSigned: isSigned === 1 };
}

function valuesOf(event: StoredEvent): (string | number | null)[] {
  const { stream, streamSeq, seq, epoch, origin, itemNumber, kind, person, at } = event.header;
  const { commandId, mac, text, isSigned, isKnown, isShown, isOwnMessage } = event;
  return [
    ...[stream, streamSeq, seq, epoch, origin?.epoch ?? epoch, origin?.seq ?? seq, itemNumber ?? null, kind, person],
    ...[commandId, at, mac, text, Number(isSigned), Number(isKnown), Number(isShown), Number(isOwnMessage)],
  ];
}
