import type { Clock } from '#shared/clock.ts';
import type { DeviceKey, PersonId } from '#shared/domain/ids.ts';
import { parseName } from '#shared/domain/name.ts';
import type { ClaimDropped } from '#shared/protocol/claim.ts';
import { closeCodes } from '#shared/protocol/close-code.ts';
import { commandFrameSchema } from '#shared/protocol/command-frame.ts';
import { parseFrame } from '#shared/protocol/client-frame.ts';
import type { Limits } from '#shared/protocol/limits.ts';
import type { RequestError, RequestResult } from '#shared/protocol/request.ts';
import type { Random } from '#shared/random.ts';
import { err, ok, type Result } from '#shared/result.ts';
import type { AppendItem } from '../storage/event-log.ts';
import { createKeyedPace } from './keyed-pace.ts';
import { crowdedEnd } from './door-crowded.ts';
import { givingWay } from './giving-way.ts';
import { createKnockNonces } from './knock-nonces.ts';
import type { Outgoing } from './outgoing.ts';
import type { ServerCounters } from './server-counters.ts';
import type { SessionClosing, SessionEnd } from './session-closing.ts';
import type { Session } from './session.ts';
import { ownerOf } from './session-state.ts';
import { perHour } from './token-bucket.ts';

/** Strangers who wait at the door until somebody who may let them in has looked (T7). */
export interface Knocks {
  /** The session waits for the door: what its client is told of the server's nonce. */
  begin(session: Session): string;
  /** The client's nonce, the first one counts. */
  hear(session: Session, nonce: string): void;
  /** The door is closed to this admission: it waits from now on. False where it cannot. */
  hold(session: Session, item: AppendItem): boolean;
  /** Somebody says who they are already, and sends no admission: an owner may vouch for them (T8). False where there is no room. */
  holdClaim(session: Session, claim: KnockClaim): boolean;
  /** Whether this one waits until somebody has looked. */
  has(session: Session): boolean;
  list(): RequestResult<'knock.list'>['knocks'];
  open(knockId: number): Result<RequestResult<'knock.open'>, RequestError>;
  refuse(knockId: number): boolean;
  /** The device was let in, or everybody is where it is null: what waits goes to the log again. */
  retry(device: DeviceKey | null): void;
  forget(session: Session): void;
  waiting(): number;
}

export interface KnocksOptions {
  readonly clock: Clock;
  readonly random: Random;
  readonly outgoing: Outgoing;
  readonly closing: SessionClosing;
  readonly counters: ServerCounters;
  readonly limits: Pick<Limits, 'maxKnocks' | 'maxKnocksPerAddress' | 'maxKnockOpeningsPerHour'>;
  /** Puts an admission on its way to the log again. */
  readonly push: (session: Session, item: AppendItem) => void;
  /** Another number of people waits. */
  readonly onChanged: () => void;
}

/** What a claim says at the door: the name, and whose that is, where it is somebody's. */
export interface KnockClaim {
  readonly displayName: string;
  readonly personId: PersonId | null;
}

interface Knock {
  readonly knockId: number;
  readonly session: Session;
  /** Null of a claim, which is answered by no command of its own. */
  readonly item: AppendItem | null;
  readonly displayName: string;
  /** Undefined of whoever asks to be let in as somebody new. */
  readonly claims: PersonId | null | undefined;
  readonly at: number;
  isOpened: boolean;
}

type ListedKnock = RequestResult<'knock.list'>['knocks'][number];

export function createKnocks(options: KnocksOptions): Knocks {
  const { clock, random, outgoing, closing, counters, limits, push, onChanged } = options;
  const nonces = createKnockNonces(random);
  const knocks = new Map<number, Knock>();
  const openings = createKeyedPace(clock, perHour(limits.maxKnockOpeningsPerHour));
  let lastId = 0;

  function ofSession(session: Session): Knock | null {
    return [...knocks.values()].find((knock) => knock.session === session) ?? null;
  }

  function add(session: Session, said: Pick<Knock, 'item' | 'displayName' | 'claims'>): boolean {
    const older = ofSession(session);
    if (older !== null) knocks.delete(older.knockId);
    if (!nonces.isHeard(session)) return false;
    if (!makeRoomAt(addressOf({ session }))) {
      counters.knocksRefused += 1;
      return false;
    }
    lastId += 1;
    const knockId = older?.knockId ?? lastId;
    knocks.set(knockId, { knockId, session, ...said, at: clock.now(), isOpened: older?.isOpened ?? false });
    onChanged();
    return true;
  }

  /** Whether one more may knock from there; somebody else may have had to go for it. */
  function makeRoomAt(address: string): boolean {
    const place = findPlace([...knocks.values()], address, limits);
    if (typeof place === 'string') return place === 'free';
    counters.knocksDisplaced += 1;
    closing.close(place.session, crowdedEnd);
    return true;
  }

  /** Who waits with a command is heard again; who claims to be somebody sends one now, over the connection that was compared (T7). */
  function goOn({ session, item }: Knock): void {
    if (item === null) outgoing.send(session, JSON.stringify({ type: 'claim.dropped' } satisfies ClaimDropped));
    else push(session, item);
  }

  return {
    begin: nonces.commit,
    hear: nonces.hear,
    hold: (session, item) => add(session, { item, displayName: nameIn(item), claims: undefined }),
    holdClaim: (session, { displayName, personId }) => add(session, { item: null, displayName, claims: personId }),
    has: (session) => ofSession(session) !== null,
    list: () => [...knocks.values()].flatMap(listed),
    open: (knockId) => {
      const knock = knocks.get(knockId);
      const owner = knock === undefined ? null : ownerOf(knock.session.state);
      const result = knock === undefined || owner === null ? null : nonces.comparable(knock.session, owner.device);
      if (knock === undefined || result === null) return err({ type: 'knock_not_found', knockId });
      const { remoteAddress } = knock.session.connection;
      const retryAfterMs = knock.isOpened ? 0 : openings.waitMs(remoteAddress);
      if (retryAfterMs > 0) {
        counters.openingsRefused += 1;
        return err({ type: 'overloaded', retryAfterMs });
      }
      if (!knock.isOpened) {
        openings.take(remoteAddress);
        knock.isOpened = true;
        outgoing.send(knock.session, JSON.stringify({ type: 'knock.opened', nonce: result.serverNonce }));
      }
      return ok(result);
    },
    refuse: (knockId) => {
      const knock = knocks.get(knockId);
      if (knock === undefined) return false;
      knocks.delete(knock.knockId);
      closing.close(knock.session, sentAway);
      onChanged();
      return true;
    },
    retry: (device) => {
      const now = [...knocks.values()].filter((knock) => isLetIn(knock, device));
      for (const knock of now) {
        knocks.delete(knock.knockId);
        goOn(knock);
      }
      if (now.length > 0) onChanged();
    },
    forget: (session) => {
      nonces.forget(session);
      const knock = ofSession(session);
      if (knock === null) return;
      knocks.delete(knock.knockId);
      onChanged();
    },
    waiting: () => knocks.size,
  };
}

/** Whom nobody has come to yet gives way, where the most of them are, to whoever knocks from where there are fewer. */
function findPlace(
  knocks: readonly Knock[],
  address: string,
  { maxKnocks, maxKnocksPerAddress }: KnocksOptions['limits'],
): Knock | 'free' | 'none' {
  const here = knocks.filter((knock) => addressOf(knock) === address).length;
  if (here >= maxKnocksPerAddress) return 'none';
  if (knocks.length < maxKnocks) return 'free';
  return givingWay(knocks, { addressOf, mayGo: ({ isOpened }) => !isOpened, above: here + 1 }) ?? 'none';
}

/** The device was, or everybody is where it is null: an open door is nothing to whoever is somebody already. */
function isLetIn({ session, item }: Knock, device: DeviceKey | null): boolean {
  return device === null ? item !== null : ownerOf(session.state)?.device === device;
}

function addressOf({ session }: Pick<Knock, 'session'>): string {
  return session.connection.remoteAddress;
}

/** As whoever looks after the door sees it. */
function listed({ knockId, session, displayName, claims, at, isOpened }: Knock): ListedKnock[] {
  const owner = ownerOf(session.state);
  if (owner === null) return [];
  const { device } = owner;
  const address = session.connection.remoteAddress;
  return [{ knockId, displayName, ...(claims === undefined ? {} : { claims }), device, address, at, isOpened }];
}

/** What they say they are called; the frame was read before. */
function nameIn({ frame }: AppendItem): string {
  const read = parseFrame(commandFrameSchema, frame);
  const typed = read.ok ? read.value.command.body['displayName'] : '';
  const name = parseName(typeof typed === 'string' ? typed : '');
  return name.ok ? name.value : '';
}

const sentAway: SessionEnd = {
  code: closeCodes.notLetIn,
  reason: 'not let in',
  error: { type: 'not_let_in' },
};
