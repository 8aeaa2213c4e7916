import type { Clock } from '#shared/clock.ts';
import { maxInviteUses } from '#shared/domain/invite.ts';
import type { RoomId } from '#shared/domain/ids.ts';
import type { PersonRole } from '#shared/domain/role.ts';
import type { ChatCalls } from './calls.ts';
import type { Invites, MadeInvite } from './invites.svelte.ts';

export type InviteUntil = 'quarter' | 'hour' | 'evening' | 'week';

export interface InviteWishes {
  readonly isSeveral: boolean;
  readonly note: string;
  readonly until: InviteUntil;
  readonly role: PersonRole;
  readonly roomIds: readonly RoomId[];
}

export interface InviteDraftParts {
  readonly chat: ChatCalls;
  readonly clock: Clock;
  readonly invites: Invites;
}

const minuteMs = 60_000;
const eveningHour = 18;
/** An evening nearer than this is the next one. */
const shortestMs = 15 * minuteMs;

/** Shown for longer than that, its code may have been scanned. */
const glanceMs = 5_000;

/**
 * One invite that is being made: every change makes a new link, and the one made before in here stops working. So does one of which
 * nothing was taken or changed, where the dialog is closed after no more than a glance.
 */
export class InviteDraft {
  readonly #parts: InviteDraftParts;
  readonly #undo: () => void;
  #isStale = false;
  #isClosed = false;
  /** Somebody has done something with it, or with what it is to be. */
  #isWanted = false;
  #shownAt = 0;
  wishes = $state.raw<InviteWishes>({ isSeveral: false, note: '', until: 'evening', role: 'member', roomIds: [] });
  made = $state.raw<MadeInvite | null>(null);
  problem = $state.raw<{ readonly type: string } | null>(null);
  isMaking = $state(false);
  /** A guest sees nothing but rooms. */
  readonly needsRoom = $derived(this.wishes.role === 'guest' && this.wishes.roomIds.length === 0);

  constructor(parts: InviteDraftParts) {
    this.#parts = parts;
    this.#undo = parts.chat.on('command.failed', ({ commandId, reason }) => {
      if (commandId !== this.made?.commandId) return;
      this.made = null;
      this.problem = reason;
    });
    void this.#make();
  }

  close(): void {
    this.#isClosed = true;
    this.#undo();
    const isGlance = this.#parts.clock.monotonic() - this.#shownAt <= glanceMs;
    if (this.made !== null && !this.#isWanted && isGlance) void this.#parts.invites.revoke(this.made.inviteId);
  }

  /** The link or its code was copied, saved or selected. */
  take(): void {
    this.#isWanted = true;
  }

  change(changes: Partial<InviteWishes>): void {
    this.#isWanted = true;
    this.wishes = { ...this.wishes, ...changes };
    void this.#make();
  }

  async #make(): Promise<void> {
    this.#isStale = true;
    if (this.isMaking) return;
    this.isMaking = true;
    while (this.#isStale && !this.#isClosed) {
      this.#isStale = false;
      await this.#makeOnce();
    }
    this.isMaking = false;
  }

  async #makeOnce(): Promise<void> {
    const { invites, clock } = this.#parts;
    const { isSeveral, note, until, role, roomIds } = this.wishes;
    const before = this.made;
    this.made = null;
    this.problem = null;
    if (before !== null) await invites.revoke(before.inviteId);
    if (this.needsRoom) return;
    const maxUses = isSeveral ? maxInviteUses : 1;
    const expiresInMs = inviteMs(until, clock.now());
    const made = await invites.create({ note: note.trim(), role, roomIds: [...roomIds], maxUses, expiresInMs });
    if (!made.ok) this.problem = made.error;
    // Nobody has seen it.
    else if (this.#isClosed) await invites.revoke(made.value.inviteId);
    else {
      this.made = made.value;
      this.#shownAt = clock.monotonic();
    }
  }
}

/** The next 18:00 here that is not quite near. */
export function eveningAfter(now: number): number {
  const evening = new Date(now);
  evening.setHours(eveningHour, 0, 0, 0);
  if (evening.getTime() - now < shortestMs) evening.setDate(evening.getDate() + 1);
  return evening.getTime();
}

/** How long an invite works. */
export function inviteMs(until: InviteUntil, now: number): number {
  if (until === 'evening') return eveningAfter(now) - now;
  return { quarter: 15 * minuteMs, hour: 60 * minuteMs, week: 7 * 24 * 60 * minuteMs }[until];
}
