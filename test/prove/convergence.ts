import type { ConnectionPhases } from './connection-phases.ts';

/** How people came together again after a healing. */
export interface Convergence {
  readonly ms: number;
  /** Of who was online for the shortest. */
  readonly slowest: ConnectionPhases;
}

/** How long it took, and where the time went. */
export function formatConvergence({ ms, slowest }: Convergence): string {
  const { waitedMs, dialledMs, resumedMs } = slowest;
  const parts = `waited ${formatSeconds(waitedMs)}, dialled ${formatSeconds(dialledMs)}, resumed ${formatSeconds(resumedMs)}`;
  return `${formatSeconds(ms)} s (the slowest ${parts})`;
}

export function formatSeconds(ms: number): string {
  return (ms / 1_000).toFixed(1);
}
