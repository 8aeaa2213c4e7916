import { deepStrictEqual, partialDeepStrictEqual, strictEqual } from 'node:assert/strict';
import type { AppendItem, AppendOutcome } from '#main/storage/event-log.ts';
import type { WritableDb } from '#main/storage/readable-db.ts';
import { assert, present } from '#shared/assert.ts';
import type { CommandKind } from '#shared/domain/command.ts';
import type { CommandId, RoomId } from '#shared/domain/ids.ts';
import type { Position } from '#shared/protocol/position.ts';
import { acceptedOf, nextCommandId, refusedOf, type TestDevice } from '#test/contract/event-log-device.ts';
import { frameText, parseEvent } from '#test/contract/event-log-setup.ts';
import { commandOf } from '#test/support/sample-commands.ts';
import { act, isIn, open, readable, replayed, type ModelAct, type ModelResult, type ModelRoom } from './log-model.ts';
import { setupEngine } from './test-engine.ts';

export type StepKind = ModelAct['kind'] | 'room.create';
export type StepVariant =
  'new' | 'above' | 'below' | 'repeat' | 'signedAgain' | 'takenId' | 'newOutbox' | 'restart' | 'failed';
export interface Step {
  readonly who: number;
  readonly kind: StepKind;
  readonly room: number;
  readonly target: number;
  readonly variant: StepVariant;
  readonly pick: number;
  readonly isPublic: boolean;
  readonly showsEverything: boolean;
}
/** A command that has its result for good. */
interface Settled {
  readonly item: AppendItem;
  readonly kind: CommandKind;
  readonly body: Readonly<Record<string, unknown>>;
  readonly commandId: CommandId;
  readonly reply: string;
}

const limits = { maxPageEvents: 4 };

/** The engine and the model side by side. */
export class EngineBesideModel {
  readonly rooms: ModelRoom[] = [];
  readonly positions: Position[] = [];
  readonly people: TestDevice[];
  readonly #settled = new Map<number, Settled[]>();
  #setup: ReturnType<typeof setupEngine>;
  #headSeq: number;
  #fails = false;
  #outboxes = 100;

  constructor() {
    this.#setup = setupEngine({ wrapDb: this.#wrapDb, limits });
    this.people = [1, 2, 3].map((number) => this.#setup.device(number));
    for (const [index, person] of this.people.entries()) {
      const { outcomes } = this.#setup.engine.append([person.item('person.admit', { displayName: `P${index}` })]);
      assert(outcomes[0]?.type === 'accepted', 'everybody comes in');
    }
    this.#headSeq = this.#setup.engine.stats().headSeq;
  }

  run(step: Step): void {
    const settled = this.#settled.get(step.who) ?? [];
    const earlier = settled[step.pick % Math.max(1, settled.length)];
    switch (step.variant) {
      case 'restart':
        this.#setup = setupEngine({ wrapDb: this.#wrapDb, limits, db: this.#setup.db });
        return;
      case 'newOutbox':
        this.#outboxes += 1;
        this.people[step.who]?.renewOutbox(this.#outboxes);
        return;
      case 'repeat':
        if (earlier !== undefined) this.#sendAgain(step.who, earlier, 'repeat');
        return;
      case 'signedAgain':
        if (earlier !== undefined) this.#sendAgain(step.who, earlier, 'signedAgain');
        return;
      case 'takenId':
        if (earlier !== undefined) this.#sendTaken(step.who, earlier);
        return;
      case 'new':
      case 'above':
      case 'below':
      case 'failed':
        this.#sendNew(step, step.variant);
    }
  }

  /** A database whose commits fail when they are to. */
  readonly #wrapDb = (db: WritableDb): WritableDb => ({
    ...db,
    transact: (work) =>
      db.transact(() => {
        const value = work();
        if (this.#fails) throw Object.assign(new Error('full'), { code: 'SQLITE_FULL' });
        return value;
      }),
  });

  #append(item: AppendItem): AppendOutcome {
    const { outcomes, headSeq, positionFrame } = this.#setup.engine.append([item]);
    strictEqual(headSeq, this.#headSeq);
    this.positions.push((JSON.parse(positionFrame) as { position: Position }).position);
    return present(outcomes[0], 'one item has one outcome');
  }

  #sendNew(step: Step, variant: 'new' | 'above' | 'below' | 'failed'): void {
    const device = present(this.people[step.who], 'a person');
    const { kind, body } = this.#commandOf(step);
    const commandId = nextCommandId();
    const expected = device.lastNumber + 1;
    if (variant === 'above' || variant === 'below') {
      const number = variant === 'above' ? expected + 1 : device.lastNumber;
      if (number === 0) return;
      const refused = refusedOf(this.#append(device.item(kind, {}, { body, commandId, number })));
      const type = variant === 'above' ? 'out_of_order' : 'number_used';
      partialDeepStrictEqual(refused, { isFinal: false, error: { type, expected } });
      return;
    }
    const item = device.item(kind, {}, { body, commandId });
    if (variant === 'failed') {
      this.#fails = true;
      partialDeepStrictEqual(refusedOf(this.#append(item)), { isFinal: false, error: { type: 'disk_full' } });
      this.#fails = false;
    }
    const result = this.#actInModel(step);
    if (result === 'event') this.#headSeq += 1;
    const outcome = this.#append(item);
    strictEqual(resultOf(outcome), result);
    this.#learnRoom(step, outcome);
    this.#settle(step.who, { item, kind, body, commandId, reply: replyOf(outcome) });
  }

  /** The same command again, as it was or signed anew under the next number: the same result, and nothing happens. */
  #sendAgain(who: number, { item, kind, body, commandId, reply }: Settled, how: 'repeat' | 'signedAgain'): void {
    const device = present(this.people[who], 'a person');
    const again = how === 'repeat' ? item : device.item(kind, {}, { body, commandId });
    const outcome = this.#append(again);
    strictEqual(outcome.type === 'accepted' && outcome.event !== null, false);
    const { signed = null, ...told } = withoutNumber(replyOf(outcome));
    deepStrictEqual(told, withoutNumber(reply));
    deepStrictEqual(signed, how === 'signedAgain' && 'header' in told ? howSigned(item) : null);
    strictEqual(this.#setup.engine.login(device.device, device.outboxId).lastNumber, device.lastNumber);
  }

  #sendTaken(who: number, { kind, body, commandId }: Settled): void {
    const device = present(this.people[who], 'a person');
    const item = device.item(kind, {}, { body: { ...body, more: 'other content' }, commandId });
    partialDeepStrictEqual(refusedOf(this.#append(item)), { isFinal: true, error: { type: 'command_id_taken' } });
  }

  #commandOf(step: Step): { kind: CommandKind; body: Readonly<Record<string, unknown>> } {
    const { kind, isPublic, showsEverything, target } = step;
    if (kind === 'room.create') {
      const visibility = isPublic ? ('public' as const) : ('private' as const);
      const history = showsEverything ? ('everything' as const) : ('joined' as const);
      return commandOf(kind, { name: `Room ${this.rooms.length}`, visibility, history });
    }
    const roomId = (this.#roomOf(step)?.roomId ?? 'a'.repeat(26)) as RoomId;
    const personId = present(this.people[target], 'a person').personId;
    const common = commandOf('room.join', { roomId }).body;
    if (kind === 'message.send') return commandOf(kind, { roomId });
    return { kind, body: kind === 'room.invite' || kind === 'room.removeMember' ? { ...common, personId } : common };
  }

  #roomOf(step: Step): ModelRoom | undefined {
    return this.rooms[step.room % Math.max(1, this.rooms.length)];
  }

  #actInModel(step: Step): ModelResult {
    if (step.kind === 'room.create') return 'event';
    const room = this.#roomOf(step);
    return room === undefined ? 'refused' : act(room, { ...step, kind: step.kind }, this.#headSeq + 1);
  }

  #learnRoom(step: Step, outcome: AppendOutcome): void {
    if (step.kind !== 'room.create') return;
    const { isPublic, who } = step;
    const roomId = present(acceptedOf(outcome).roomId, 'a new room has an id');
    const showsEverything = isPublic || step.showsEverything;
    const room: ModelRoom = { roomId, creator: who, isPublic, showsEverything, seqs: [], items: 0, stays: new Map() };
    open(room, who, this.#headSeq);
    this.rooms.push(room);
  }

  #settle(who: number, settled: Settled): void {
    this.#settled.set(who, [...(this.#settled.get(who) ?? []), settled]);
  }

  /** Throws where members, pages or replays are not what the model says. */
  compare(): void {
    const { rooms } = this.#setup.engine.directory();
    for (const room of this.rooms) {
      const members = rooms.find((found) => found.room.roomId === room.roomId)?.memberIds ?? [];
      const expected = this.people.filter((_, who) => isIn(room, who)).map(({ personId }) => personId);
      deepStrictEqual(members.toSorted(), expected.toSorted());
      for (const who of this.people.keys()) deepStrictEqual(this.#read(room, who), readable(room, who));
    }
    for (const position of this.positions.filter((_, index) => index % 7 === 0)) {
      for (const who of this.people.keys()) this.#checkReplay(position, who);
    }
  }

  /** Every streamSeq that pages bring, from the newest back. */
  #read(room: ModelRoom, who: number): number[] {
    const { engine } = this.#setup;
    const { personId } = present(this.people[who], 'a person');
    const params = { roomId: room.roomId as RoomId, epochId: engine.directory().epoch.epochId, maxItems: 2 };
    const found: number[] = [];
    let before: number | null | undefined;
    while (before !== null) {
      const page = engine.readHistory(personId, before === undefined ? params : { ...params, before });
      if (!page.ok) {
        strictEqual(page.error.type, 'room_not_found');
        return [];
      }
      found.unshift(...page.value.frames.map((frame) => parseEvent(frame).header.streamSeq));
      before = page.value.next;
    }
    return found;
  }

  #checkReplay(position: Position, who: number): void {
    const { engine } = this.#setup;
    const { personId } = present(this.people[who], 'a person');
    deepStrictEqual(engine.planResume(personId, { position, epochId: null }), {
      mode: 'replay',
      afterSeq: position.seq,
    });
    const frames: string[] = [];
    for (let afterSeq = position.seq; afterSeq < this.#headSeq;) {
      const page = engine.readReplay({ personId, afterSeq, upToSeq: this.#headSeq });
      frames.push(...page.frames);
      afterSeq = page.lastSeq;
    }
    const seqs = frames.flatMap((frame) => (frame.includes('"type":"event"') ? [parseEvent(frame).header.seq] : []));
    deepStrictEqual(
      seqs,
      seqs.toSorted((a, b) => a - b),
    );
    for (const room of this.rooms) {
      const own = frames.filter((frame) => frame.includes(`"stream":"room:${room.roomId}"`)).map(frameText);
      const texts = own.map((text) => (text.includes('<') ? 'o' : text.slice(text.indexOf('@') + 1)));
      deepStrictEqual(texts, replayed(room, who, position.seq));
    }
  }
}

function resultOf(outcome: AppendOutcome): ModelResult {
  if (outcome.type !== 'accepted') return 'refused';
  return outcome.event === null ? 'already' : 'event';
}

function replyOf(outcome: AppendOutcome): string {
  assert(outcome.type !== 'malformed', 'the model sends what is well formed');
  return outcome.reply;
}

function withoutNumber(reply: string): { readonly signed?: unknown } {
  const { number: _, ...rest } = JSON.parse(reply) as { number: number; signed?: unknown };
  return rest;
}

/** What the log has of the first transmission, for whoever signed another (P15). */
function howSigned({ frame, outboxId }: AppendItem): unknown {
  const { command, signature } = JSON.parse(frame) as { command: { number: number }; signature: string };
  return { number: command.number, outboxId, signature };
}
