import type { Stream } from '#shared/domain/stream.ts';
import type { WritableDb } from '../readable-db.ts';

const maxCachedStreams = 50_000;

/** A stream and how far it has got. The heads rise in memory with each event and are written once a batch. */
export interface StreamState {
  readonly streamRef: number;
  readonly stream: Stream;
  head: number;
  itemHead: number;
  lastSeq: number;
}

export interface StreamTable {
  find(stream: Stream): StreamState | null;
  /** The stream, made when this is its first event. */
  findOrMake(stream: Stream): StreamState;
  /** Counts one more event in; returns its `streamSeq` and, for an item, its `itemNumber`. */
  advance(state: StreamState, event: { readonly seq: number; readonly isItem: boolean }): StreamPlace;
  flush(): void;
  forget(): void;
}

export interface StreamPlace {
  readonly streamSeq: number;
  readonly itemNumber: number | null;
}

export function createStreamTable(db: WritableDb): StreamTable {
  const byName = db.query<[stream: string], StreamState>(
    'SELECT streamRef, stream, head, itemHead, lastSeq FROM streams WHERE stream = ?',
  );
  const insert = db.change<[stream: string]>('INSERT INTO streams (stream) VALUES (?)');
  const update = db.change<[head: number, itemHead: number, lastSeq: number, streamRef: number]>(
    'UPDATE streams SET head = ?, itemHead = ?, lastSeq = ? WHERE streamRef = ?',
  );
  const states = new Map<Stream, StreamState>();
  const unwritten = new Set<StreamState>();

  function find(stream: Stream): StreamState | null {
    const known = states.get(stream);
    if (known !== undefined) return known;
    const row = byName.get(stream);
    if (row === undefined) return null;
    states.set(stream, row);
    return row;
  }

  return {
    find,
    findOrMake: (stream) => {
      const known = find(stream);
      if (known !== null) return known;
      const streamRef = Number(insert.run(stream).lastInsertRowid);
      const state: StreamState = { streamRef, stream, head: 0, itemHead: 0, lastSeq: 0 };
      states.set(stream, state);
      return state;
    },
    advance: (state, { seq, isItem }) => {
      state.head += 1;
      state.lastSeq = seq;
      if (isItem) state.itemHead += 1;
      unwritten.add(state);
      return { streamSeq: state.head, itemNumber: isItem ? state.itemHead : null };
    },
    flush: () => {
      for (const { head, itemHead, lastSeq, streamRef } of unwritten) update.run(head, itemHead, lastSeq, streamRef);
      unwritten.clear();
      if (states.size > maxCachedStreams) states.clear();
    },
    forget: () => {
      states.clear();
      unwritten.clear();
    },
  };
}
