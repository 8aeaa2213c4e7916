import type { Clock } from '#shared/clock.ts';
import { createFrame, type Frame } from '../transport/frame.ts';
import { createFlushPace } from './flush-pace.ts';
import { OutgoingList } from './outgoing-list.ts';
import type { ServerCounters } from './server-counters.ts';
import type { Session } from './session.ts';

/**
 * What goes out: frames are only noted while a turn of the loop lasts, and at its end each connection that got any is written
 * to once, whatever their number (a write costs a hundred times what a frame does).
 */
export interface Outgoing {
  add(session: Session, frame: Frame): void;
  /** Whatever this session gets in this turn is written before what those get that are named later. */
  reserve(session: Session): void;
  /** A frame for this session alone. */
  send(session: Session, text: string): void;
  /** Sessions with something to be written, each at least once. */
  dirty(): readonly Session[];
  /** Writes what this session has now: for what must be out before a close. */
  flush(session: Session): void;
}

export interface OutgoingOptions {
  readonly clock: Clock;
  readonly counters: ServerCounters;
}

export function createOutgoing({ clock, counters }: OutgoingOptions): Outgoing {
  const pace = createFlushPace({ clock, flush: flushAll });
  let dirty: Session[] = [];
  let nothing = OutgoingList.empty();

  function add(session: Session, frame: Frame): void {
    if (session.outgoing === null) reserve(session);
    session.outgoing = (session.outgoing ?? nothing).with(frame);
  }

  function reserve(session: Session): void {
    if (session.outgoing !== null) return;
    pace.ask();
    dirty.push(session);
    session.outgoing = nothing;
  }

  function flushAll(): void {
    const sessions = dirty;
    dirty = [];
    nothing = OutgoingList.empty();
    for (const session of sessions) flush(session);
  }

  function flush(session: Session): void {
    const list = session.outgoing;
    if (list === null) return;
    session.outgoing = null;
    if (list.length === 0) return;
    session.connection.send(list);
    counters.writes += 1;
    counters.bytesWritten += list.wire().length;
  }

  return {
    add,
    reserve,
    send: (session, text) => {
      add(session, createFrame(text));
    },
    dirty: () => dirty,
    flush,
  };
}
