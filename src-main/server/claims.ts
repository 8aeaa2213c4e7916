import type { CancelTimer, Clock } from '#shared/clock.ts';
import type { DeviceKey, PersonId } from '#shared/domain/ids.ts';
import type { ClaimFrame, ClaimOpened, ClaimRevealed } from '#shared/protocol/claim.ts';
import { closeCodes } from '#shared/protocol/close-code.ts';
import type { Limits } from '#shared/protocol/limits.ts';
import type { RequestError, RequestParams, RequestResult } from '#shared/protocol/request.ts';
import { err, ok, type Result } from '#shared/result.ts';
import { createKeyedPace } from './keyed-pace.ts';
import type { Asked } from './catch-up.ts';
import { createClaimArrivals, type ClaimArrivalsOptions, type SaidClaim } from './claim-arrivals.ts';
import { createLinkOffers } from './link-offers.ts';
import type { Outgoing } from './outgoing.ts';
import type { SessionEnd } from './session-closing.ts';
import type { Session } from './session.ts';
import { ownerOf } from './session-state.ts';
import { perHour } from './token-bucket.ts';

/** Devices at the door that say they are a person's already, until another device of that person has looked (P18). */
export interface Claims {
  /** Lets one device ask to be this person's; returns until when. */
  offer(personId: PersonId, offered: RequestParams<'device.offer'>): number;
  /** The first of a session counts. */
  hear(session: Session, claim: ClaimFrame): void;
  /** Whether the session has said that it is somebody's device. */
  hasSaid(session: Session): boolean;
  list(personId: PersonId): RequestResult<'claim.list'>['claims'];
  /** `onRevealed` is called once, when the new device has said its nonce or is gone; it has as long as for a login. */
  open(asked: Asked, params: RequestParams<'claim.open'>, onRevealed: OnRevealed): Result<null, RequestError>;
  reveal(session: Session, revealed: ClaimRevealed): void;
  refuse(personId: PersonId, claimId: number): boolean;
  /** Whether this one waits for the person's devices. */
  has(session: Session): boolean;
  waiting(personId: PersonId): number;
  forget(session: Session): void;
  /** The device is somebody's now: what let it ask is used up. */
  linked(device: DeviceKey): void;
}

export type OnRevealed = (revealed: Result<RequestResult<'claim.open'>, RequestError>) => void;

export interface ClaimsOptions extends Omit<ClaimArrivalsOptions, 'offers' | 'add' | 'waiting'> {
  readonly clock: Clock;
  readonly outgoing: Outgoing;
  readonly limits: ClaimArrivalsOptions['limits'] & Pick<Limits, 'maxKnockOpeningsPerHour' | 'loginTimeoutMs'>;
  /** Another number of devices waits for this person. */
  readonly onChanged: (personId: PersonId) => void;
}

interface Claim extends SaidClaim {
  readonly claimId: number;
  readonly session: Session;
  readonly at: number;
  /** The new device has one nonce, and so one exchange: null until another device has come to it. */
  exchange: Exchange | null;
}

interface Exchange {
  readonly onRevealed: OnRevealed;
  /** The new device is sent away where it says nothing. */
  readonly cancelEnd: CancelTimer;
  isRevealed: boolean;
}

type ListedClaim = RequestResult<'claim.list'>['claims'][number];

export function createClaims(options: ClaimsOptions): Claims {
  const { clock, outgoing, closing, counters, protocolErrors, limits, onChanged } = options;
  const claims = new Map<number, Claim>();
  const offers = createLinkOffers(clock);
  const openings = createKeyedPace(clock, perHour(limits.maxKnockOpeningsPerHour));
  let lastId = 0;

  const ofSession = (session: Session) => [...claims.values()].find((claim) => claim.session === session) ?? null;

  function add(
    session: Session,
    { personId, isByLink, commit }: Pick<Claim, 'personId' | 'isByLink' | 'commit'>,
  ): void {
    lastId += 1;
    claims.set(lastId, { claimId: lastId, session, personId, isByLink, commit, at: clock.now(), exchange: null });
    onChanged(personId);
  }

  const arrivals = createClaimArrivals({
    ...options,
    offers,
    add,
    waiting: (isByLink) => [...claims.values()].flatMap((claim) => (claim.isByLink === isByLink ? claim.session : [])),
  });

  function drop(claim: Claim): void {
    claims.delete(claim.claimId);
    const { exchange } = claim;
    exchange?.cancelEnd();
    if (exchange !== null && !exchange.isRevealed) exchange.onRevealed(notFound(claim.claimId));
    onChanged(claim.personId);
  }

  return {
    offer: offers.add,
    hear: arrivals.hear,
    hasSaid: arrivals.hasSaid,
    list: (personId) => [...claims.values()].filter((claim) => claim.personId === personId).flatMap(listed),
    open: ({ owner }, { claimId, nonce }, onRevealed) => {
      const claim = claims.get(claimId);
      if (claim?.personId !== owner.personId || claim.exchange !== null) return notFound(claimId);
      const { remoteAddress } = claim.session.connection;
      const retryAfterMs = openings.waitMs(remoteAddress);
      if (retryAfterMs > 0) {
        counters.openingsRefused += 1;
        return err({ type: 'overloaded', retryAfterMs });
      }
      openings.take(remoteAddress);
      const cancelEnd = clock.after(limits.loginTimeoutMs, () => {
        closing.close(claim.session, silent);
      });
      claim.exchange = { onRevealed, cancelEnd, isRevealed: false };
      const { personId, device } = owner;
      outgoing.send(
        claim.session,
        JSON.stringify({ type: 'claim.opened', personId, device, nonce } satisfies ClaimOpened),
      );
      onChanged(personId);
      return ok(null);
    },
    reveal: (session, { nonce, proof }) => {
      const exchange = ofSession(session)?.exchange ?? null;
      if (exchange === null || exchange.isRevealed)
        protocolErrors.report(session, { type: 'unexpected_frame', frame: 'claim.revealed' });
      else {
        exchange.isRevealed = true;
        exchange.cancelEnd();
        exchange.onRevealed(ok({ nonce, proof }));
      }
    },
    refuse: (personId, claimId) => {
      const claim = claims.get(claimId);
      if (claim?.personId !== personId) return false;
      offers.forgetDevice(ownerOf(claim.session.state)?.device ?? null);
      closing.close(claim.session, sentAway);
      return true;
    },
    has: (session) => ofSession(session) !== null,
    waiting: (personId) =>
      [...claims.values()].filter((claim) => claim.personId === personId && !claim.exchange).length,
    forget: (session) => {
      arrivals.forget(session);
      const claim = ofSession(session);
      if (claim !== null) drop(claim);
    },
    linked: offers.forgetDevice,
  };
}

/** As the person's devices see it; not once one of them has come. */
function listed({ claimId, session, at, isByLink, commit, exchange }: Claim): ListedClaim[] {
  const owner = ownerOf(session.state);
  if (owner === null || exchange !== null) return [];
  const { connection, deviceName: name } = session;
  return [{ claimId, device: owner.device, name, address: connection.remoteAddress, at, isByLink, commit }];
}

function notFound(claimId: number): Result<never, RequestError> {
  return err({ type: 'claim_not_found', claimId });
}

const silent: SessionEnd = { code: closeCodes.silent, reason: 'no answer to who came to the claim' };

const sentAway: SessionEnd = { code: closeCodes.notLetIn, reason: 'not let in', error: { type: 'not_let_in' } };
