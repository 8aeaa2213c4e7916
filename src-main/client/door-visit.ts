/** One connection's stay at the door: what this device says there of itself, and what it hears of whoever comes to it (T7, P18). */
import type { Door } from '#shared/domain/door.ts';
import type { PersonId } from '#shared/domain/ids.ts';
import type { SessionFrame } from '#shared/protocol/session.ts';
import type { Random } from '#shared/random.ts';
import type { KeyPair } from '../identity/key-pair.ts';
import type { ClientState, ClientStore } from '../storage/client-store.ts';
import type { ClaimWish } from './claim-wish.ts';
import { createClaim, openClaim, type Claim } from './claim.ts';
import type { RouterContext } from './frame-router.ts';
import type { ProvedConnection } from './handshake.ts';
import { showAndHeal } from './heal.ts';
import { createKnock, openKnock, type Knock } from './knock.ts';
import type { SessionHost } from './session-host.ts';
import type { SessionLine } from './session-line.ts';
import { problemOfFailure } from './session-problem.ts';

export interface DoorContext {
  readonly store: ClientStore;
  readonly deviceKeys: KeyPair;
  readonly random: Random;
  readonly deviceName: string;
  readonly host: SessionHost;
}

/** What this end says of itself at the door. */
export interface DoorVisit {
  readonly knock: Knock;
  readonly door: Door;
  /** Where it comes as somebody's device, until it is let in as somebody new. */
  claim: Claim | null;
  /** It was somebody's device once, and is nobody by its own key. */
  readonly isLinked: boolean;
}

interface DoorWay {
  readonly context: DoorContext;
  readonly proved: ProvedConnection;
  readonly line: SessionLine;
  /** The door has opened meanwhile. */
  readonly isIn: () => boolean;
}

/** Once a connection: its nonces are good for one guess at the digits. */
export function comeToDoor(
  { context, proved, line, isIn }: DoorWay,
  login: ClientState,
  { door, commit }: Extract<SessionFrame, { readonly state: 'pending' }>,
): DoorVisit {
  const wish = claimOf(context.host, login);
  context.host.news({ type: 'pending', door, claim: wish?.type ?? null });
  const knock = createKnock({ ...context, ...proved, device: login.device, commit });
  line.sendText(knock.frame);
  const claim = wish === null ? null : createClaim({ ...context, ...proved, wish });
  waitAtDoor(context, line, { known: login, claim, isIn }).catch(line.storeFailed);
  return { knock, door, claim, isLinked: login.isLinked };
}

/** Somebody has come: who lets in, or another device of the person whose this is to be. */
export function heardAtDoor(
  { host }: DoorContext,
  { visit, line }: { readonly visit: () => DoorVisit | null; readonly line: () => SessionLine },
): Pick<RouterContext, 'onKnockOpened' | 'onClaimOpened' | 'onClaimDropped'> {
  return {
    onKnockOpened: (frame) => {
      openKnock(visit()?.knock ?? null, frame, { host, end: line().end });
    },
    onClaimOpened: (frame) => {
      openClaim(visit()?.claim ?? null, frame, { host, line: line() });
    },
    onClaimDropped: () => {
      const dropped = visit();
      if (dropped !== null && dropped.claim !== null) comeAsNewcomer(host, line(), dropped);
    },
  };
}

/** Over the same connection, whose digits were compared: another one would be one more guess at them (T7). */
function comeAsNewcomer(host: SessionHost, line: SessionLine, visit: DoorVisit): void {
  if (visit.isLinked) return line.end({ type: 'not_let_in' });
  visit.claim = null;
  host.news({ type: 'pending', door: visit.door, claim: null });
  host.claimDropped();
  line.outbox.knock();
}

interface Waiting extends Pick<DoorWay, 'isIn'> {
  readonly known: ClientState;
  /** What is said in place of asking to be let in. */
  readonly claim: Claim | null;
}

/** A server that does not know who was let in once may have lost that, and more with it: it gets it back (H3). */
async function waitAtDoor({ store }: DoorContext, line: SessionLine, { known, claim, isIn }: Waiting): Promise<void> {
  const { position, displayName } = known;
  if (position !== null) await showAndHeal({ ...line, store }, known, null);
  if (isIn() || line.isEnded) return;
  if (claim !== null) return line.sendText(claim.frame);
  const isLost = displayName !== null && (await store.askAgain());
  if (isLost) line.end(problemOfFailure({ type: 'outbox_renewed' }));
  else line.outbox.knock();
}

/** A linked device that the server does not know any more is nobody by its key alone: it says again whose it is. */
function claimOf({ claim }: Pick<SessionHost, 'claim'>, { isLinked, displayName }: ClientState): ClaimWish | null {
  const again: ClaimWish | null = isLinked && displayName !== null ? { type: 'name', displayName } : null;
  return claim() ?? again;
}

/**
 * Whether this device can be that person's: its own, unless it came as somebody's device, now or before the connection was lost;
 * and where another device has come to it, nobody's but that device's (P18).
 */
export function mayBe(
  { host, visit }: { readonly host: Pick<SessionHost, 'claim'>; readonly visit: DoorVisit | null },
  { personId: own }: Pick<ClientState, 'personId'>,
  personId: PersonId,
): boolean {
  const openedBy = visit?.claim?.openedBy() ?? null;
  if (openedBy !== null) return personId === openedBy;
  return personId === own || (visit === null ? host.claim() : visit.claim) !== null;
}
