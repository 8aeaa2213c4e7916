import type { EventLog, ReplayPage } from '#main/storage/event-log.ts';
import type { EngineLimits } from '#main/storage/server/engine-context.ts';
import { createServerIdentity } from '#main/identity/server-identity.ts';
import { present } from '#shared/assert.ts';
import type { EpochId, PersonId, RoomId } from '#shared/domain/ids.ts';
import {
  eventFrameSchema,
  streamOpenedSchema,
  type EventFrame,
  type StreamOpened,
} from '#shared/protocol/event-frame.ts';
import { limits as protocolLimits } from '#shared/protocol/limits.ts';
import type { Position } from '#shared/protocol/position.ts';
import * as v from 'valibot';
import { TestDevice } from './event-log-device.ts';

/** Where a kind of log keeps its data; opening the same server again is what a restarted process does. */
export interface EventLogBackend {
  open(seed: Uint8Array, limits: EngineLimits): Promise<EventLog>;
  /** Copies what the server has now; the function puts the copy in its place. The log wants opening after each. */
  backUp(seed: Uint8Array): Promise<() => Promise<void>>;
}

export type LogWorld = Awaited<ReturnType<typeof setupEventLog>>;

let servers = 0;

/** The log of a new server, with Ann, Ben and Cleo admitted and in no room. */
export async function setupEventLog(backend: EventLogBackend, limits: Partial<EngineLimits> = {}) {
  servers += 1;
  // Another one for each, of which there are more than fit into a byte.
  const seed = new Uint8Array(32).fill(servers % 256, 0, 8).fill(Math.floor(servers / 256), 8, 16);
  const identity = createServerIdentity(seed);
  const { serverId } = identity;
  const open = () => backend.open(seed, { ...protocolLimits, ...limits });
  let log = await open();
  const directory = await log.directory();
  const general = present(directory.rooms[0], 'a server has a first room').room.roomId;
  const device = (number: number) => new TestDevice(log, serverId, number);
  const [ann, ben, cleo, dan] = [device(1), device(2), device(3), device(4)] as const;
  const devices = [ann, ben, cleo, dan];
  for (const [who, displayName] of [
    [ann, 'Ann'],
    [ben, 'Ben'],
    [cleo, 'Cleo'],
  ] as const) {
    await who.act('person.admit', { displayName });
  }
  const restart = async () => {
    log = await open();
    for (const who of devices) who.log = log;
  };
  return {
    identity,
    serverId,
    general,
    epochId: directory.epoch.epochId,
    ann,
    ben,
    cleo,
    /** Not admitted. */
    dan,
    log: () => log,
    device,
    restart,
    /** Keeps a copy of the log as it is; the function loses all that has come since. */
    backUp: async () => {
      const restore = await backend.backUp(seed);
      await restart();
      return async () => {
        await restore();
        await restart();
      };
    },
  };
}

/** A room that Ann made, private and with history from joining on unless told otherwise. */
export async function makeRoom(
  { ann }: Pick<LogWorld, 'ann'>,
  body: { name?: string; visibility?: 'public' | 'private'; history?: 'everything' | 'joined' } = {},
): Promise<RoomId> {
  const event = await ann.act('room.create', { name: 'Room', visibility: 'private', history: 'joined', ...body });
  return event.stream.slice('room:'.length) as RoomId;
}

/** The position after everything there is. */
export async function headPosition(log: EventLog): Promise<Position> {
  const { positionFrame } = await log.append([]);
  return (JSON.parse(positionFrame) as { position: Position }).position;
}

/** Everything a device gets that shows `position`, page by page; it must be a replay. */
export async function replayAll(log: EventLog, personId: PersonId, position: Position): Promise<ReplayPage[]> {
  const plan = await log.planResume(personId, { position, epochId: null });
  if (plan.mode !== 'replay') throw new Error(`no replay: ${plan.mode}`);
  const upToSeq = (await log.stats()).headSeq;
  const pages: ReplayPage[] = [];
  for (let afterSeq = plan.afterSeq; afterSeq < upToSeq; afterSeq = pages.at(-1)?.lastSeq ?? upToSeq) {
    pages.push(await log.readReplay({ personId, afterSeq, upToSeq }));
  }
  return pages;
}

/** What is in the pages: each event as `stream@streamSeq`, each opening as `stream<streamSeq of its event`. */
export async function replayTexts(log: EventLog, personId: PersonId, position: Position): Promise<string[]> {
  return (await replayAll(log, personId, position)).flatMap(({ frames }) => frames).map(frameText);
}

export function frameText(frame: string): string {
  const json = JSON.parse(frame) as { type: string };
  if (json.type === 'stream.opened') {
    const { stream, head } = v.parse(streamOpenedSchema, json);
    return `${stream}<${head + 1}`;
  }
  const { stream, streamSeq } = parseEvent(frame).header;
  return `${stream}@${streamSeq}`;
}

export function parseEvent(frame: string): EventFrame {
  return v.parse(eventFrameSchema, JSON.parse(frame));
}

export function parseOpened(frame: string | undefined): StreamOpened {
  return v.parse(streamOpenedSchema, JSON.parse(present(frame, 'a stream was opened')));
}

/** The texts of messages in frames, everything else by its kind. */
export function saidIn(frames: readonly string[]): string[] {
  return frames.map((frame) => {
    const { header, command } = parseEvent(frame);
    const content = command.body['content'] as { text: string } | undefined;
    return content?.text ?? header.kind;
  });
}

export function page(
  roomId: RoomId,
  epochId: EpochId,
  more: { before?: number; after?: number; maxItems?: number } = {},
) {
  return { roomId, epochId, maxItems: 50, ...more };
}
