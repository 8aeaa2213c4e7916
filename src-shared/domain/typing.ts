import type { PersonId } from './ids.ts';

/**
 * The times of typing (P21), in milliseconds. Every side lets go by itself, so that a word that was lost, or never said, leaves
 * nobody typing for ever.
 */
export const typingTimes = {
  /** A device says again so often that its person goes on. */
  renewMs: 3_000,
  /** Nothing was written for so long: no longer typing. */
  idleMs: 5_000,
  /** A server believes a device for so long. */
  deviceMs: 6_000,
  /** A server says again so often who is still typing. */
  retellMs: 4_000,
  /** A client believes a server for so long. */
  serverMs: 10_000,
} as const;

/** A device, or whatever else a person types at. */
export interface Typist<Device> {
  readonly device: Device;
  readonly personId: PersonId;
  /** When it is no longer believed, by the clock that never jumps. */
  readonly until: number;
}

/** Those who type, in the order in which they began, after one of them was heard again or for the first time. */
export function typistHeard<Device>(
  typists: readonly Typist<Device>[],
  heard: Typist<Device>,
): readonly Typist<Device>[] {
  const isKnown = typists.some(({ device }) => device === heard.device);
  if (!isKnown) return [...typists, heard];
  return typists.map((typist) => (typist.device === heard.device ? heard : typist));
}

/** Those whose time is not up. */
export function typistsLeft<Device>(typists: readonly Typist<Device>[], now: number): readonly Typist<Device>[] {
  return typists.filter(({ until }) => until > now);
}

/** The people, each once however many devices they type at. */
export function peopleTyping(typists: readonly Typist<unknown>[]): readonly PersonId[] {
  return [...new Set(typists.map(({ personId }) => personId))];
}
