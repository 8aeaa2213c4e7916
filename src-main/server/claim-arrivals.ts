import type { PersonId } from '#shared/domain/ids.ts';
import type { Logger } from '#shared/logger.ts';
import type { ClaimFrame } from '#shared/protocol/claim.ts';
import { closeCodes } from '#shared/protocol/close-code.ts';
import type { Limits } from '#shared/protocol/limits.ts';
import type { EventLog } from '../storage/event-log.ts';
import type { KeyedPace } from './keyed-pace.ts';
import { crowdedEnd } from './door-crowded.ts';
import type { DoorKeeper } from './door.ts';
import type { Knocks } from './knocks.ts';
import type { LinkOffers } from './link-offers.ts';
import type { ProtocolErrors } from './protocol-errors.ts';
import type { ServerCounters } from './server-counters.ts';
import type { SessionClosing, SessionEnd } from './session-closing.ts';
import type { Session } from './session.ts';
import { ownerOf } from './session-state.ts';

/** What a device at the door says it is, once that is known to be somebody's. */
export interface SaidClaim {
  readonly personId: PersonId;
  readonly isByLink: boolean;
  readonly commit: string;
}

/** Whose a device at the door says it is: by a token of that person, or by a name, of which it is told nothing (P18). */
export interface ClaimArrivals {
  hear(session: Session, claim: ClaimFrame): void;
  /** Whether the session has said that it is somebody's device. */
  hasSaid(session: Session): boolean;
  forget(session: Session): void;
}

export interface ClaimArrivalsOptions {
  readonly log: Pick<EventLog, 'findNamed' | 'isInviteGood'>;
  readonly logger: Logger;
  readonly closing: SessionClosing;
  readonly counters: ServerCounters;
  readonly protocolErrors: ProtocolErrors;
  readonly door: Pick<DoorKeeper, 'now'>;
  readonly knocks: Pick<Knocks, 'holdClaim'>;
  /** Tokens that were none, of links and of invites, by address. */
  readonly guesses: Pick<KeyedPace, 'take' | 'waitMs'>;
  readonly offers: Pick<LinkOffers, 'use'>;
  readonly limits: Pick<Limits, 'maxKnocks' | 'maxKnocksPerAddress'>;
  readonly add: (session: Session, claim: SaidClaim) => void;
  /** Those that came by a link, or those that came by a name. */
  readonly waiting: (isByLink: boolean) => readonly Session[];
}

export function createClaimArrivals(options: ClaimArrivalsOptions): ClaimArrivals {
  const { log, logger, closing, counters, protocolErrors, door, knocks, guesses, offers, limits, add, waiting } =
    options;
  /** The first claim of a session counts, whether or not it is known yet whose it is. */
  const said = new Set<Session>();

  /** Counted apart: who says names takes no room from whoever has a link. */
  function isFull({ connection: { remoteAddress } }: Session, isByLink: boolean): boolean {
    const all = waiting(isByLink);
    const here = all.filter(({ connection }) => connection.remoteAddress === remoteAddress);
    return all.length >= limits.maxKnocks || here.length >= limits.maxKnocksPerAddress;
  }

  function turnAway(session: Session, counter: 'claimsRefused' | 'inviteGuessesDelayed' | 'linkGuessesDelayed'): void {
    counters[counter] += 1;
    closing.close(session, crowdedEnd);
  }

  function guessed(session: Session, counter: 'inviteGuesses' | 'linkGuesses'): void {
    counters[counter] += 1;
    guesses.take(session.connection.remoteAddress);
    closing.close(session, linkInvalid);
  }

  function byLink(session: Session, commit: string): void {
    const { remoteAddress } = session.connection;
    const device = ownerOf(session.state)?.device;
    const isGuessing = guesses.waitMs(remoteAddress) > 0;
    const personId = isGuessing || device === undefined ? null : offers.use(session.inviteId, device);
    if (personId !== null && !isFull(session, true)) add(session, { personId, isByLink: true, commit });
    else if (personId !== null) turnAway(session, 'claimsRefused');
    else if (isGuessing) turnAway(session, 'linkGuessesDelayed');
    else guessed(session, 'linkGuesses');
  }

  function byName(session: Session, displayName: string, commit: string): void {
    log.findNamed(displayName).then(
      (personId) => {
        if (session.state.type !== 'pending') return;
        if (isFull(session, false) || !knocks.holdClaim(session, { displayName, personId }))
          turnAway(session, 'claimsRefused');
        else if (personId !== null) add(session, { personId, isByLink: false, commit });
      },
      (error: unknown) => {
        failed(session, error);
      },
    );
  }

  /** Where only invites let in, a name that anybody may say calls nobody: one counts beside an invite that would let in (T7). */
  function byInvitedName(session: Session, displayName: string, commit: string): void {
    const { inviteId, connection } = session;
    if (inviteId === null) return protocolErrors.report(session, { type: 'unexpected_frame', frame: 'claim' });
    if (guesses.waitMs(connection.remoteAddress) > 0) return turnAway(session, 'inviteGuessesDelayed');
    log.isInviteGood(inviteId).then(
      (isGood) => {
        if (session.state.type !== 'pending') return;
        if (isGood) byName(session, displayName, commit);
        else guessed(session, 'inviteGuesses');
      },
      (error: unknown) => {
        failed(session, error);
      },
    );
  }

  function failed(session: Session, error: unknown): void {
    logger.error('The log could not say what a claim is worth.', { error: String(error) });
    closing.close(session, { code: closeCodes.goingAway, reason: 'the storage failed' });
  }

  return {
    hear: (session, { commit, displayName, name = '' }) => {
      if (said.has(session)) return;
      said.add(session);
      session.deviceName = name;
      if (displayName === undefined) byLink(session, commit);
      else if (door.now() === 'invite') byInvitedName(session, displayName, commit);
      else byName(session, displayName, commit);
    },
    hasSaid: (session) => said.has(session),
    forget: (session) => {
      said.delete(session);
    },
  };
}

const linkInvalid: SessionEnd = { code: closeCodes.notLetIn, reason: 'no such link', error: { type: 'link_invalid' } };
