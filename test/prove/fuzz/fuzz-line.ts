import type { Random } from '#shared/random.ts';
import type { Connection } from '#main/transport/connection.ts';
import { createFrame } from '#main/transport/frame.ts';
import { createDeviceMemory, keepCommand, type DeviceMemory } from '../device/device-memory.ts';
import { logInOver, type DeviceLine, type WireFrame } from '../device/device-line.ts';
import { clientCorpus } from './corpus.ts';
import { mutateText, pick } from './mutate-text.ts';

/** A device that says nonsense over one connection after the other. */
export interface FuzzLine {
  /** Logs in over a connection, and is let in. */
  open(connection: Connection): Promise<void>;
  readonly isOpen: boolean;
  /** Sends so many frames, each wrong in some way; the server may end the connection meanwhile. */
  sendNonsense(count: number): void;
  /** Whether the server has read everything so far; not where it has ended the connection before. */
  isRead(): Promise<boolean>;
}

export function createFuzzLine(random: Random): FuzzLine {
  const memory: DeviceMemory = createDeviceMemory('Fuzz', random);
  let corpus: readonly string[] = [];
  let connection: Connection | null = null;
  let current: DeviceLine | null = null;

  return {
    get isOpen() {
      return connection !== null;
    },
    open: async (opened) => {
      const heard: WireFrame[] = [];
      const line = await logInOver(opened, {
        keys: memory.keys,
        outboxId: memory.outboxId,
        hear: (frame) => void (heard.length < 2 && heard.push(frame)),
      });
      if (line.session['state'] === 'pending')
        line.send([keepCommand(memory, line.serverId, { kind: 'person.admit', body: { displayName: 'Fuzz' } })]);
      const { firstRoomId, epochId } = await resume(line, () => line.session['epochId'] ?? heard[1]?.['epochId']);
      const { outboxId, keys } = memory;
      corpus = clientCorpus({ serverId: line.serverId, device: keys.publicKey, outboxId, firstRoomId, epochId });
      connection = opened;
      current = line;
      opened.onClose(() => {
        connection = null;
        current = null;
      });
    },
    isRead: async () => {
      const asked = current;
      if (asked === null) return false;
      // A question behind all the nonsense: its answer says that all of it was read.
      const answered = new Promise<boolean>((resolve) => asked.request('room.browse', {}, () => resolve(true)));
      return Promise.race([answered, asked.ended.then(() => false)]);
    },
    sendNonsense: (count) => {
      for (let sent = 0; sent < count; sent += 1)
        connection?.send(createFrame(mutateText(pick(random, corpus), random, corpus)));
    },
  };
}

/** Asked until the door has opened; the answer says which the first room is. */
function resume(line: DeviceLine, epochOf: () => unknown): Promise<{ firstRoomId: string; epochId: string }> {
  return new Promise((resolve) => {
    const ask = (): void => {
      line.request('resume', { position: null }, (reply) => {
        const result = reply['result'] as { readonly firstRoomId: string } | undefined;
        if (result === undefined) ask();
        else resolve({ firstRoomId: result.firstRoomId, epochId: String(epochOf()) });
      });
    };
    ask();
  });
}
