import type { PersonId } from '#shared/domain/ids.ts';
import { utf8Bytes } from '#shared/domain/text.ts';
import type { RoomEntry, SnapshotPart } from '#shared/protocol/snapshot.ts';
import type { EngineContext } from './engine-context.ts';
import { memberGroups } from './stream-opening.ts';
import { visibleIntervals, type VisibleInterval } from './visible-stream.ts';

type Section = keyof SnapshotPart;
interface Entry {
  readonly section: Section;
  readonly text: string;
}

/** The bytes of a part without entries. */
const frameBytes = '{"people":[],"rooms":[],"members":[],"blocked":[]}'.length;

function nothing(): Record<Section, string[]> {
  return { people: [], rooms: [], members: [], blocked: [] };
}

/** People, rooms and members as one person may see them, each part the JSON of a `SnapshotPart` within a page's bytes (P7). */
export function snapshotParts({ tables, limits }: EngineContext, personId: PersonId): string[] {
  const people = tables.directory.people().map(({ entry }) => entryOf('people', entry));
  const rooms = byStream(visibleIntervals(tables, personId, 0));
  const personRef = tables.people.byId(personId)?.personRef;
  const blocked = personRef === undefined ? [] : tables.blocks.ofPerson(personRef);
  const entries = [...people, ...rooms.flatMap(roomEntries), ...blocked.map((each) => entryOf('blocked', each))];
  return packParts(entries, limits.maxPageBytes);
}

/** Intervals come stream by stream. */
function byStream(intervals: readonly VisibleInterval[]): VisibleInterval[][] {
  const groups: VisibleInterval[][] = [];
  for (const interval of intervals) {
    const group = groups.at(-1);
    if (group?.[0]?.stream === interval.stream) group.push(interval);
    else groups.push([interval]);
  }
  return groups;
}

/** A room, and its members unless it was left: then it is told as it was at that moment. */
function roomEntries(intervals: readonly VisibleInterval[]): Entry[] {
  const last = intervals.at(-1);
  if (last === undefined || last.opening === null) return [];
  const { room, access } = last.opening;
  const { closedRoom } = access;
  const entry: RoomEntry = {
    room: closedRoom?.room ?? room.room,
    head: last.to,
    itemHead: closedRoom?.itemHead ?? last.stream.itemHead,
    access: intervals.map(({ from, opening }) => ({ from, to: opening?.access.to ?? null })),
  };
  const { roomId } = room.room;
  const groups = closedRoom === null ? memberGroups([...room.memberIds]) : [];
  return [entryOf('rooms', entry), ...groups.map((personIds) => entryOf('members', { roomId, personIds }))];
}

function entryOf(section: Section, value: unknown): Entry {
  return { section, text: JSON.stringify(value) };
}

/** Fills one part after the other, in order; there is at least one part. */
function packParts(entries: readonly Entry[], maxBytes: number): string[] {
  const parts: string[] = [];
  let open: Record<Section, string[]> = nothing();
  let bytes = frameBytes;
  const close = () => {
    const { people, rooms, members, blocked } = open;
    const tail = blocked.length === 0 ? '' : `,"blocked":[${blocked.join(',')}]`;
    parts.push(`{"people":[${people.join(',')}],"rooms":[${rooms.join(',')}],"members":[${members.join(',')}]${tail}}`);
    open = nothing();
    bytes = frameBytes;
  };
  for (const { section, text } of entries) {
    const size = utf8Bytes(text) + 1;
    if (bytes > frameBytes && bytes + size > maxBytes) close();
    open[section].push(text);
    bytes += size;
  }
  close();
  return parts;
}
