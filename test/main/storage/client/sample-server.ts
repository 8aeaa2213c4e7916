import type { CommandKind } from '#shared/domain/command.ts';
import type { Epoch } from '#shared/domain/epoch.ts';
import { eventKinds, type EventHeader, type Origin } from '#shared/domain/event.ts';
import type { CommandId, DeviceKey, PersonId, RoomId, ServerId } from '#shared/domain/ids.ts';
import type { Refusal } from '#shared/domain/refusal.ts';
import { roomStream, serverStream, type Stream } from '#shared/domain/stream.ts';
import { formatCommandFrame, type CommandFrame } from '#shared/protocol/command-frame.ts';
import type { Position } from '#shared/protocol/position.ts';
import { canonicalJson } from '#main/identity/canonical-json.ts';
import { signCommand } from '#main/identity/command-signature.ts';
import { createIds, type Ids } from '#main/identity/ids.ts';
import { createKeyPair, type KeyPair } from '#main/identity/key-pair.ts';
import { createServerIdentity } from '#main/identity/server-identity.ts';
import { commandIdOf, epochIdOf, outboxIdOf, sampleBytes } from '#test/support/sample-ids.ts';

/** Somebody with one device. */
export interface SamplePerson {
  readonly personId: PersonId;
  readonly keys: KeyPair;
  readonly device: DeviceKey;
}

/** An event as the sample server logged it. */
export interface SampleEvent {
  readonly header: EventHeader;
  readonly mac: string;
  readonly commandId: CommandId;
  /** The `event` frame. */
  readonly frame: string;
  /** The `accepted` frame that its author gets instead. */
  readonly accepted: string;
  /** The `event.bare` frame of those who may not see it. */
  readonly bare: string;
}

export interface Wording {
  readonly stream: Stream;
  readonly kind: string;
  readonly body: Readonly<Record<string, unknown>>;
  readonly eventKind?: string;
  readonly isItem?: boolean;
  readonly commandId?: CommandId;
  readonly origin?: Origin;
}

/** 32 bytes that differ by number. */
export function seedOf(number: number): Uint8Array {
  const seed = new Uint8Array(32);
  new DataView(seed.buffer).setUint32(0, number);
  return seed;
}

/** A server without rules: it numbers and words whatever it is told to, as frames of the wire. */
export class SampleServer {
  readonly serverId: ServerId;
  readonly ids: Ids;
  epoch: Epoch;
  /** All lives that the log has had, the present one last. */
  epochs: readonly Epoch[];
  seq = 0;
  readonly #heads = new Map<Stream, number>();
  readonly #itemHeads = new Map<Stream, number>();
  #commands = 0;
  #life = 1;
  #lastMac = sampleBytes(16, 0);

  constructor(number: number) {
    this.serverId = createServerIdentity(seedOf(number)).serverId;
    this.ids = createIds(this.serverId);
    this.epoch = { epoch: 1, epochId: epochIdOf(1) };
    this.epochs = [this.epoch];
  }

  person(number: number): SamplePerson {
    const keys = createKeyPair(seedOf(number));
    return { personId: this.ids.personId(keys.publicKey), keys, device: keys.publicKey as DeviceKey };
  }

  head(stream: Stream): number {
    return this.#heads.get(stream) ?? 0;
  }

  itemHead(stream: Stream): number {
    return this.#itemHeads.get(stream) ?? 0;
  }

  /** Goes back to an earlier length, as a restored backup does, in a new epoch. */
  restore(heads: Readonly<Record<Stream, number>>, seq: number): void {
    this.epoch = { epoch: this.epoch.epoch + 1, epochId: epochIdOf(this.epoch.epoch + 1) };
    this.epochs = [...this.epochs, this.epoch];
    this.goBack(heads, seq);
  }

  /** Goes back to an earlier length and knows nothing of it, as an older copy of the database does. */
  goBack(heads: Readonly<Record<Stream, number>>, seq: number): void {
    this.seq = seq;
    this.#life += 1;
    for (const [stream, head] of Object.entries(heads)) {
      this.#heads.set(stream as Stream, head);
      this.#itemHeads.set(stream as Stream, Math.min(head, this.itemHead(stream as Stream)));
    }
  }

  /** Of what was logged last. */
  get lastCommandId(): CommandId {
    return commandIdOf(this.#commands);
  }

  /** Somebody's command, accepted. */
  log(author: SamplePerson, wording: Wording): SampleEvent {
    this.#commands += 1;
    const commandId = wording.commandId ?? commandIdOf(this.#commands);
    const body = { writtenAt: 1_000 + this.#commands, salt: sampleBytes(16, this.#commands), ...wording.body };
    const command = canonicalJson({
      v: 1,
      serverId: this.serverId,
      device: author.device,
      outboxId: outboxIdOf(1),
      number: this.#commands,
      commandId,
      kind: wording.kind,
      body,
    });
    return this.accept(author, { ...wording, frame: formatCommandFrame(command, signCommand(author.keys, command)) });
  }

  /** A command frame that a client sent, accepted. */
  accept(
    author: SamplePerson,
    { frame, stream, ...wording }: Pick<Wording, 'stream' | 'eventKind' | 'isItem' | 'origin'> & { frame: string },
  ): SampleEvent {
    const sent = JSON.parse(frame) as CommandFrame;
    const { kind, commandId, number } = sent.command;
    const isItem = wording.isItem ?? kind === 'message.send';
    const header: EventHeader = {
      epoch: this.epoch.epoch,
      seq: (this.seq += 1),
      stream,
      streamSeq: this.head(stream) + 1,
      ...(isItem ? { itemNumber: this.itemHead(stream) + 1 } : {}),
      at: 2_000 + this.seq,
      kind: wording.eventKind ?? eventKinds[kind as CommandKind],
      person: author.personId,
      device: author.device,
      ...(wording.origin === undefined ? {} : { origin: wording.origin }),
    };
    this.#heads.set(stream, header.streamSeq);
    if (isItem) this.#itemHeads.set(stream, this.itemHead(stream) + 1);
    const mac = sampleBytes(16, this.#life * 1_000_000 + this.seq);
    this.#lastMac = mac;
    const { command, signature } = sent;
    return {
      header,
      mac,
      commandId,
      frame: canonicalJson({ type: 'event', header, command, signature, mac }),
      accepted: canonicalJson({ type: 'accepted', commandId, number, header, mac }),
      bare: canonicalJson({ type: 'event.bare', header, mac }),
    };
  }

  /** An event that was lost and given back: the very command, under new numbers, with where it stood first (H4). */
  heal(
    author: SamplePerson,
    { header, frame }: Pick<SampleEvent, 'header' | 'frame'>,
    isOverruled = false,
  ): SampleEvent {
    const { command, signature } = JSON.parse(frame) as Record<'command' | 'signature', unknown>;
    const { epoch, seq } = header.origin ?? header;
    const origin = { epoch, seq, ...(isOverruled ? { isOverruled } : {}) };
    return this.accept(author, {
      stream: header.stream,
      origin,
      eventKind: header.kind,
      frame: JSON.stringify({ type: 'command', command, signature }),
    });
  }

  message(author: SamplePerson, roomId: RoomId, text: string): SampleEvent {
    const body = { roomId, content: { type: 'text', text } };
    return this.log(author, { stream: roomStream(roomId), kind: 'message.send', body });
  }

  admitted(person: SamplePerson, displayName: string): SampleEvent {
    return this.log(person, { stream: serverStream, kind: 'person.admit', body: { displayName } });
  }

  /** The result of a command that asked for what was so already. */
  acceptedAsIs(frame: string): string {
    const { commandId, number } = (JSON.parse(frame) as CommandFrame).command;
    return canonicalJson({ type: 'accepted', commandId, number });
  }

  refused(frame: string, error: Refusal, isFinal = true): string {
    const { commandId, number } = (JSON.parse(frame) as CommandFrame).command;
    return canonicalJson({ type: 'refused', isFinal, commandId, number, error });
  }

  position(): Position {
    const { epoch } = this.epoch;
    const serverHead = this.head(serverStream);
    return { epoch, seq: this.seq, serverHead, tag: this.#lastMac, mac: sampleBytes(16, this.seq) };
  }
}
