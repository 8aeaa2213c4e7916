import type { Epoch } from '#shared/domain/epoch.ts';
import type { PersonId } from '#shared/domain/ids.ts';
import { readDamaged, type DamagedReader } from '../salvage/read-rows.ts';
import { scanRows, type ScannedRow } from '../salvage/scan-rows.ts';
import type { StoredMarker } from './marker-table.ts';
import {
  isOwnEvent,
  salvagedAside,
  salvagedCommand,
  salvagedDraft,
  salvagedEpoch,
  salvagedMarker,
  salvagedOwnEvent,
  type SalvagedCommand,
  type SalvagedDraft,
  type SalvagedEvent,
} from './salvaged-rows.ts';

/** What lay only in a client's database: everything else the server has, and gives again. */
export interface Salvaged {
  /** In the order in which they were written. */
  readonly commands: readonly SalvagedCommand[];
  /** What lay aside, and the newest of what this person said: the server may have lost it, too (H4). */
  readonly events: readonly SalvagedEvent[];
  readonly markers: readonly StoredMarker[];
  readonly drafts: readonly SalvagedDraft[];
  /** How many commands are known to have been there and could not be read; null where nothing tells. */
  readonly lostCommands: number | null;
}

/** Of one's own events: a server that goes back loses its newest. */
const maxOwnEvents = 2_000;

/**
 * Reads out of a damaged database what is nowhere else. SQLite is asked first; what it does not get to is looked for page by
 * page, without the tables above. Never throws, and changes nothing.
 */
export function salvage(file: string, me: PersonId): Salvaged {
  const reader = readDamaged(file);
  try {
    const found = gather(reader, me);
    if (!found.isWhole) scan(file, found);
    return {
      commands: [...found.commands.values()].toSorted((one, other) => one.place - other.place),
      events: eventsOf(found),
      markers: [...found.markers.values()],
      drafts: [...found.drafts.values()],
      lostCommands: lostCommands(reader, found),
    };
  } finally {
    reader.close();
  }
}

interface Found {
  readonly me: PersonId;
  readonly commands: Map<string, SalvagedCommand>;
  readonly aside: Map<string, SalvagedEvent>;
  readonly own: Map<string, SalvagedEvent>;
  readonly markers: Map<string, StoredMarker>;
  readonly drafts: Map<string, SalvagedDraft>;
  readonly epochs: Map<number, Epoch['epochId']>;
  /** SQLite read every one of these tables to its end. */
  readonly isWhole: boolean;
  readonly isOutboxWhole: boolean;
  /** Rows of the outbox that are there and make no sense. */
  readonly senseless: number;
}

function gather(reader: DamagedReader, me: PersonId): Found {
  const tables = {
    outbox: reader.table('outbox'),
    setAside: reader.table('setAside'),
    events: reader.table('events', (row) => isOwnEvent(row, me)),
    markers: reader.table('markers'),
    drafts: reader.table('drafts'),
    epochs: reader.table('epochs'),
  };
  const found: Found = {
    me,
    commands: new Map(),
    aside: new Map(),
    own: new Map(),
    markers: new Map(),
    drafts: new Map(),
    epochs: new Map(),
    isWhole: Object.values(tables).every(({ isWhole }) => isWhole),
    isOutboxWhole: tables.outbox.isWhole,
    senseless: tables.outbox.rows.filter((row) => salvagedCommand(row) === null).length,
  };
  for (const { rows } of Object.values(tables)) for (const row of rows) take(found, row);
  return found;
}

/** What was found first stays: SQLite knows better than the pages what is the newest. */
function take({ me, commands, aside, own, markers, drafts, epochs }: Found, row: ScannedRow): void {
  const command = salvagedCommand(row);
  if (command !== null) return addFirst(commands, command.commandId, command);
  const lain = salvagedAside(row);
  if (lain !== null) return addFirst(aside, lain.mac, lain);
  const event = salvagedOwnEvent(row, me);
  if (event !== null) {
    addFirst(own, event.mac, event);
    if (own.size > 2 * maxOwnEvents) dropOldest(own);
    return;
  }
  const marker = salvagedMarker(row);
  if (marker !== null) return addFirst(markers, marker.roomId, marker);
  const draft = salvagedDraft(row);
  if (draft !== null) return addFirst(drafts, draft.roomId, draft);
  const epoch = salvagedEpoch(row);
  if (epoch !== null) addFirst(epochs, epoch.epoch, epoch.epochId);
}

function addFirst<Key, Value>(map: Map<Key, Value>, key: Key, value: Value): void {
  if (!map.has(key)) map.set(key, value);
}

function dropOldest(own: Map<string, SalvagedEvent>): void {
  for (const { mac } of newestFirst(own).slice(maxOwnEvents)) own.delete(mac);
}

function newestFirst(own: ReadonlyMap<string, SalvagedEvent>): SalvagedEvent[] {
  return [...own.values()].toSorted((one, other) => other.epoch - one.epoch || other.seq - one.seq);
}

function scan(file: string, found: Found): void {
  try {
    for (const row of scanRows(file)) take(found, row);
  } catch {
    // The file cannot be read any further: what was found until here is what there is.
  }
}

function eventsOf({ aside, own, epochs }: Found): SalvagedEvent[] {
  const oldestFirst = newestFirst(own).slice(0, maxOwnEvents).toReversed();
  const all = [...aside.values(), ...oldestFirst.filter(({ mac }) => !aside.has(mac))];
  return all.map((event) => ({ ...event, epochId: event.epochId ?? epochs.get(event.epoch) ?? null }));
}

/** Which commands there were is also said by the indexes, which lie in other pages. */
const idQueries = [
  'SELECT commandId AS text FROM outbox INDEXED BY sqlite_autoindex_outbox_1 ORDER BY commandId',
  'SELECT commandId AS text FROM outbox NOT INDEXED',
];

function lostCommands(reader: DamagedReader, { commands, isOutboxWhole, senseless }: Found): number | null {
  const ids = idQueries.map(reader.texts).find((listed) => listed !== null) ?? null;
  if (ids === null) return isOutboxWhole ? senseless : null;
  return Math.max(senseless, ids.filter((commandId) => !commands.has(commandId)).length);
}
