import type { CancelTimer } from '#shared/clock.ts';
import type { CommandDraft } from '#shared/domain/command.ts';
import type { DeviceKey, PersonId } from '#shared/domain/ids.ts';
import { closeCodes } from '#shared/protocol/close-code.ts';
import type { ByeReason } from '#shared/protocol/session.ts';
import type { DirectorySnapshot, EventLog } from '../storage/event-log.ts';
import type { Connection } from '../transport/connection.ts';
import { createHealingReports } from './healing-reports.ts';
import { closedEnd } from './logins.ts';
import { createServerCounters } from './server-counters.ts';
import { createServerParts, type ServerParts, type ServerPartsOptions } from './server-parts.ts';
import { serverStats, type ServerStats } from './server-stats.ts';
import { createSession } from './session.ts';
import { ownerOf } from './session-state.ts';

/** A chat server between its connections and its log. What the transport is, and where the log lies, it does not know. */
export interface ChatServer {
  /** Takes a connection that was just opened, from any transport. */
  accept(connection: Connection): void;
  /** Says something as the server itself, signed by its key; false where that is refused. */
  act(draft: CommandDraft): Promise<boolean>;
  /** Ends the session of a device whose signatures failed (P11). */
  cutDevice(device: DeviceKey): void;
  /** Says goodbye, answers what was taken, closes all connections and the log (D13). Asked again, it is the same stop. */
  stop(reason: ByeReason): Promise<void>;
  /**
   * The computer goes to sleep: says so to everybody, answers what was taken, closes all connections (D13), and takes nobody in
   * until it wakes up; by itself after a minute, for where it stays awake after all.
   */
  sleep(): Promise<void>;
  wake(): void;
  stats(): ServerStats;
  /** The host says that the server goes on without what has not come back (H3); false where it does already. */
  goOn(): Promise<boolean>;
  /** What came back since the epoch began, and what is missing (H7). */
  healing(): ReturnType<EventLog['healingReport']>;
  /** The people who are connected and let in. */
  connected(): readonly PersonId[];
  /** Whether this device is, and is let in. */
  isConnected(device: DeviceKey): boolean;
  /** Has the log know when devices were here last, up to now. */
  noteDevices(): Promise<void>;
}

export type ChatServerOptions = ServerPartsOptions;

/** A computer that was awake for so long since it was to sleep does not sleep. */
const maxDozeMs = 60_000;

/** Starts a server on its log. */
export async function createChatServer(options: ChatServerOptions): Promise<ChatServer> {
  const counters = createServerCounters();
  const reports = createHealingReports(options);
  const context = { ...options, counters, reports, onFailed: fail, onEpochBegun: beginAgain };
  let parts = createServerParts(context, await options.log.directory());
  let stopping: Promise<void> | null = null;
  /** The server begins anew; null while it does not. */
  let renewing: Promise<void> | null = null;
  /** How often it was to. */
  let renewals = 0;
  let isAsleep = false;
  let cancelDoze: CancelTimer = () => undefined;

  /** What the log holds is unknown: nobody may be told anything more. */
  function fail(error: unknown): void {
    options.logger.error('The log failed, the server cannot go on.', { error: String(error) });
    parts.intake.stop();
    for (const session of parts.registry.all()) session.connection.terminate();
    options.onFailed(error);
  }

  /**
   * The log has another life now, or its gate opened (H3): all sessions are cut, and what is known of people and rooms is read
   * anew. They come back by themselves.
   */
  function beginAgain(): void {
    void renewParts(endEpoch);
  }

  function renewParts(end: (parts: ServerParts) => Promise<void>): Promise<void> {
    if (stopping !== null) return Promise.resolve();
    renewals += 1;
    // Whoever was cut off already hears no second goodbye.
    renewing ??= renew(end);
    return renewing;
  }

  async function renew(end: (parts: ServerParts) => Promise<void>): Promise<void> {
    try {
      await end(parts);
      const snapshot = await readDirectory();
      if (stopping !== null) return;
      parts = createServerParts(context, snapshot);
      renewing = null;
    } catch (error) {
      // The log of a server that stops meanwhile is closed.
      if (stopping === null) fail(error);
    }
  }

  /** As it is when nothing happens to the log while it is read: an epoch or a gate that opens meanwhile may be missing in it. */
  async function readDirectory(): Promise<DirectorySnapshot> {
    const before = renewals;
    const snapshot = await options.log.directory();
    return before === renewals || stopping !== null ? snapshot : readDirectory();
  }

  function wake(): void {
    cancelDoze();
    isAsleep = false;
  }

  return {
    accept: (connection) => {
      if (stopping !== null) connection.close(closeCodes.goingAway, 'the server stops');
      else if (isAsleep) connection.close(closeCodes.goingAway, 'the server sleeps');
      else if (renewing !== null) connection.close(closeCodes.resync, 'the server begins anew');
      else takeIn(parts, connection);
    },
    act: async (draft) => {
      const acted = await options.log.actAsServer(draft);
      parts.publisher.publishHealed(acted);
      return acted.isDone;
    },
    cutDevice: (device) => {
      for (const session of parts.registry.all())
        if (ownerOf(session.state)?.device === device) parts.closing.close(session, closedEnd);
    },
    stop: (reason) => {
      reports.stop();
      cancelDoze();
      stopping ??= stopServer(parts, reason);
      return stopping;
    },
    sleep: () => {
      if (isAsleep || stopping !== null) return Promise.resolve();
      isAsleep = true;
      cancelDoze = options.clock.after(maxDozeMs, wake);
      return renewParts((ending) => sayGoodbye(ending, 'sleeping'));
    },
    wake,
    stats: () => serverStats(parts),
    connected: () => parts.registry.people(),
    noteDevices: () => parts.deviceNotes.save(),
    isConnected: (device) => {
      const session = parts.registry.ofDevice(device);
      return session?.state.type === 'active' || session?.state.type === 'healing';
    },
    goOn: () => parts.gateKeeper.goOn(),
    healing: () => reports.next(),
  };
}

function takeIn({ registry, heartbeat, receiver, counters, part, limits }: ServerParts, connection: Connection): void {
  const session = createSession(connection);
  counters.connections += 1;
  connection.setMaxFrameBytes(limits.maxFrameBytesBeforeLogin);
  registry.add(session);
  heartbeat.watch(session);
  connection.onClose(() => {
    part(session);
  });
  connection.onText((text) => {
    receiver.receive(session, text);
  });
}

/** Cuts everybody off, and stops what runs by itself. */
async function endEpoch(parts: ServerParts): Promise<void> {
  const { intake, registry, closing, stopTimers } = parts;
  intake.stop();
  for (const session of registry.all()) closing.close(session, { code: closeCodes.resync, reason: 'a new epoch' });
  // First of all: the gate that they would open is another one by now.
  stopTimers();
  await settle(parts);
  await parts.deviceNotes.save();
}

async function stopServer(parts: ServerParts, reason: ByeReason): Promise<void> {
  await sayGoodbye(parts, reason);
  await parts.log.close();
}

async function sayGoodbye(parts: ServerParts, reason: ByeReason): Promise<void> {
  const { intake, registry, outgoing, closing, stopTimers } = parts;
  intake.stop();
  const bye = JSON.stringify({ type: 'bye', reason });
  for (const session of registry.all()) outgoing.send(session, bye);
  await settle(parts);
  stopTimers();
  for (const session of registry.all()) closing.close(session, { code: closeCodes.goingAway, reason });
  await parts.deviceNotes.save();
}

/** What was taken is answered, and what people have and when they were here is on disk. */
async function settle({ queue, receipts, lastSeen }: ServerParts): Promise<void> {
  await queue.settled();
  await receipts.save();
  await lastSeen.save();
}
