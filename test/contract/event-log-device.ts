import { canonicalJson } from '#main/identity/canonical-json.ts';
import { signCommand } from '#main/identity/command-signature.ts';
import { signDeviceLink } from '#main/identity/device-link.ts';
import { createIds } from '#main/identity/ids.ts';
import { createKeyPair, type KeyPair } from '#main/identity/key-pair.ts';
import type { AppendedEvent, AppendItem, AppendOutcome, EventLog } from '#main/storage/event-log.ts';
import { assert, present } from '#shared/assert.ts';
import type { CommandBody, CommandKind } from '#shared/domain/command.ts';
import type { CommandId, DeviceKey, OutboxId, PersonId, RoomId, ServerId } from '#shared/domain/ids.ts';
import {
  acceptedSchema,
  formatCommandFrame,
  refusedSchema,
  type Accepted,
  type Refused,
} from '#shared/protocol/command-frame.ts';
import * as v from 'valibot';
import { commandOf } from '#test/support/sample-commands.ts';
import { commandIdOf, outboxIdOf } from '#test/support/sample-ids.ts';

/** What a test changes about the command that would come next. */
export interface CommandChanges {
  readonly number?: number;
  readonly commandId?: CommandId;
  readonly serverId?: ServerId;
  readonly kind?: string;
  readonly body?: Readonly<Record<string, unknown>>;
}

let lastCommand = 0;

/** Ids that no other command of this run has. */
export function nextCommandId(): CommandId {
  lastCommand += 1;
  return commandIdOf(lastCommand);
}

/** A device with its key and its outbox, which numbers and signs commands as a client does. */
export class TestDevice {
  readonly device: DeviceKey;
  /** That of the device's first person: its own. */
  readonly personId: PersonId;
  readonly serverId: ServerId;
  log: EventLog;
  outboxId: OutboxId;
  lastNumber = 0;
  readonly #keys: KeyPair;

  constructor(log: EventLog, serverId: ServerId, number: number) {
    this.#keys = createKeyPair(new Uint8Array(32).fill(number));
    this.device = this.#keys.publicKey as DeviceKey;
    this.personId = createIds(serverId).personId(this.device);
    this.serverId = serverId;
    this.log = log;
    this.outboxId = outboxIdOf(number);
  }

  /** The command that comes next in the outbox, with its number used up here. */
  item<Kind extends CommandKind>(
    kind: Kind,
    body: Partial<CommandBody<Kind>> = {},
    changes: CommandChanges = {},
  ): AppendItem {
    if (changes.number === undefined) this.lastNumber += 1;
    const command = {
      v: 1,
      serverId: this.serverId,
      device: this.device,
      outboxId: this.outboxId,
      number: this.lastNumber,
      commandId: nextCommandId(),
      ...commandOf(kind, body),
      ...changes,
    };
    return this.itemOf(canonicalJson(command));
  }

  /** A command of this text, signed by this device. */
  itemOf(text: string): AppendItem {
    const frame = formatCommandFrame(text, signCommand(this.#keys, text));
    return { device: this.device, outboxId: this.outboxId, frame };
  }

  async append(...items: readonly AppendItem[]): Promise<AppendOutcome> {
    return present((await this.log.append(items)).outcomes.at(-1), 'every item has an outcome');
  }

  send<Kind extends CommandKind>(
    kind: Kind,
    body: Partial<CommandBody<Kind>> = {},
    changes: CommandChanges = {},
  ): Promise<AppendOutcome> {
    return this.append(this.item(kind, body, changes));
  }

  /** Sends what must be accepted with an event, and returns the event. */
  async act<Kind extends CommandKind>(kind: Kind, body: Partial<CommandBody<Kind>> = {}): Promise<AppendedEvent> {
    return eventOf(await this.send(kind, body));
  }

  async say(roomId: RoomId, text: string): Promise<AppendedEvent> {
    return this.act('message.send', { roomId, content: { type: 'text', text } });
  }

  /** Makes the other key this person's too, which both sign (P18). */
  linkTo(device: TestDevice, personId = this.personId): Promise<AppendedEvent> {
    const link = { serverId: this.serverId, personId, linkedBy: this.device };
    return this.act('device.link', { device: device.device, proof: signDeviceLink(device.#keys, link) });
  }

  /** A new outbox, as after `number_used`. */
  renewOutbox(number: number): void {
    this.outboxId = outboxIdOf(number);
    this.lastNumber = 0;
  }
}

export function eventOf(outcome: AppendOutcome): AppendedEvent {
  assert(outcome.type === 'accepted', `accepted, and not ${JSON.stringify(outcome)}`);
  return present(outcome.event, 'an event was made');
}

export function acceptedOf(outcome: AppendOutcome): Accepted {
  assert(outcome.type === 'accepted', `accepted, and not ${JSON.stringify(outcome)}`);
  return v.parse(acceptedSchema, JSON.parse(outcome.reply));
}

/** The `refused` frame, which says the same as the outcome beside it. */
export function refusedOf(outcome: AppendOutcome): Refused {
  assert(outcome.type === 'refused', `refused, and not ${JSON.stringify(outcome)}`);
  const refused = v.parse(refusedSchema, JSON.parse(outcome.reply));
  assert(refused.isFinal === outcome.isFinal, 'the frame says what the outcome says');
  return refused;
}
