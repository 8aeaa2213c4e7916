/**
 * One connection from the login to its end: the device proves itself, the door lets the person in, what was missed is caught
 * up, and then both sides say what is new (P1). Whatever this holds ends with the connection; what lasts is in the store.
 */
import type { Clock } from '#shared/clock.ts';
import type { EpochId, PersonId, RoomId } from '#shared/domain/ids.ts';
import type { Logger } from '#shared/logger.ts';
import { closeCodes } from '#shared/protocol/close-code.ts';
import { limits } from '#shared/protocol/limits.ts';
import type { Login, SessionFrame } from '#shared/protocol/session.ts';
import type { ClientSignal } from '#shared/protocol/signal.ts';
import type { Random } from '#shared/random.ts';
import { proveDevice } from '../identity/handshake-proof.ts';
import type { KeyPair } from '../identity/key-pair.ts';
import type { ClientState, ClientStore } from '../storage/client-store.ts';
import type { StoreChanges } from '../storage/store-changes.ts';
import { startActiveParts, type ActiveParts } from './active-parts.ts';
import { isOtherLog } from './catch-up.ts';
import { comeToDoor, heardAtDoor, mayBe, type DoorVisit } from './door-visit.ts';
import { createFrameRouter, ownNumber } from './frame-router.ts';
import type { ProvedConnection } from './handshake.ts';
import type { PresenceWish } from './presence-view.ts';
import { showAndHeal } from './heal.ts';
import type { History } from './history.ts';
import type { Asking } from './requests.ts';
import type { SessionHost } from './session-host.ts';
import { createSessionLine, type SessionLine } from './session-line.ts';
import { problemOfClose } from './session-state.ts';
import { createSignalIntake } from './signal-intake.ts';
import type { CheckFrames, UncheckedFrame } from './signature-check.ts';

export interface SessionContext {
  readonly store: ClientStore;
  readonly deviceKeys: KeyPair;
  readonly check: CheckFrames;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Logger;
  /** The token of an invite (T6), until it was used. */
  readonly token: () => string | null;
  /** What this device is called: told where it is in, or asks to be somebody's; empty where it says nothing. */
  readonly deviceName: string;
  readonly host: SessionHost;
}

export interface Session {
  readonly requests: Asking;
  /** The server's public key, 32 bytes in base64url. */
  readonly serverKey: string;
  /** A command was queued. */
  kick(): void;
  markersMoved(): void;
  sendSignal(signal: ClientSignal): void;
  /** Fetches the page at the newer end of a gap; resolves at once where that cannot be. */
  fillGap: History['fill'];
  /** The machine woke up, or the network is another: is the connection still there (D10)? */
  probe(): void;
  /** The person goes. */
  close(): void;
}

/** Logs in over a connection whose other end has proved itself, and serves it until it ends. */
export function startSession(context: SessionContext, proved: ProvedConnection): Session {
  const { store, clock, host } = context;
  const { connection } = proved;
  let login: ClientState | null = null;
  let active: ActiveParts | null = null;
  let visit: DoorVisit | null = null;
  /** What becomes of it has been said, and is said once; the door alone is not the end of it. */
  let isDecided = false;

  const line = createSessionLine({
    ...context,
    connection,
    onCommitted: ({ changes, position, answered }) => {
      const wanted = tell(changes);
      active?.committed({ position, changes }, wanted);
      if (wanted.length > 0 || movesMarkers(changes)) active?.markersMoved();
      line.outbox.answered(answered);
    },
    onNameRefused: (refusal) => {
      host.news({ type: 'nameRefused', refusal });
    },
    onEnded: (problem) => {
      cancelLogin();
      active?.end();
      host.ended(problem);
    },
  });
  const signals = createSignalIntake({ ...line, connection, host, listener: { ...host, store }, onApplied: tell });
  const answeredBy = (frame: UncheckedFrame) => (login === null ? null : ownNumber(frame, login));
  const router = createFrameRouter({
    ...context,
    ...line,
    answeredBy,
    onSession,
    ...heardAtDoor(context, { visit: () => visit, line: () => line }),
    onSignal: signals.hear,
    onMisbehaved: line.end,
  });

  /** Told also after the end, because it is on disk. Returns the rooms whose history is wanted at once. */
  function tell(changes: StoreChanges): readonly RoomId[] {
    const joined = host.tell(changes);
    // A stream without pages has a hole: the next connection begins with a snapshot.
    if (changes.isResyncNeeded) line.end({ type: 'connection_lost', code: closeCodes.resync });
    return [...new Set([...joined, ...changes.holes])];
  }

  function onSession(frame: SessionFrame): void {
    if (login === null || isDecided) return;
    // Whoever waits at the door gets in, or the connection ends: all else would be one more guess at the digits (T7, P18).
    if (visit !== null && frame.state !== 'active') return line.end({ type: 'proof_wrong' });
    isDecided = frame.state !== 'pending';
    cancelLogin();
    connection.setMaxFrameBytes(limits.maxFrameBytes);
    // Whatever it says of this device: nothing of the person goes to one that has not let them in and poses as another (T8).
    const namesake = host.serverName(frame.serverName, login.displayName !== null);
    if (namesake !== null) line.end({ type: 'known_name', serverId: namesake });
    else if (frame.state === 'active' && !mayBe({ host, visit }, login, frame.personId))
      line.end({ type: 'login_refused', reason: 'person' });
    else if (frame.state === 'active' && frame.personId !== login.personId) becomePerson(context, line, frame.personId);
    else if (frame.state === 'active') beActive(login, frame);
    else if (frame.state === 'healing') giveWhatIsHeld(context, line, { known: login, epochId: frame.epochId });
    else visit = comeToDoor({ context, proved, line, isIn: () => active !== null }, login, frame);
  }

  function beActive(known: ClientState, frame: Extract<SessionFrame, { readonly state: 'active' }>): void {
    const epoch = { epoch: frame.epoch, epochId: frame.epochId };
    tellInvites(host, known, frame);
    host.news({ type: 'active', epoch });
    const onSameLog = () => {
      line.outbox.admit(frame.lastNumber);
    };
    active = startActiveParts({ ...context, line, epoch, known, answeredBy, tell, onSameLog });
    for (const signal of wishes(host.presenceWish(), context.deviceName)) line.sendSignal(signal);
    // Of a log that lost something nothing is known before it has healed, the numbers of this outbox included.
    if (!isOtherLog(known, epoch)) onSameLog();
  }

  const cancelLogin = clock.after(limits.loginTimeoutMs, () => {
    line.end({ type: 'timed_out' });
  });
  connection.onClose(({ code }) => {
    line.end(router.lastWords() ?? problemOfClose(code));
  });
  store.load().then((state) => {
    if (line.isEnded) return;
    login = state;
    line.sendText(JSON.stringify(loginFrame(context, proved, state)));
    connection.onText((text) => {
      line.heartbeat.heard();
      router.hear(text);
    });
  }, line.storeFailed);

  return {
    requests: line.requests,
    serverKey: proved.serverKey,
    kick: line.outbox.kick,
    markersMoved: () => active?.markersMoved(),
    sendSignal: line.sendSignal,
    fillGap: async (gap, options) => active?.fillGap(gap, options) ?? 'unreachable',
    probe: line.heartbeat.probe,
    close: () => {
      line.end({ type: 'connection_lost', code: 1000 });
    },
  };
}

/** It was linked to somebody: from here on this device is theirs, and begins anew as that (P18). */
function becomePerson({ store, host }: SessionContext, line: SessionLine, personId: PersonId): void {
  store.becomePerson(personId).then((isDone) => {
    if (isDone) host.news({ type: 'linked' });
    line.end(
      isDone ? { type: 'connection_lost', code: closeCodes.resync } : { type: 'login_refused', reason: 'person' },
    );
    if (isDone) host.becamePerson();
  }, line.storeFailed);
}

interface HeldLog {
  readonly known: ClientState;
  readonly epochId: EpochId;
}

/** The server gathers what it lost. It closes when it has enough, and the next session goes on from there (H3). */
function giveWhatIsHeld({ store, host }: SessionContext, line: SessionLine, { known, epochId }: HeldLog): void {
  host.news({ type: 'healing' });
  showAndHeal({ ...line, store }, known, epochId).then((healed) => {
    if (!healed.ok) line.failed(healed.error);
  }, line.storeFailed);
}

/** Which rooms an invite leads into, and whether its token is of use still (T6). */
function tellInvites(
  host: Pick<SessionHost, 'granted' | 'inviteUsed'>,
  { isInviteWanted }: ClientState,
  { grantedRoomIds = [] }: Extract<SessionFrame, { readonly state: 'active' }>,
): void {
  if (grantedRoomIds.length > 0) host.granted(grantedRoomIds);
  if (!isInviteWanted) host.inviteUsed();
}

/** What the server is told of this person and device once they are in. */
function wishes({ state, watch }: PresenceWish, deviceName: string): ClientSignal[] {
  const set: ClientSignal = { name: 'presence.set', params: { state } };
  const named: ClientSignal[] = deviceName === '' ? [] : [{ name: 'device.setName', params: { name: deviceName } }];
  return [set, ...named, ...(watch === null ? [] : [{ name: 'presence.watch' as const, params: watch }])];
}

/**
 * Whoever writes has read, and whoever comes in has nothing unread, also in a room that is left again within the same batch: the
 * markers moved by that (P19).
 */
function movesMarkers({ rooms, settled, isMarkerMoved }: StoreChanges): boolean {
  return isMarkerMoved || settled.length > 0 || rooms.some(({ isMember }) => !isMember);
}

function loginFrame({ deviceKeys, ...context }: SessionContext, proved: ProvedConnection, state: ClientState): Login {
  const proof = proveDevice(deviceKeys, proved.serverId, proved.exchange);
  const login: Login = { type: 'login', device: state.device, proof, outboxId: state.outboxId };
  const isTokenWanted = state.isInviteWanted || context.host.claim()?.type === 'link';
  const token = isTokenWanted ? context.token() : null;
  return { ...login, ...(token === null ? {} : { token }) };
}
