import type { Clock } from '#shared/clock.ts';
import type { ReceivedFrame } from '../storage/client-store.ts';
import type { IsAuthentic, ReceivedEvent } from './authorship.ts';

/** A frame for the store; `event` where its author's signature has to be looked at. */
export interface UncheckedFrame {
  readonly text: string;
  readonly event: ReceivedEvent | null;
}

/** Checks the signatures of frames, in their order. */
export type CheckFrames = (frames: readonly UncheckedFrame[]) => Promise<readonly ReceivedFrame[]>;

/** After this many checks, some 5 ms, others get their turn. */
const sliceLength = 50;

/** Looks at every author's signature before a frame is committed (P11), and yields between slices of a long page. */
export function createSignatureCheck(clock: Clock, isAuthentic: IsAuthentic): CheckFrames {
  return async (frames) => {
    const checked: ReceivedFrame[] = [];
    for (const [index, { text, event }] of frames.entries()) {
      if (index > 0 && index % sliceLength === 0) await turn(clock);
      checked.push({ text, isSigned: event === null || isAuthentic(event) });
    }
    return checked;
  };
}

function turn(clock: Clock): Promise<void> {
  return new Promise((resolve) => {
    clock.after(0, resolve);
  });
}
