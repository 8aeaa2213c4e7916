import type { Clock } from '#shared/clock.ts';
import type { PersonId } from '#shared/domain/ids.ts';
import { createLatestClock } from '#shared/domain/latest-clock.ts';
import type { Logger } from '#shared/logger.ts';
import type { Limits } from '#shared/protocol/limits.ts';
import type { Random } from '#shared/random.ts';
import type { ServerIdentity } from '../identity/server-identity.ts';
import { closeCodes } from '#shared/protocol/close-code.ts';
import type { DirectorySnapshot, EventLog, OpenedRoom } from '../storage/event-log.ts';
import type { Connection } from '../transport/connection.ts';
import { createActPaces, settleActs } from './act-paces.ts';
import { createAppendQueue, type AppendedBatch } from './append-queue.ts';
import { createCatchUpEnd } from './catch-up-end.ts';
import { createCatchUps } from './catch-up.ts';
import { createClaimRequests } from './claim-requests.ts';
import { createClaims } from './claims.ts';
import { createCommandIntake } from './command-intake.ts';
import { createCommandPace } from './command-pace.ts';
import { createFramePace } from './frame-pace.ts';
import { createKeyedPace } from './keyed-pace.ts';
import { createDelivery } from './delivery.ts';
import { createDeviceNotes } from './device-notes.ts';
import { createDirectory } from './directory.ts';
import { createDispatch } from './dispatch.ts';
import { createDoorAnswers } from './door-answers.ts';
import { createDoorRoom } from './door-room.ts';
import { createDoorWatch, type DoorWatchOptions } from './door-watch.ts';
import { createDoorKeeper } from './door.ts';
import { createFrameReceiver } from './frame-receiver.ts';
import { createHeartbeat } from './heartbeat.ts';
import { createGateKeeper } from './gate-keeper.ts';
import { createHealing } from './healing.ts';
import { createGivingTurns } from './giving-turns.ts';
import { createHeldSnapshots } from './held-snapshots.ts';
import type { HealingReports } from './healing-reports.ts';
import { createHub } from './hub.ts';
import { tellIdlePositions } from './idle-positions.ts';
import { createKnockRequests } from './knock-requests.ts';
import { createKnocks, type KnocksOptions } from './knocks.ts';
import { createLastSeen } from './last-seen.ts';
import { createLogins } from './logins.ts';
import { createOutgoing } from './outgoing.ts';
import { createPresence } from './presence.ts';
import { createProtocolErrors } from './protocol-errors.ts';
import type { PublishedHead } from './published-head.ts';
import { createPublisher } from './publisher.ts';
import { createReceipts } from './receipts.ts';
import { createReportWatch } from './report-watch.ts';
import { createRequestFlow } from './request-flow.ts';
import type { ServerCounters } from './server-counters.ts';
import { createSessionClosing } from './session-closing.ts';
import { createSessionRegistry } from './session-registry.ts';
import type { Session } from './session.ts';
import { ownerOf } from './session-state.ts';
import { createSignals } from './signals.ts';
import { perHour } from './token-bucket.ts';
import { createTyping } from './typing.ts';

export interface ServerPartsOptions {
  readonly log: EventLog;
  readonly identity: ServerIdentity;
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
  readonly limits: Limits;
  readonly name: string;
  /** A device proved itself: its connection is no stranger's any more. */
  readonly onLogin?: (connection: Connection) => void;
  readonly onAppended?: (batch: AppendedBatch) => void;
  /** The server gathers what it lost, or has come further with it (H3). */
  readonly onHealing?: () => void;
  /** The log gave no answer to an append: what it holds is unknown, and this server must not go on. */
  readonly onFailed: (error: unknown) => void;
}

/** What a server hands to its parts besides. */
export interface ServerPartsContext extends ServerPartsOptions {
  /** Counted since the process started, through every epoch. */
  readonly counters: ServerCounters;
  readonly reports: HealingReports;
  /** The log began another life, or its gate opened: nothing that sessions were told holds any more. */
  readonly onEpochBegun: () => void;
}

export type ServerParts = ReturnType<typeof createServerParts>;

/** Makes the modules of a server and ties them together; nothing is decided here. */
export function createServerParts(options: ServerPartsContext, snapshot: DirectorySnapshot) {
  const core = createCore(options, snapshot);
  const { counters, presence } = core;
  const shared = { ...options, ...core };
  const receipts = createReceipts(shared);
  const { knocks, guesses, claims, doorWatch } = createEntry(shared, {
    push: (session, item) => {
      if (!queue.push({ session, item })) intake.refuseForNow(session, item.frame);
    },
    onLinked: (device) => {
      logins.admitDevice(device);
    },
  });
  const reportWatch = createReportWatch(core, snapshot);
  const logins = createLogins({
    ...shared,
    doorRoom: createDoorRoom({ ...shared, knocks, claims }),
    knocks,
    serverName: options.name,
    epoch: snapshot.epoch,
    gate: snapshot.gate,
    settled: () => queue.settled(),
    onActive: (session, owner) => {
      core.deviceNotes.note(session);
      presence.set(session, owner.personId, 'here');
    },
  });
  const publisher = createPublisher({
    ...shared,
    doorWatch,
    reportWatch,
    doorAnswers: createDoorAnswers({ ...shared, knocks, guesses }),
    receipts,
    delivery: createDelivery(shared),
    onAdmitted: logins.admit,
  });
  const queue = createAppendQueue({
    ...shared,
    onAppended: (batch) => {
      counters.appends += 1;
      settleActs(batch);
      publisher.publish(batch);
      options.onAppended?.(batch);
    },
  });
  const flow = createRequestFlow(shared);
  core.parting.add(flow.forget);
  const gateKeeper = createGateKeeper({ ...shared, gate: snapshot.gate, onOpened: options.onEpochBegun });
  /** Its members come again, and are told of it; whoever opened it asks for everything anew anyway. */
  const onRoomOpened = ({ roomId, memberIds }: OpenedRoom): void => {
    for (const personId of memberIds) {
      core.directory.apply({ type: 'member.add', roomId, personId });
      for (const session of core.registry.ofPerson(personId))
        if (session.sync !== 'none') core.closing.close(session, { code: closeCodes.resync, reason: 'a room opened' });
    }
  };
  if (snapshot.epoch.epoch > 1) options.onHealing?.();
  const onHealed = () => options.onHealing?.();
  const turns = createGivingTurns(shared);
  const healing = createHealing({ ...shared, onHealed, publisher, gateKeeper, turns, reply: flow.end, onRoomOpened });
  const end = createCatchUpEnd({
    ...shared,
    onLive: (session, { personId }) => {
      presence.introduce(session, personId);
      doorWatch.introduce(session, personId);
      reportWatch.introduce(session, personId);
    },
  });
  const heldSnapshots = createHeldSnapshots(shared);
  const catchUps = createCatchUps({ ...shared, end, heldSnapshots, reply: flow.end });
  const intake = createCommandIntake({ ...shared, queue, guesses });
  const atDoor = createKnockRequests({ ...shared, knocks, flow });
  const ofDevices = createClaimRequests({ ...shared, claims, flow, notes: core.deviceNotes });
  const onMarker = receipts.moveMarker;
  const dispatch = createDispatch({ ...shared, catchUps, healing, atDoor, ofDevices, flow, onMarker });
  const onSignal = createSignals({ ...shared, receipts }).receive;
  const receiver = createFrameReceiver({ ...shared, logins, intake, dispatch, knocks, claims, onSignal });
  const lastSeen = createLastSeen(shared);
  const stopIdlePositions = tellIdlePositions(shared);
  const stopTimers = (): void => {
    for (const part of [core.heartbeat, core.deviceNotes, presence, receipts, lastSeen, gateKeeper, turns]) part.stop();
    stopIdlePositions();
    core.typing.stopTimers();
    core.pace.stop();
    core.framePace.stop();
  };
  return { ...core, queue, intake, receiver, receipts, lastSeen, gateKeeper, publisher, stopTimers };
}

type Shared = ServerPartsContext & ReturnType<typeof createCore>;

/** What stands at the door: who knocks, who comes as somebody already known, and who is told of them. */
function createEntry(shared: Shared, given: Pick<KnocksOptions, 'push'> & Pick<DoorWatchOptions, 'onLinked'>) {
  const { clock, limits, parting } = shared;
  const onKnocks = () => {
    doorWatch.tell();
  };
  const knocks = createKnocks({ ...shared, push: given.push, onChanged: onKnocks });
  const guesses = createKeyedPace(clock, perHour(limits.maxInviteGuessesPerHour, limits.maxInviteGuessBurst));
  const onClaims = (personId: PersonId) => {
    doorWatch.tellClaims(personId);
  };
  const claims = createClaims({ ...shared, knocks, guesses, onChanged: onClaims });
  const doorWatch = createDoorWatch({
    ...shared,
    knocks: () => knocks,
    claims: () => claims,
    onLinked: given.onLinked,
  });
  parting.add(knocks.forget);
  parting.add(claims.forget);
  return { knocks, guesses, claims, doorWatch };
}

function createCore({ clock, limits, counters, ...options }: ServerPartsContext, snapshot: DirectorySnapshot) {
  const directory = createDirectory(snapshot);
  const latest = createLatestClock(clock, () => snapshot.latestAt);
  const door = createDoorKeeper(latest, snapshot.door);
  /** Who forgets a session that is no more, besides the parts made here. */
  const parting = new Set<(session: Session) => void>();
  const hub = createHub({ directory });
  const registry = createSessionRegistry();
  const outgoing = createOutgoing({ clock, counters });
  const head: PublishedHead = { seq: snapshot.headSeq, positionFrame: null };
  const closing = createSessionClosing({ outgoing, head, onClosing: part });
  const protocolErrors = createProtocolErrors({ clock, outgoing, closing, counters, limits });
  const pace = createCommandPace({ clock, counters, limits });
  const framePace = createFramePace({ clock, counters, limits });
  const actPaces = createActPaces({ clock, limits });
  const heartbeat = createHeartbeat({ clock, closing, counters, limits });
  const presence = createPresence({ clock, directory, hub, outgoing, counters, limits, lastSeen: seenIn(snapshot) });
  const deviceNotes = createDeviceNotes({ ...options, clock });
  const typing = createTyping({ clock, directory, outgoing, limits, watchersIn: presence.watchersIn });

  /** The session is no more, whoever ended it: nobody keeps anything of it. */
  function part(session: Session): void {
    const owner = ownerOf(session.state);
    deviceNotes.note(session);
    registry.remove(session);
    heartbeat.forget(session);
    protocolErrors.forget(session);
    pace.forget(session);
    framePace.forget(session);
    for (const forget of parting) forget(session);
    if (owner !== null) hub.unsubscribeAll(session, owner.personId);
    session.state = { type: 'closed' };
    session.sync = 'none';
    session.catchUp = null;
    if (owner !== null) presence.leave(session, owner.personId);
    typing.leave(session);
  }

  return {
    ...options,
    limits,
    counters,
    directory,
    latest,
    door,
    parting,
    deviceNotes,
    hub,
    registry,
    outgoing,
    head,
    closing,
    protocolErrors,
    heartbeat,
    pace,
    framePace,
    actPaces,
    presence,
    typing,
    part,
  };
}

function* seenIn(snapshot: DirectorySnapshot): Generator<readonly [PersonId, number]> {
  for (const { personId, lastSeenAt } of snapshot.people) if (lastSeenAt !== null) yield [personId, lastSeenAt];
}
