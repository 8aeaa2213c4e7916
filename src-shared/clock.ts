/** Time as a collaborator, so that the simulation can run years in a second and jump them backwards. */
export interface Clock {
  /** Wall clock in milliseconds since 1970, UTC. May jump either way: shown to people, never ordered by. */
  now(): number;
  /** Milliseconds since some fixed moment. Never goes back: for durations and deadlines. */
  monotonic(): number;
  /** Calls `run` once after at least `delayMs` milliseconds, and returns its own undo. */
  after(delayMs: number, run: () => void): CancelTimer;
}

export type CancelTimer = () => void;
