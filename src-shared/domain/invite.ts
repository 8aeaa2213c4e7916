import type { InviteId, PersonId, RoomId } from './ids.ts';
import type { PersonRole } from './role.ts';

/** The most people one invite lets in, and the most rooms it leads into. */
export const maxInviteUses = 1_000;
export const maxInviteRooms = 32;
/** So many invites of one person may be open at once. */
export const maxOpenInvites = 64;
/** What it is for, in code points: shown to whoever made it and to owners. */
export const maxInviteNoteCodePoints = 64;
/** The longest that an invite works, in milliseconds. */
export const maxInviteMs = 366 * 24 * 60 * 60 * 1000;

/** Lets whoever holds its token in (T6). The log knows the token's hash alone, which is the invite's id. */
export interface Invite {
  readonly inviteId: InviteId;
  readonly createdBy: PersonId;
  /** What those who come in by it are at first. */
  readonly role: PersonRole;
  /** The rooms that they may join, private ones too. */
  readonly roomIds: readonly RoomId[];
  readonly maxUses: number;
  readonly uses: number;
  /** By the server's clock, in milliseconds. */
  readonly expiresAt: number;
  readonly isRevoked: boolean;
}

/** Whether somebody may still come in by it; the clock of the log never goes back. */
export function isInviteGood({ uses, maxUses, expiresAt, isRevoked }: Invite, now: number): boolean {
  return !isRevoked && uses < maxUses && now < expiresAt;
}
