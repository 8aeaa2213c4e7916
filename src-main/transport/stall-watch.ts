import type { PacedWriter } from './paced-writer.ts';
import type { TransportLimits } from './transport-limits.ts';

/** `waiting`: something waits, and nothing has left since the last look; `stalled`: for too long. */
export type Progress = 'moving' | 'waiting' | 'stalled';

/**
 * Tells by looks at about every `sweepIntervalMs` whether something has waited for `maxStallMs` and nothing left meanwhile
 * (D12). What left is compared with the most that ever had: a ping that joins the queue makes it look like less. A look
 * that comes late counts as two at most, since this process slept as well and the reader may have had no chance.
 */
export function createStallWatch(
  writer: Pick<PacedWriter, 'bufferedBytes' | 'flushedBytes'>,
  limits: Pick<TransportLimits, 'maxStallMs' | 'sweepIntervalMs'>,
): (nowMs: number) => Progress {
  let mostFlushedBytes = 0;
  let lastLookAtMs: number | null = null;
  let stalledMs = 0;
  return (nowMs) => {
    const flushedBytes = writer.flushedBytes();
    const isMoving = flushedBytes > mostFlushedBytes || writer.bufferedBytes() === 0;
    const sinceLastLookMs = lastLookAtMs === null ? 0 : nowMs - lastLookAtMs;
    mostFlushedBytes = Math.max(mostFlushedBytes, flushedBytes);
    lastLookAtMs = nowMs;
    stalledMs = isMoving ? 0 : stalledMs + Math.min(sinceLastLookMs, 2 * limits.sweepIntervalMs);
    if (isMoving) return 'moving';
    return stalledMs >= limits.maxStallMs ? 'stalled' : 'waiting';
  };
}
