import type { Epoch } from '#shared/domain/epoch.ts';
import type { DeviceKey, PersonId } from '#shared/domain/ids.ts';
import { shownName } from '#shared/domain/name.ts';
import type { Logger } from '#shared/logger.ts';
import { closeCodes } from '#shared/protocol/close-code.ts';
import type { Limits } from '#shared/protocol/limits.ts';
import type { ClientHello, Login, SessionFrame } from '#shared/protocol/session.ts';
import { protocolVersions } from '#shared/protocol/version.ts';
import type { Random } from '#shared/random.ts';
import { createIds } from '../identity/ids.ts';
import type { ServerIdentity } from '../identity/server-identity.ts';
import type { EventLog, Gate, LoginState } from '../storage/event-log.ts';
import type { Connection } from '../transport/connection.ts';
import { crowdedEnd } from './door-crowded.ts';
import type { DoorRoom } from './door-room.ts';
import type { DoorKeeper } from './door.ts';
import { answerHello, checkLogin } from './handshake.ts';
import type { Knocks } from './knocks.ts';
import type { Outgoing } from './outgoing.ts';
import type { ServerCounters } from './server-counters.ts';
import type { SessionClosing, SessionEnd } from './session-closing.ts';
import type { SessionRegistry } from './session-registry.ts';
import { createReplacements } from './replacements.ts';
import type { Session } from './session.ts';
import type { SessionOwner } from './session-state.ts';

/** Takes a connection from hello to the session frame (T2, T3, P18). */
export interface Logins {
  hello(session: Session, hello: ClientHello): void;
  login(session: Session, login: Login): void;
  /** The person is in now: the sessions that waited for it become active. */
  admit(personId: PersonId): void;
  /** The device is somebody's now: its session that waited goes on as theirs. */
  admitDevice(device: DeviceKey): void;
}

export interface LoginsOptions {
  readonly log: Pick<EventLog, 'login'>;
  readonly identity: ServerIdentity;
  readonly random: Random;
  readonly serverName: string;
  readonly epoch: Epoch;
  readonly gate: Gate;
  readonly door: Pick<DoorKeeper, 'now'>;
  readonly doorRoom: DoorRoom;
  readonly knocks: Pick<Knocks, 'begin'>;
  readonly registry: SessionRegistry;
  readonly outgoing: Outgoing;
  readonly closing: SessionClosing;
  readonly counters: ServerCounters;
  readonly limits: Pick<Limits, 'maxFrameBytes'>;
  readonly logger: Logger;
  /** The device proved itself, whether or not its person is in. */
  readonly onLogin?: (connection: Connection) => void;
  readonly onActive: (session: Session, owner: SessionOwner) => void;
  /** Resolves when every command that was taken so far has its outcome. */
  readonly settled: () => Promise<void>;
}

const nonceBytes = 32;

export function createLogins(options: LoginsOptions): Logins {
  const { log, identity, registry, outgoing, closing, counters, limits, logger } = options;
  const ids = createIds(identity.serverId);
  const replacements = createReplacements(options);

  function refuse(session: Session, end: SessionEnd): void {
    counters.loginsRefused += 1;
    const { remoteAddress } = session.connection;
    logger.info('A login was refused.', { reason: end.reason, remoteAddress });
    closing.close(session, end);
  }

  function ask(session: Session, { device, outboxId }: Pick<Login, 'device' | 'outboxId'>): void {
    log.login(device, outboxId).then(
      (state) => {
        if (session.state.type !== 'closed') establish(session, { device, outboxId, personId: state.personId }, state);
      },
      (error: unknown) => {
        logger.error('The log could not say whose device it is.', { error: String(error) });
        closing.close(session, { code: closeCodes.goingAway, reason: 'the storage failed' });
      },
    );
  }

  function establish(session: Session, owner: SessionOwner, state: LoginState): void {
    const isStranger = state.standing === 'unknown';
    const end = endOf(state.standing);
    if (end !== null) {
      refuse(session, end);
      return;
    }
    const older = replacements.before(session, owner.device);
    if (older !== null) {
      replacements.replace(older, { session, device: owner.device }, () => {
        ask(session, owner);
      });
      return;
    }
    if (isStranger && !options.doorRoom.makeFor(session)) {
      counters.pendingRefused += 1;
      refuse(session, crowdedEnd);
      return;
    }
    const known = state.standing === 'active' ? 'active' : 'pending';
    const type = options.gate === 'open' ? known : 'healing';
    // It may have waited under the id of a stranger, and be somebody's by now.
    registry.remove(session);
    registry.add(session);
    session.state = { type, owner };
    session.isStranger = isStranger;
    registry.claim(session);
    options.onLogin?.(session.connection);
    outgoing.send(session, JSON.stringify(sessionFrame(session, type, state)));
    // A stranger shows a position that this server made before large frames are taken.
    if (state.standing === 'active') session.connection.setMaxFrameBytes(limits.maxFrameBytes);
    if (session.state.type === 'active') options.onActive(session, session.state.owner);
  }

  function sessionFrame(session: Session, type: SessionFrame['state'], state: LoginState): SessionFrame {
    const { serverId } = identity;
    const { personId, lastNumber, grantedRoomIds } = state;
    const serverName = shownName(options.serverName);
    const common = { type: 'session' as const, serverId, serverName, personId, lastNumber };
    if (type === 'pending')
      return { ...common, state: 'pending', door: options.door.now(), commit: options.knocks.begin(session) };
    if (type === 'healing' || grantedRoomIds.length === 0) return { ...common, state: type, ...options.epoch };
    return { ...common, state: type, ...options.epoch, grantedRoomIds: [...grantedRoomIds] };
  }

  return {
    hello: (session, hello) => {
      const { certificateHash } = session.connection;
      const nonce = options.random.bytes(nonceBytes);
      const { frame, exchange } = answerHello(hello, { identity, certificateHash, nonce });
      outgoing.send(session, JSON.stringify(frame));
      session.state = { type: 'awaitingLogin', exchange };
      if (frame.version !== null) return;
      const error = { type: 'version_unsupported' as const, versions: [...protocolVersions] };
      refuse(session, { code: closeCodes.versionUnsupported, reason: 'no common version', error });
    },
    login: (session, login) => {
      if (session.state.type !== 'awaitingLogin') return;
      const checked = checkLogin(login, session.state.exchange, identity.serverId);
      if (!checked.ok) {
        refuse(session, { code: closeCodes.proofWrong, reason: 'proof wrong', error: checked.error });
        return;
      }
      session.state = { type: 'loggingIn' };
      if (login.token !== undefined) session.inviteId = ids.inviteId(login.token);
      ask(session, login);
    },
    admitDevice: (device) => {
      for (const session of registry.all())
        if (session.state.type === 'pending' && session.state.owner.device === device)
          ask(session, session.state.owner);
    },
    admit: (personId) => {
      for (const session of registry.ofPerson(personId)) {
        if (session.state.type === 'pending') ask(session, session.state.owner);
      }
    },
  };
}

/** The last thing that the session of a removed person, or of a banned key, hears (T10). */
export const removedEnd: SessionEnd = {
  code: closeCodes.removed,
  reason: 'removed',
  error: { type: 'device_removed' },
};

/** The last thing that a device hears which its person, or an owner, has revoked: the person may be in by another (P18). */
export const revokedEnd: SessionEnd = {
  code: closeCodes.removed,
  reason: 'revoked',
  error: { type: 'device_revoked' },
};

/** The last thing that a device hears whose signatures failed (P11). */
export const closedEnd: SessionEnd = {
  code: closeCodes.proofWrong,
  reason: 'signatures failed',
  error: { type: 'proof_wrong' },
};

const deactivatedEnd: SessionEnd = {
  code: closeCodes.removed,
  reason: 'deactivated',
  error: { type: 'deactivated' },
};

/** Why somebody may not come in; null where they may. */
export function endOf(standing: LoginState['standing']): SessionEnd | null {
  if (standing === 'deactivated') return deactivatedEnd;
  if (standing === 'closed') return closedEnd;
  if (standing === 'revoked') return revokedEnd;
  return standing === 'removed' || standing === 'banned' ? removedEnd : null;
}
