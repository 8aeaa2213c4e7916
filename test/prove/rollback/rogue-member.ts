import { randomUUID } from 'node:crypto';
import type { CommandKind } from '#shared/domain/command.ts';
import type { Random } from '#shared/random.ts';
import { openDeviceLine, type DeviceLine, type WireFrame } from '../device/device-line.ts';
import { createDeviceMemory, keepCommand } from '../device/device-memory.ts';

/** A member whose client keeps to no rule but the wire's: it keeps everything it hears, and gives back what nobody said. */
export interface RogueMember {
  readonly personId: string;
  connect(where: { readonly host: string; readonly port: number }): Promise<void>;
  join(): Promise<void>;
  /** Says something under a signature that is not one; the server takes it, and recipients see that it is forged (P11). */
  sayUnsigned(text: string): Promise<void>;
  /** Gives back what it said unsigned, and something that was never said; the outcomes. */
  giveForgeries(madeUp: string): Promise<readonly string[]>;
  /** Shows how far it was, and says that it has given all that it holds, and gives nothing. */
  finishHealing(): Promise<void>;
  /** Sends a command; what it is answered. */
  order(kind: CommandKind, body: Fields): Promise<WireFrame>;
  /** Asks for all that it may have of every room. */
  readAll(): Promise<void>;
  /** Everything that it was ever sent, as text. */
  heard(): string;
  readonly state: string;
  disconnect(): void;
}

type Fields = Readonly<Record<string, unknown>>;

interface RoomTold {
  readonly room: { readonly roomId: string };
}

export function createRogueMember(name: string, random: Random): RogueMember {
  const memory = createDeviceMemory(name, random);
  const heard: string[] = [];
  const results = new Map<string, (frame: WireFrame) => void>();
  let line: DeviceLine | null = null;
  let session: WireFrame | null = null;
  let onSession: (() => void) | null = null;
  let firstRoomId = '';
  let unsigned: Fields | null = null;
  let shown: unknown = null;
  let epoch: Fields = {};

  function hear(frame: WireFrame): void {
    heard.push(JSON.stringify(frame));
    if (frame.type === 'session') {
      session = frame;
      onSession?.();
    }
    if (frame.type === 'position') shown = frame['position'];
    if (frame.type === 'accepted' || frame.type === 'refused') results.get(String(frame['commandId']))?.(frame);
  }

  function ask(what: string, params: object): Promise<Fields> {
    return new Promise((resolve, reject) => {
      if (line === null) {
        reject(new Error(`${name} is not connected`));
        return;
      }
      void line.ended.then(() => reject(new Error(`${name} lost the connection`)));
      line.request(what, params, (reply) => {
        heard.push(JSON.stringify(reply));
        resolve((reply['result'] ?? {}) as Fields);
      });
    });
  }

  async function send(frame: string): Promise<WireFrame> {
    const { command } = JSON.parse(frame) as { readonly command: { readonly commandId: string } };
    const result = new Promise<WireFrame>((resolve) => results.set(command.commandId, resolve));
    line?.send([frame]);
    return result;
  }

  async function resume(): Promise<void> {
    const plan = await ask('resume', { position: null });
    if (plan['mode'] !== 'snapshot') return;
    firstRoomId = String(plan['firstRoomId']);
    shown = plan['position'];
    const rooms: string[] = [];
    for (let part = 0; part < Number(plan['parts']); part += 1) {
      const told = (await ask('snapshot.pull', { part })) as { readonly rooms?: readonly RoomTold[] };
      rooms.push(...(told.rooms ?? []).map(({ room }) => room.roomId));
    }
    const epochId = session?.['epochId'];
    for (const roomId of rooms) await ask('history.page', { roomId, epochId, maxItems: 200 });
  }

  return {
    get personId() {
      return String(session?.['personId']);
    },
    get state() {
      return String(session?.['state']);
    },
    connect: async (where) => {
      line = await openDeviceLine(where, { keys: memory.keys, outboxId: memory.outboxId, hear });
      session = line.session;
      if (session['state'] === 'pending') {
        const admitted = new Promise<void>((resolve) => {
          onSession = resolve;
        });
        line.send([keepCommand(memory, line.serverId, { kind: 'person.admit', body: { displayName: name } })]);
        await admitted;
      }
      if (session['state'] !== 'active') return;
      epoch = { epoch: session['epoch'], epochId: session['epochId'] };
      await resume();
    },
    join: async () => {
      const serverId = line?.serverId ?? '';
      await send(keepCommand(memory, serverId, { kind: 'room.join', body: { roomId: firstRoomId } }));
    },
    sayUnsigned: async (text) => {
      const body = { roomId: firstRoomId, content: { type: 'text', text } };
      const frame = JSON.parse(keepCommand(memory, line?.serverId ?? '', { kind: 'message.send', body })) as Fields;
      const signature = 'A'.repeat(86);
      const accepted = await send(JSON.stringify({ command: frame['command'], signature, type: 'command' }));
      const { header, mac } = accepted;
      unsigned = { command: frame['command'], header, mac, signature, type: 'event' };
    },
    giveForgeries: async (madeUp) => {
      const body = { roomId: firstRoomId, content: { type: 'text', text: madeUp } };
      const frame = JSON.parse(keepCommand(memory, line?.serverId ?? '', { kind: 'message.send', body })) as Fields;
      const known = unsigned as { readonly header: Fields } | null;
      const header = { ...known?.header, seq: Number(known?.header['seq']) + 1, streamSeq: 99, itemNumber: 99 };
      const { command, signature } = frame;
      const invented = {
        command,
        header,
        mac: randomUUID().replaceAll('-', '').slice(0, 21) + 'A',
        signature,
        type: 'event',
      };
      await ask('resume', { position: shown, epochId: epoch['epochId'] });
      const given = await ask('healing.give', { epochs: [epoch], events: [unsigned, invented] });
      await ask('healing.done', {});
      return given['outcomes'] as readonly string[];
    },
    finishHealing: async () => {
      await ask('resume', { position: shown, epochId: epoch['epochId'] });
      await ask('healing.done', {});
    },
    order: (kind, body) => send(keepCommand(memory, line?.serverId ?? '', { kind, body })),
    readAll: resume,
    heard: () => heard.join('\n'),
    disconnect: () => line?.terminate(),
  };
}
