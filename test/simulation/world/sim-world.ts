import type { Limits } from '#shared/protocol/limits.ts';
import type { Logger } from '#shared/logger.ts';
import { createFakeClock, type FakeClock } from '#test/support/fake-clock.ts';
import { createLogCheck } from '../checks/log-check.ts';
import { createLogModel, type LogModel } from '../checks/log-model.ts';
import { checkCovered, createPositionCheck } from '../checks/position-check.ts';
import { createScreenCheck } from '../checks/screen-check.ts';
import { checkTyped } from '../checks/typed-check.ts';
import { violation, type Violation } from '../checks/violation.ts';
import { createWireCheck } from '../checks/wire-check.ts';
import { createIds } from '#main/identity/ids.ts';
import type { PersonId } from '#shared/domain/ids.ts';
import type { Dice } from './dice.ts';
import type { DiskPool } from './disk-pool.ts';
import { createDeviceDisk } from './device-disk.ts';
import { createGateReader } from './gate-reader.ts';
import { createHost, type Host } from './host.ts';
import { createLogReader, type LogReader } from './log-reader.ts';
import { createRememberingVerifier } from './remembered-signatures.ts';
import { createSimClient, type SimClient } from './sim-client.ts';
import { createSimNetwork, type SimNetwork } from './sim-network.ts';
import { createSimServer, type SimServer } from './sim-server.ts';
import type { Trace } from './trace.ts';
import { createTypist, type Typist } from './typist.ts';
import { createWatching, type Watching } from './watching.ts';

/** Whole clients and a server between which nothing moves by itself, and whatever they do is looked at. */
export interface SimWorld {
  readonly dice: Dice;
  readonly trace: Trace;
  readonly timeline: FakeClock;
  readonly network: SimNetwork;
  readonly server: SimServer;
  readonly clients: readonly SimClient[];
  readonly model: LogModel;
  readonly reader: LogReader;
  readonly host: Host;
  readonly watching: Watching;
  readonly typist: Typist;
  readonly serverPerson: PersonId;
  readonly violations: readonly Violation[];
  report(violations: readonly Violation[]): void;
  addClient(): SimClient;
  /** Another machine with the same key: the two take the connection from each other. */
  addTwin(client: SimClient, kind: 'empty' | 'copy'): SimClient;
  /** Does the next thing asked of a storage worker, and looks at what it has left on the disk. */
  execute(machine: SimServer | SimClient): boolean;
  /** Nothing typed is gone from a client whose process just died. */
  checkDisk(client: SimClient, isHealed?: boolean): void;
  /** An older copy of the server's database takes its place, if there is one. */
  restoreServer(): void;
  /** All that devices held of what the server lost is in its log again, or waits for what it belongs to (H4, H6). */
  checkReturned(): void;
  /** Rooms that the server had before it went back; null while it never did. */
  readonly lostRooms: ReadonlySet<string> | null;
}

export interface SimWorldOptions {
  readonly dice: Dice;
  readonly trace: Trace;
  readonly limits: Limits;
  readonly disks: DiskPool;
}

const names = ['Ann', 'Bob', 'Cem', 'Dea', 'Eva', 'Fay', 'Gil', 'Hal', 'Ina', 'Jan', 'Kai', 'Liv'];

export function createSimWorld({ dice, disks, trace, limits }: SimWorldOptions): SimWorld {
  const timeline = createFakeClock();
  const violations: Violation[] = [];
  const clients: SimClient[] = [];
  const report = (found: readonly Violation[]) => void violations.push(...found);
  const onFailed = (error: unknown) => {
    report([violation('bug', error instanceof Error ? (error.stack ?? error.message) : String(error))]);
  };
  const logger = reportingLogger(report);
  const verifier = createRememberingVerifier();
  const network = createSimNetwork({
    clock: timeline,
    dialDelayMs: () => dice.between(1, 30),
    tap: ({ link, client, to, text }) => {
      trace.sent({ link, client, to, text });
      if (to === 'server') wire.fromClient(text);
      else report(wire.toClient(link, personOf(client), text));
    },
  });
  const server = createSimServer({ dice, disks, timeline, network, limits, logger, verifier, onFailed });
  const serverPerson = createIds(server.identity.serverId).personId(server.identity.publicKey);
  const reader = createLogReader(server.db, server.identity, verifier);
  const model = createLogModel(serverPerson);
  const host = createHost({ model, reader, gates: createGateReader(server.db), clients, report });
  const wire = createWireCheck(model);
  const log = createLogCheck({ ...reader, isMade: (event) => event.person === serverPerson || wire.isMade(event) });
  const positions = createPositionCheck();
  const screens = createScreenCheck(model);
  /** From the first restore on, devices show and hold what the server lost until each has noticed; all is well at the healing. */
  let isRestored = false;
  const lostRooms = new Set<string>();
  /** What the server lost and some device holds: all of it comes back (H4). */
  const owed: { readonly person: PersonId; readonly commandId: string }[] = [];
  const watching = createWatching({
    screens: { shown: (screen, items) => (isRestored ? [] : screens.shown(screen, items)) },
    report,
  });
  const typist = createTypist(server.identity.serverId);

  function personOf(name: string): PersonId {
    const client = clients.find((each) => each.name === name);
    if (client === undefined) throw new Error(`There is no ${name}.`);
    return client.disk.person;
  }

  function add(who: Pick<SimClient, 'name' | 'disk' | 'isTwin'>): SimClient {
    const client = createSimClient({ ...who, dice, timeline, network, logger, verifier, watcher: watching, onFailed });
    clients.push(client);
    return client;
  }

  function readLog(): void {
    for (const event of reader.readNew()) {
      model.add(event);
      report(log.add(event));
    }
  }

  function readDisk(client: SimClient): void {
    const position = client.disk.position();
    if (position !== null) report(positions.stored(client.name, position));
    typist.held(client.disk.heldCommands());
  }

  function restoreServer(): void {
    host.losing();
    const before = { events: [...model.events], rooms: [...model.rooms.keys()] };
    const restoring = server.restore();
    if (restoring === null) return;
    trace.line(`the server goes back, ${restoring}`);
    isRestored = true;
    typist.wentBack();
    for (const part of [reader, model, log]) part.clear();
    readLog();
    for (const { person, commandId } of before.events) {
      if (model.byCommand(person, commandId) !== undefined) continue;
      typist.lost(person, commandId);
      const holders = clients.filter(({ isTwin, disk }) => !isTwin && disk.holds(person, commandId));
      if (holders.length > 0) owed.push({ person, commandId });
    }
    for (const roomId of before.rooms) if (!model.rooms.has(roomId)) lostRooms.add(roomId);
  }

  return {
    dice,
    trace,
    timeline,
    network,
    server,
    clients,
    model,
    reader,
    host,
    watching,
    typist,
    serverPerson,
    violations,
    report,
    addClient: () => {
      const count = clients.filter(({ isTwin }) => !isTwin).length;
      const disk = createDeviceDisk(server.identity.serverId, dice.random.bytes(32), disks);
      return add({ name: names[count] ?? `Person ${count}`, disk, isTwin: false });
    },
    addTwin: ({ name, disk }, kind) => {
      if (kind === 'copy') typist.copied(disk.outbox());
      return add({ name: `${name}'s twin`, disk: disk.twin(kind), isTwin: true });
    },
    execute: (machine) => {
      const name = machine.lane?.execute() ?? null;
      if (name === null) return false;
      trace.line(`${'name' in machine ? machine.name : 'server'} stores ${name}`);
      if ('disk' in machine) readDisk(machine);
      else readLog();
      return true;
    },
    restoreServer,
    get lostRooms() {
      return isRestored ? lostRooms : null;
    },
    checkReturned: () => {
      const missing = owed.filter(
        ({ person, commandId }) =>
          model.byCommand(person, commandId) === undefined && !reader.isWaiting(person, commandId),
      );
      report(missing.map(({ person, commandId }) => violation('H4', `${commandId} of ${person} did not come back`)));
    },
    checkDisk: (client, isHealed = false) => {
      const screen = { client: client.name, person: client.disk.person, serverPerson };
      if (isHealed || !isRestored) report(checkCovered(model, screen, client.disk.held()));
      // Until all has healed, what the server lost may lie on any device.
      const own = typist.typed
        .filter((typed) => typed.client === client.name)
        .map((typed) => ({ ...typed, isOutOfReach: typed.isLost }));
      report(checkTyped(own, model, () => client.disk.outbox()));
    },
  };
}

/** Whatever the parts call an error is one: in memory no disk fails, and nobody sends nonsense. */
function reportingLogger(report: (found: readonly Violation[]) => void): Logger {
  const nothing = () => undefined;
  const error: Logger['error'] = (sentence, fields) => {
    report([violation('log', `${sentence} ${JSON.stringify(fields)}`)]);
  };
  const warn: Logger['warn'] = (sentence, fields) => {
    if (!usualWarnings.has(sentence)) error(sentence, fields);
  };
  return { debug: nothing, info: nothing, warn, error };
}

/** Told where a login comes too late, or a newer connection takes over. */
const usualWarnings: ReadonlySet<string> = new Set([
  'The server reported an error.',
  'The log is behind what was acknowledged: a new epoch begins.',
]);
