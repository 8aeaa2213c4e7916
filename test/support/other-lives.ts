/** A life of the log as its table of epochs has it. */
export interface LogLife {
  readonly epoch: number;
  readonly epochId: string;
  readonly gate: string;
}

/** A life of which devices have shown more than the log holds. */
export interface ShownLife {
  readonly epoch: number;
  readonly epochId: string;
}

/**
 * Of the lives that were shown those for which the host alone may open the gate: the log knows nothing of them, and they were not
 * behind it when its gate became the host's (H3).
 */
export function otherLives<Shown extends ShownLife>(log: readonly LogLife[], shown: readonly Shown[]): Shown[] {
  const latestFirst = log.toSorted((a, b) => b.epoch - a.epoch);
  // A gate that was the host's stays so through the epochs that begin before it opens.
  const before = latestFirst.find(({ gate }) => gate !== 'host');
  const known = new Set(log.map(({ epochId }) => epochId));
  return shown.filter(({ epoch, epochId }) => !known.has(epochId) && epoch >= (before?.epoch ?? 0));
}
