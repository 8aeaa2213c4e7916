import type { CancelTimer, Clock } from '#shared/clock.ts';
import { closeCodes } from '#shared/protocol/close-code.ts';
import { limits } from '#shared/protocol/limits.ts';
import { createCloseLatch } from './close-latch.ts';
import type { CloseLatch } from './close-latch.ts';
import type { Closed, Connection } from './connection.ts';
import { createListenerSet } from '#shared/listener-set.ts';
import type { ListenerSet } from '#shared/listener-set.ts';
import type { MemoryInbox, MemoryItem } from './memory-inbox.ts';

/** One end of a link in memory, with what whoever drives the link needs of it. */
export interface MemoryEnd {
  readonly connection: Connection;
  /** Takes the next thing that is under way to this end; false when there is nothing that it can take. */
  takeOne(): boolean;
  /** The link is gone, and this end notices. */
  breakOff(): void;
}

export interface MemoryEndOptions {
  readonly remoteAddress: string;
  readonly certificateHash: Uint8Array;
  /** Where given, a close that the other end does not answer ends after `closeTimeoutMs`. */
  readonly clock: Clock | undefined;
  readonly closeTimeoutMs: number;
  readonly inbox: MemoryInbox;
  readonly peerInbox: MemoryInbox;
}

const broken: Closed = { code: 1006, reason: '' };
const controlFrameBytes = 2;

/** What reading needs to know; changed from the connection's side. */
interface Reader {
  readonly texts: ListenerSet<string>;
  readonly pongs: ListenerSet<null>;
  readonly refusals: ListenerSet<null>;
  readonly latch: CloseLatch;
  isPaused: boolean;
  bytesReceived: number;
  maxFrameBytes: number;
}

/** How an end comes to be closed. */
interface Closing {
  readonly phase: 'open' | 'closing' | 'broken';
  start(closed: Closed): void;
  breakOff(): void;
  finish(closed: Closed): void;
}

/** An end that behaves as one of a WebSocket does, except that everything waits until it is taken. */
export function createMemoryEnd(options: MemoryEndOptions): MemoryEnd {
  const { inbox, peerInbox } = options;
  const latch = createCloseLatch();
  const closing = createClosing(options, latch);
  const reader: Reader = {
    texts: createListenerSet(),
    pongs: createListenerSet(),
    refusals: createListenerSet(),
    latch,
    isPaused: false,
    bytesReceived: 0,
    maxFrameBytes: limits.maxFrameBytes,
  };

  function refuse(why: Closed): void {
    closing.start(why);
    reader.refusals.call(null);
  }

  function take(item: MemoryItem): void {
    switch (item.type) {
      case 'text':
        reader.bytesReceived += item.bytes;
        if (closing.phase !== 'open') return;
        if (item.bytes <= reader.maxFrameBytes) reader.texts.call(item.text);
        else refuse({ code: closeCodes.messageTooBig, reason: 'frame too big' });
        return;
      case 'ping':
        reader.bytesReceived += controlFrameBytes;
        peerInbox.put({ type: 'pong' });
        return;
      case 'pong':
        reader.bytesReceived += controlFrameBytes;
        reader.pongs.call(null);
        return;
      case 'close':
        if (closing.phase === 'open') peerInbox.put(item);
        closing.finish(item.closed);
        return;
      case 'broken':
        closing.finish(broken);
    }
  }

  return {
    connection: connectionOf(options, reader, closing),
    takeOne: () => {
      if (latch.closed !== null) return false;
      if (closing.phase === 'broken') closing.finish(broken);
      else {
        const mustWait = closing.phase === 'open' && (reader.isPaused || reader.texts.size === 0);
        const item = mustWait ? null : inbox.take();
        if (item === null) return false;
        take(item);
      }
      return true;
    },
    breakOff: () => {
      closing.breakOff();
    },
  };
}

function createClosing(options: MemoryEndOptions, latch: CloseLatch): Closing {
  let phase: Closing['phase'] = 'open';
  let cancelTimeout: CancelTimer | undefined;

  function breakOff(): void {
    phase = 'broken';
    options.inbox.clear();
    cancelTimeout?.();
  }

  return {
    get phase() {
      return phase;
    },
    start: (closed) => {
      if (phase !== 'open') return;
      phase = 'closing';
      options.peerInbox.put({ type: 'close', closed });
      cancelTimeout = options.clock?.after(options.closeTimeoutMs, breakOff);
    },
    breakOff,
    finish: (closed) => {
      breakOff();
      latch.settle(closed);
    },
  };
}

function connectionOf(options: MemoryEndOptions, reader: Reader, closing: Closing): Connection {
  const { peerInbox } = options;
  return {
    remoteAddress: options.remoteAddress,
    certificateHash: options.certificateHash,
    send: (batch) => {
      if (closing.phase === 'open') for (const text of batch.texts) peerInbox.putText(text);
    },
    bufferedBytes: () => (closing.phase === 'broken' ? 0 : peerInbox.bufferedBytes()),
    bytesReceived: () => reader.bytesReceived,
    setMaxFrameBytes: (maxFrameBytes) => {
      reader.maxFrameBytes = maxFrameBytes;
    },
    pauseReading: () => {
      reader.isPaused = true;
    },
    resumeReading: () => {
      reader.isPaused = false;
    },
    ping: () => {
      if (closing.phase === 'open') peerInbox.put({ type: 'ping' });
    },
    close: (code, reason) => {
      closing.start({ code, reason });
    },
    terminate: () => {
      if (closing.phase !== 'broken') peerInbox.put({ type: 'broken' });
      closing.breakOff();
    },
    onText: (listener) => reader.texts.add(listener),
    onPong: (listener) => reader.pongs.add(listener),
    onRefused: (listener) => reader.refusals.add(listener),
    onClose: (listener) => reader.latch.onClose(listener),
  };
}
