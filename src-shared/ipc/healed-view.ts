import type { PersonId } from '../domain/ids.ts';

/** What came back of what a server lost (H7). */
export interface HealedView {
  /** When the server began anew, by its clock, in milliseconds since 1970. */
  readonly startedAt: number;
  /** How many messages and other events came back. */
  readonly returned: number;
  /** From whose devices, those who gave the most first. */
  readonly givers: readonly PersonId[];
  /** How many are known to have been and are on no device that came back so far. */
  readonly missing: number;
  /** How many private rooms are told to nobody until two are back who were in them lately. */
  readonly closedRooms: number;
}
