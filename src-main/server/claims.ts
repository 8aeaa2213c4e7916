import type { Clock } from '#shared/clock.ts';
import type { DeviceKey, PersonId } from '#shared/domain/ids.ts';
import type { Logger } from '#shared/logger.ts';
import type { ClaimFrame, ClaimOpened, ClaimRevealed } from '#shared/protocol/claim.ts';
import { closeCodes } from '#shared/protocol/close-code.ts';
import type { Limits } from '#shared/protocol/limits.ts';
import type { RequestError, RequestParams, RequestResult } from '#shared/protocol/request.ts';
import { err, ok, type Result } from '#shared/result.ts';
import type { EventLog } from '../storage/event-log.ts';
import { createAddressPace, type AddressPace } from './address-pace.ts';
import type { Asked } from './catch-up.ts';
import type { DoorKeeper } from './door.ts';
import type { Knocks } from './knocks.ts';
import { createLinkOffers } from './link-offers.ts';
import type { Outgoing } from './outgoing.ts';
import type { ProtocolErrors } from './protocol-errors.ts';
import type { SessionClosing, SessionEnd } from './session-closing.ts';
import type { Session } from './session.ts';
import { ownerOf } from './session-state.ts';

/** Devices at the door that say they are a person's already, until another device of that person has looked (P18). */
export interface Claims {
  /** Lets one device ask to be this person's; returns until when. */
  offer(personId: PersonId, offered: RequestParams<'device.offer'>): number;
  /** The first of a session counts. */
  hear(session: Session, claim: ClaimFrame): void;
  list(personId: PersonId): RequestResult<'claim.list'>['claims'];
  /** `onRevealed` is called once, when the new device has said its nonce or is gone. */
  open(asked: Asked, params: RequestParams<'claim.open'>, onRevealed: OnRevealed): Result<null, RequestError>;
  reveal(session: Session, revealed: ClaimRevealed): void;
  refuse(personId: PersonId, claimId: number): boolean;
  waiting(personId: PersonId): number;
  forget(session: Session): void;
  /** The device is somebody's now: what let it ask is used up. */
  linked(device: DeviceKey): void;
}

export type OnRevealed = (revealed: Result<RequestResult<'claim.open'>, RequestError>) => void;

export interface ClaimsOptions {
  readonly clock: Clock;
  readonly log: Pick<EventLog, 'findNamed'>;
  readonly logger: Logger;
  readonly outgoing: Outgoing;
  readonly closing: SessionClosing;
  readonly protocolErrors: ProtocolErrors;
  readonly door: Pick<DoorKeeper, 'now'>;
  readonly knocks: Pick<Knocks, 'holdClaim'>;
  /** Tokens that were none, by address. */
  readonly guesses: Pick<AddressPace, 'take' | 'waitMs'>;
  readonly limits: Pick<Limits, 'maxKnocks' | 'maxKnocksPerAddress' | 'maxKnockOpeningsPerHour'>;
  /** Another number of devices waits for this person. */
  readonly onChanged: (personId: PersonId) => void;
}

interface Claim {
  readonly claimId: number;
  readonly session: Session;
  readonly personId: PersonId;
  readonly isByLink: boolean;
  readonly commit: string;
  readonly at: number;
  /** The new device has one nonce, and so one exchange: null until another device has come to it. */
  exchange: { readonly onRevealed: OnRevealed; isRevealed: boolean } | null;
}

export function createClaims(options: ClaimsOptions): Claims {
  const { clock, log, logger, outgoing, closing, protocolErrors, door, knocks, guesses, limits, onChanged } = options;
  const claims = new Map<number, Claim>();
  /** Those who have said it, whether or not it is known yet whose it is. */
  const said = new Set<Session>();
  const offers = createLinkOffers(clock);
  const openings = createAddressPace(clock, {
    perSecond: limits.maxKnockOpeningsPerHour / 3600,
    burst: limits.maxKnockOpeningsPerHour,
  });
  let lastId = 0;

  const ofSession = (session: Session) => [...claims.values()].find((claim) => claim.session === session) ?? null;

  function isFull({ connection }: Session): boolean {
    const here = [...claims.values()].filter(
      (claim) => claim.session.connection.remoteAddress === connection.remoteAddress,
    );
    return claims.size >= limits.maxKnocks || here.length >= limits.maxKnocksPerAddress;
  }

  function add(
    session: Session,
    { personId, isByLink, commit }: Pick<Claim, 'personId' | 'isByLink' | 'commit'>,
  ): void {
    lastId += 1;
    claims.set(lastId, { claimId: lastId, session, personId, isByLink, commit, at: clock.now(), exchange: null });
    onChanged(personId);
  }

  function byLink(session: Session, commit: string): void {
    const { remoteAddress } = session.connection;
    const device = ownerOf(session.state)?.device;
    const isGuessing = guesses.waitMs(remoteAddress) > 0;
    const personId = isGuessing || device === undefined ? null : offers.use(session.inviteId, device);
    if (personId !== null && !isFull(session)) add(session, { personId, isByLink: true, commit });
    else if (personId !== null || isGuessing) closing.close(session, crowded);
    else {
      guesses.take(remoteAddress);
      closing.close(session, linkInvalid);
    }
  }

  function byName(session: Session, displayName: string, commit: string): void {
    log.findNamed(displayName).then(
      (personId) => {
        if (session.state.type !== 'pending') return;
        if (isFull(session) || !knocks.holdClaim(session, { displayName, personId })) closing.close(session, crowded);
        else if (personId !== null) add(session, { personId, isByLink: false, commit });
      },
      (error: unknown) => {
        logger.error('The log could not say whose name it is.', { error: String(error) });
        closing.close(session, { code: closeCodes.goingAway, reason: 'the storage failed' });
      },
    );
  }

  function drop(claim: Claim): void {
    claims.delete(claim.claimId);
    const { exchange } = claim;
    if (exchange !== null && !exchange.isRevealed) exchange.onRevealed(notFound(claim.claimId));
    onChanged(claim.personId);
  }

  return {
    offer: offers.add,
    hear: (session, { commit, displayName }) => {
      if (said.has(session)) return;
      said.add(session);
      if (displayName === undefined) byLink(session, commit);
      // Where only invites let in, a name that anybody may say calls nobody.
      else if (door.now() === 'invite' && session.inviteId === null)
        protocolErrors.report(session, { type: 'unexpected_frame', frame: 'claim' });
      else byName(session, displayName, commit);
    },
    list: (personId) =>
      [...claims.values()].flatMap(({ claimId, session, personId: of, at, isByLink, commit, exchange }) => {
        const owner = ownerOf(session.state);
        if (of !== personId || owner === null || exchange !== null) return [];
        const { device } = owner;
        const { connection, deviceName: name } = session;
        return [{ claimId, device, name, address: connection.remoteAddress, at, isByLink, commit }];
      }),
    open: ({ owner }, { claimId, nonce }, onRevealed) => {
      const claim = claims.get(claimId);
      if (claim?.personId !== owner.personId || claim.exchange !== null) return notFound(claimId);
      const { remoteAddress } = claim.session.connection;
      const retryAfterMs = openings.waitMs(remoteAddress);
      if (retryAfterMs > 0) return err({ type: 'overloaded', retryAfterMs });
      openings.take(remoteAddress);
      claim.exchange = { onRevealed, isRevealed: false };
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
    waiting: (personId) =>
      [...claims.values()].filter((claim) => claim.personId === personId && !claim.exchange).length,
    forget: (session) => {
      said.delete(session);
      const claim = ofSession(session);
      if (claim !== null) drop(claim);
    },
    linked: offers.forgetDevice,
  };
}

function notFound(claimId: number): Result<never, RequestError> {
  return err({ type: 'claim_not_found', claimId });
}

const sentAway: SessionEnd = { code: closeCodes.notLetIn, reason: 'not let in', error: { type: 'not_let_in' } };

const linkInvalid: SessionEnd = { code: closeCodes.notLetIn, reason: 'no such link', error: { type: 'link_invalid' } };

const crowded: SessionEnd = {
  code: closeCodes.doorCrowded,
  reason: 'too many wait at the door',
  error: { type: 'door_crowded' },
};
