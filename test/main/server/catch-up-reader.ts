import type { RecordingConnection } from './recording-connection.ts';

/** What a client makes of what it is sent, as strictly as PROTOCOL.md allows. */
export interface CatchUpReader {
  /** Reads what came since the last call; throws at the first thing that breaks the contract. */
  read(): void;
  /** Everything that was told, by event, acceptance or snapshot: from 1 to here, without a hole. */
  readonly toldSeq: number;
  /** The last position, which nothing told may lie behind of. */
  readonly positionSeq: number;
  /** Own commands that have an answer, by seq. */
  readonly answered: ReadonlySet<number>;
  /** How the resume will be, once the server has said so. */
  readonly mode: 'none' | 'replay' | 'snapshot';
  readonly isLive: boolean;
  readonly partsWanted: number;
}

export function createCatchUpReader(connection: RecordingConnection, startSeq: number): CatchUpReader {
  let [toldSeq, positionSeq, partsWanted, partsSeen, snapshotSeq] = [startSeq, startSeq, 0, 0, 0];
  let mode: CatchUpReader['mode'] = 'none';
  let isLive = false;
  const answered = new Set<number>();

  function check(condition: boolean, sentence: string): void {
    if (!condition) throw new Error(`${sentence}: told ${toldSeq}, position ${positionSeq}, ${mode}`);
  }

  function tell(seq: number, isOwn: boolean): void {
    check(seq === toldSeq + 1, `seq ${seq} is not the next`);
    toldSeq = seq;
    if (isOwn) answer(seq);
  }

  function answer(seq: number): void {
    check(!answered.has(seq), `command ${seq} is answered twice`);
    answered.add(seq);
  }

  function advance(seq: number): void {
    check(seq >= positionSeq, `position ${seq} goes back`);
    check(seq >= toldSeq, `position ${seq} is behind what was told`);
    // Every event is visible in these tests, so a position covers nothing that was not told.
    check(seq === toldSeq, `position ${seq} covers what was not told`);
    positionSeq = seq;
  }

  function readReply(result: Record<string, unknown>): void {
    if (result.mode === 'replay') mode = 'replay';
    if (result.mode === 'snapshot') {
      mode = 'snapshot';
      partsWanted = Number(result.parts);
      snapshotSeq = seqOf(result.position);
    }
    if ('part' in result && (partsSeen += 1) === partsWanted) {
      [toldSeq, positionSeq, isLive] = [snapshotSeq, snapshotSeq, true];
    }
    if (Array.isArray(result.events)) {
      for (const event of result.events as Record<string, unknown>[]) tell(seqOf(event.header), event.isOwn === true);
      advance(seqOf(result.position));
      isLive = result.isLast === true;
    }
  }

  return {
    read: () => {
      for (const frame of connection.takeFrames()) {
        if (frame.type === 'event') tell(seqOf(frame.header), frame.isOwn === true);
        if (frame.type === 'position') advance(seqOf(frame.position));
        if (frame.type === 'reply' && 'result' in frame) readReply(frame.result as Record<string, unknown>);
        if (frame.type !== 'accepted') continue;
        // What the snapshot covers is in it, and is answered beside the order of the log.
        if (seqOf(frame.header) <= toldSeq && mode === 'snapshot') answer(seqOf(frame.header));
        else tell(seqOf(frame.header), true);
      }
    },
    get toldSeq() {
      return toldSeq;
    },
    get positionSeq() {
      return positionSeq;
    },
    answered,
    get mode() {
      return mode;
    },
    get isLive() {
      return isLive;
    },
    get partsWanted() {
      return partsWanted;
    },
  };
}

function seqOf(holder: unknown): number {
  return (holder as { seq: number }).seq;
}
