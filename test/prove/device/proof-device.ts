import { present } from '#shared/assert.ts';
import type { Random } from '#shared/random.ts';
import { createDeviceMemory, keepCommand, type DeviceMemory } from './device-memory.ts';
import { LineBroken, openDeviceLine, type DeviceLine, type WireFrame } from './device-line.ts';
import { readPage } from './read-page.ts';
import type { AcceptedFrame, EventFrame, Header, Plan, ReplayPage, Snapshot } from './wire-shapes.ts';

/**
 * A device that speaks the protocol by PROTOCOL.md alone, and writes down all that it is told. It keeps its outbox and
 * position while connections come and go, and sends everything without a result again, byte for byte.
 */
export interface ProofDevice {
  readonly memory: DeviceMemory;
  /** Connects, comes in and catches up; throws `LineBroken` when it does not come to that. */
  connect(where: { readonly host: string; readonly port: number }): Promise<void>;
  readonly isOnline: boolean;
  /** Keeps so many messages on their way from now on, over all connections; 0 stops. */
  talk(atOnce: number): void;
  write(text: string): void;
  /** Sends bytes that are nobody's command. */
  sendRaw(text: string): void;
  /** Reads the newest page of the first room, and writes it down. */
  readPage(): Promise<void>;
  /** Settles when nothing that was written is without a result; throws when the connection breaks before. */
  untilAnswered(): Promise<void>;
  /** Settles when it has been shown so much of the log; throws when the connection breaks before. */
  untilSeen(seq: number): Promise<void>;
  /** Settles when the connection, if there is one, has ended. */
  untilOffline(): Promise<void>;
  disconnect(): void;
  /** Refusals for now, by type: after each the connection is given up, and all is sent again on the next. */
  readonly refusals: ReadonlyMap<string, number>;
  /** What no server may answer; empty when all is well. */
  readonly complaints: readonly string[];
}

export function createProofDevice(name: string, random: Random): ProofDevice {
  const memory = createDeviceMemory(name, random);
  const refusals = new Map<string, number>();
  const complaints: string[] = [];
  const listeners = new Set<() => void>();
  let line: DeviceLine | null = null;
  let state: 'offline' | 'catching up' | 'online' = 'offline';
  let firstRoomId = '';
  let epochId = '';
  let lastWords = 'nothing was said';
  let isAdmitted = false;
  let atOnce = 0;

  function changed(): void {
    for (const listener of [...listeners]) listener();
  }

  function until(holds: () => boolean, isOfflineFine = false): Promise<void> {
    return new Promise((resolve, reject) => {
      const look = (): void => {
        const isLost = state === 'offline' && !isOfflineFine;
        if (!holds() && !isLost) return;
        listeners.delete(look);
        if (holds()) resolve();
        else reject(new LineBroken(`${name} is offline: ${lastWords}`));
      };
      listeners.add(look);
      look();
    });
  }

  function goOn(): void {
    const texts: string[] = [];
    while (state === 'online' && memory.pending.size < atOnce) texts.push(keep(`${name} ${memory.written.length + 1}`));
    if (texts.length > 0) line?.send(texts);
  }

  function keep(text: string): string {
    const body = { roomId: firstRoomId, content: { type: 'text', text } };
    return keepCommand(memory, present(line, 'it is connected').serverId, { kind: 'message.send', body });
  }

  function hear(frame: WireFrame): void {
    if (frame.type === 'accepted') accept(frame as unknown as AcceptedFrame);
    else if (frame.type === 'event') see(frame as unknown as EventFrame);
    else if (frame.type === 'position') memory.position = frame['position'];
    else if (frame.type === 'refused') refuse(frame);
    else if (frame.type === 'session') admit(frame);
    else if (frame.type === 'error') complaints.push(`${name} heard ${JSON.stringify(frame['error'])}`);
    else return;
    goOn();
    changed();
  }

  function admit(frame: WireFrame): void {
    isAdmitted = frame['state'] === 'active';
    epochId = String(frame['epochId']);
  }

  function accept({ number, commandId, header }: AcceptedFrame): void {
    settle(number, { commandId, place: header?.streamSeq ?? 0 });
    // While catching up the event itself is on its way, and a stored result is no place in the order.
    if (header !== undefined && state === 'online') show(header, commandId);
  }

  function see({ header, command }: EventFrame): void {
    if (command.device === memory.keys.publicKey) {
      settle(command.number, { commandId: command.commandId, place: header.streamSeq });
    }
    show(header, command.commandId);
  }

  function settle(number: number, { commandId, place }: { readonly commandId: string; readonly place: number }): void {
    const pending = memory.pending.get(number);
    if (pending === undefined) return;
    if (pending.commandId !== commandId) complaints.push(`${name} was answered ${commandId} to number ${number}`);
    memory.pending.delete(number);
    if (pending.kind !== 'message.send') return;
    memory.acknowledged.push({ commandId, place, sentAt: pending.sentAt, heardAt: Date.now() });
    memory.steps.push({ type: 'acknowledged', commandId, place });
  }

  function show({ kind, seq, stream, streamSeq }: Header, commandId: string): void {
    if (seq <= memory.seenSeq) return;
    memory.seenSeq = seq;
    // The own joining is the first of a room that is shown.
    if (stream.startsWith('room:')) memory.joinedAt ??= streamSeq;
    if (kind === 'message.posted') memory.steps.push({ type: 'saw', commandId, place: streamSeq });
  }

  function refuse({ isFinal, error }: WireFrame): void {
    const { type, expected = Infinity } = error as { readonly type: string; readonly expected?: number };
    const firstOpen = Math.min(memory.nextNumber, ...memory.pending.keys());
    if (type === 'out_of_order' && expected < firstOpen)
      complaints.push(`${name} is asked for number ${expected}, and was answered everything below ${firstOpen}`);
    if (isFinal === true) complaints.push(`${name} was refused for good: ${JSON.stringify(error)}`);
    refusals.set(type, (refusals.get(type) ?? 0) + 1);
    lastWords = JSON.stringify(error);
    line?.terminate();
  }

  async function catchUp(on: DeviceLine): Promise<void> {
    const done = new Promise<void>((resolve, reject) => {
      const fail = (reply: WireFrame): void => reject(new Error(`${name} cannot catch up: ${JSON.stringify(reply)}`));
      on.request('resume', { position: memory.position }, (reply) => {
        const plan = reply['result'] as Plan | undefined;
        if (plan === undefined) fail(reply);
        else if (plan.mode === 'snapshot') takeSnapshot(on, plan, resolve);
        else pull(on, { resolve, fail });
      });
    });
    on.send([...memory.pending.values()].map(({ frame }) => frame));
    await Promise.race([
      done,
      on.ended.then(() => Promise.reject(new LineBroken(`${name} lost its connection: ${lastWords}`))),
    ]);
  }

  /** Only of a new device: everything later is replayed. */
  function takeSnapshot(on: DeviceLine, { parts, position, firstRoomId: room }: Snapshot, resolve: () => void): void {
    firstRoomId = room;
    memory.position = position;
    memory.seenSeq = position.seq;
    for (let part = 0; part < parts; part += 1) {
      on.request('snapshot.pull', { part }, () => {
        if (part < parts - 1) return;
        state = 'online';
        resolve();
      });
    }
  }

  function pull(on: DeviceLine, settled: { resolve(): void; fail(reply: WireFrame): void }): void {
    on.request('replay.pull', {}, (reply) => {
      const page = reply['result'] as ReplayPage | undefined;
      if (page === undefined) return settled.fail(reply);
      for (const frame of page.events) if (frame.type === 'event') see(frame as unknown as EventFrame);
      memory.position = page.position;
      if (!page.isLast) return pull(on, settled);
      state = 'online';
      settled.resolve();
      changed();
    });
  }

  return {
    memory,
    refusals,
    complaints,
    get isOnline() {
      return state === 'online';
    },
    connect: async (where) => {
      const { keys, outboxId } = memory;
      const opened = await openDeviceLine(where, { keys, outboxId, hear });
      line = opened;
      state = 'catching up';
      admit(opened.session);
      void opened.ended.then(() => {
        if (line !== opened) return;
        line = null;
        state = 'offline';
        changed();
      });
      if (!isAdmitted) await comeIn(opened);
      await catchUp(opened);
      if (memory.nextNumber === 2) opened.send([keepCommand(memory, opened.serverId, joinOf(firstRoomId))]);
      goOn();
    },
    talk: (count) => {
      atOnce = count;
      goOn();
    },
    write: (text) => line?.send([keep(text)]),
    sendRaw: (text) => line?.send([text]),
    readPage: async () => {
      if (line === null) throw new LineBroken(`${name} is offline: ${lastWords}`);
      await readPage({ memory, line, firstRoomId, epochId });
    },
    untilAnswered: () => until(() => memory.pending.size === 0),
    untilSeen: (seq) => until(() => memory.seenSeq >= seq),
    untilOffline: () => until(() => line === null, true),
    disconnect: () => line?.terminate(),
  };

  /** Asks to be let in; an earlier try may be without its answer. */
  async function comeIn(on: DeviceLine): Promise<void> {
    const [waiting] = memory.pending.values();
    const admission = { kind: 'person.admit', body: { displayName: name } };
    on.send([waiting?.frame ?? keepCommand(memory, on.serverId, admission)]);
    await until(() => isAdmitted);
  }
}

function joinOf(roomId: string) {
  return { kind: 'room.join', body: { roomId } };
}
