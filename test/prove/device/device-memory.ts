import { randomUUID } from 'node:crypto';
import type { Random } from '#shared/random.ts';
import { formatCommandFrame } from '#shared/protocol/command-frame.ts';
import { canonicalJson } from '#main/identity/canonical-json.ts';
import { signCommand } from '#main/identity/command-signature.ts';
import { createKeyPair, type KeyPair } from '#main/identity/key-pair.ts';
import type { PlacedCommand, SentCommand, Step } from '../checker/history.ts';

/** What a device keeps while its connections come and go: as a client's database would, in the memory of the proof. */
export interface DeviceMemory {
  readonly name: string;
  readonly keys: KeyPair;
  readonly outboxId: string;
  /** Commands without a result, by number. */
  readonly pending: Map<number, PendingCommand>;
  nextNumber: number;
  position: unknown;
  /** The highest `seq` that was shown. */
  seenSeq: number;
  /** Its place in the first room, from which on it must be shown everything; null before. */
  joinedAt: number | null;
  /** Messages alone: what the checker is told. */
  readonly written: SentCommand[];
  readonly acknowledged: Acknowledged[];
  readonly steps: Step[];
}

export interface PendingCommand {
  readonly commandId: string;
  readonly kind: string;
  readonly frame: string;
  /** When it was first handed to the connection, by the wall clock. */
  readonly sentAt: number;
}

/** An acknowledgement with the moments that the disk is compared with. */
export interface Acknowledged extends PlacedCommand {
  readonly sentAt: number;
  readonly heardAt: number;
}

export function createDeviceMemory(name: string, random: Random): DeviceMemory {
  return {
    name,
    keys: createKeyPair(random.bytes(32)),
    outboxId: randomUUID(),
    pending: new Map(),
    nextNumber: 1,
    position: null,
    seenSeq: 0,
    joinedAt: null,
    written: [],
    acknowledged: [],
    steps: [],
  };
}

/** Numbers and signs a command, and keeps it until it has its result; the frame to send. */
export function keepCommand(
  memory: DeviceMemory,
  serverId: string,
  { kind, body }: { readonly kind: string; readonly body: Readonly<Record<string, unknown>> },
): string {
  const number = memory.nextNumber;
  memory.nextNumber += 1;
  const commandId = randomUUID();
  const sentAt = Date.now();
  const salt = Buffer.from(commandId.replaceAll('-', ''), 'hex').toString('base64url');
  const text = canonicalJson({
    v: 1,
    serverId,
    device: memory.keys.publicKey,
    outboxId: memory.outboxId,
    number,
    commandId,
    kind,
    body: { ...body, salt, writtenAt: sentAt },
  });
  const frame = formatCommandFrame(text, signCommand(memory.keys, text));
  memory.pending.set(number, { commandId, kind, frame, sentAt });
  if (kind === 'message.send') memory.written.push({ commandId, author: memory.name });
  return frame;
}
