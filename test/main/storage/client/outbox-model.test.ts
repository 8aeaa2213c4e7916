import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CommandId } from '#shared/domain/ids.ts';
import { roomStream } from '#shared/domain/stream.ts';
import type { CommandFrame } from '#shared/protocol/command-frame.ts';
import { createKeyPair } from '#main/identity/key-pair.ts';
import { systemRandom } from '#main/identity/system-random.ts';
import type { ReceivedFrame } from '#main/storage/client-store.ts';
import { createClientEngine, type ClientEngine } from '#main/storage/client/client-engine.ts';
import { createMemoryClientDatabase } from '#main/storage/client/direct-client-store.ts';
import { createFakeClock } from '#test/support/fake-clock.ts';
import { roomIdOf } from '#test/support/sample-ids.ts';
import { roomOf, snapshotOf } from './sample-room.ts';
import { SampleServer, seedOf } from './sample-server.ts';

const general = roomIdOf(1);
const stream = roomStream(general);

interface Model {
  /** Everything ever queued and not cancelled, in order, with what became of it. */
  readonly commands: { readonly commandId: CommandId; text: string; state: 'queued' | 'sent' | 'failed' }[];
  /** Ever transmitted, in whatever outbox. */
  readonly transmitted: Set<CommandId>;
}

interface Real {
  engine: ClientEngine;
  readonly server: Log;
  readonly restart: () => ClientEngine;
}

/** A server that keeps the order of numbers, and results for ever (D3). Its replies may get lost. */
class Log {
  readonly server = new SampleServer(7);
  readonly me = this.server.person(8);
  readonly results = new Map<CommandId, string>();
  readonly lastNumbers = new Map<string, number>();
  readonly logged: CommandId[] = [];

  /** The answer to a frame, or null for a number out of turn. */
  submit(frame: string, isRefused: boolean): string | null {
    const { commandId, number, outboxId } = (JSON.parse(frame) as CommandFrame).command;
    const last = this.lastNumbers.get(outboxId) ?? 0;
    const known = this.results.get(commandId);
    if (known !== undefined && number <= last + 1) {
      this.lastNumbers.set(outboxId, Math.max(last, number));
      return known;
    }
    if (number !== last + 1) return null;
    this.lastNumbers.set(outboxId, number);
    const result = isRefused ? this.server.refused(frame, { type: 'wrong_server' }) : this.#accept(frame);
    this.results.set(commandId, result);
    return result;
  }

  #accept(frame: string): string {
    const event = this.server.accept(this.me, { frame, stream });
    this.logged.push(event.commandId);
    return event.accepted;
  }
}

function setup(): { model: Model; real: Real } {
  const server = new Log();
  const db = createMemoryClientDatabase();
  const restart = () =>
    createClientEngine({
      db,
      serverId: server.server.serverId,
      deviceKeys: createKeyPair(seedOf(8)),
      clock: createFakeClock(),
      random: systemRandom,
    });
  const engine = restart();
  const room = roomOf(general, server.me.personId);
  engine.applySnapshot(
    snapshotOf(server.server, { people: [[server.me, 'me']], rooms: [{ room, members: [server.me] }] }),
  );
  return { model: { commands: [], transmitted: new Set() }, real: { engine, server, restart } };
}

function transmit(model: Model, { engine }: Real, [afterNumber, max]: readonly [number, number]): readonly string[] {
  const taken = engine.takeCommands(afterNumber, max);
  for (const { commandId } of taken) model.transmitted.add(commandId);
  return taken.map(({ frame }) => frame);
}

function receive(model: Model, { engine, server }: Real, replies: readonly string[]): void {
  const frames: ReceivedFrame[] = replies.map((text) => ({ text, isSigned: true }));
  engine.applyFrames({ epoch: server.server.epoch, frames, position: server.server.position(), source: 'live' });
  for (const text of replies) {
    const reply = JSON.parse(text) as { readonly commandId: CommandId; readonly type: string };
    const command = model.commands.find(({ commandId }) => commandId === reply.commandId);
    if (command?.state === 'queued') command.state = reply.type === 'accepted' ? 'sent' : 'failed';
  }
}

/** What anybody could see at any moment. */
function check(model: Model, { engine, server }: Real): void {
  const of = (state: string) => model.commands.filter((command) => command.state === state);
  expect(engine.outbox()).toEqual({ waiting: of('queued').length, failed: of('failed').length });
  const page = engine.timelinePage({ roomId: general, before: null, maxItems: 200 });
  if (!page.ok) throw new Error(page.error.type);
  const rows = page.value.items.flatMap((item) => (item.type === 'message' ? [item] : []));
  const shown = rows.map(({ commandId, delivery, content }) => ({
    commandId,
    state: delivery,
    text: content.type === 'text' ? content.text : '',
  }));
  expect(shown).toEqual([...of('sent'), ...model.commands.filter(({ state }) => state !== 'sent')]);
  expect(new Set(rows.map(({ key }) => key)).size).toBe(rows.length);
  // One author's messages keep their order in the log, each once.
  const places = server.logged.map((id) => model.commands.findIndex(({ commandId }) => commandId === id));
  expect(places).toEqual(places.toSorted((a, b) => a - b));
  expect(new Set(places).size).toBe(places.length);
}

function same(actual: boolean, expected: boolean): void {
  expect(actual).toBe(expected);
}

type Step = (model: Model, real: Real) => void;

const pick = (index: number, model: Model) => model.commands[index % Math.max(1, model.commands.length)];

const queueStep = fc
  .string({ minLength: 1, maxLength: 4, unit: 'grapheme-ascii' })
  .map((typed): Step => (model, real) => {
    const text = `.${typed}`;
    const { commandId } = real.engine.queueCommand({
      kind: 'message.send',
      body: { roomId: general, content: { type: 'text', text } },
    });
    model.commands.push({ commandId, text, state: 'queued' });
  });

/** Takes, sends and hears back, up to where the connection breaks. */
const exchangeStep = fc
  .record({ max: fc.integer({ min: 1, max: 5 }), refused: fc.nat(9), lost: fc.nat(6), after: fc.nat(3) })
  .map(({ max, refused, lost, after }): Step => (model, real) => {
    const replies: string[] = [];
    for (const [index, frame] of transmit(model, real, [0, max]).entries()) {
      const reply = real.server.submit(frame, index === refused);
      // In order and from the first without a result on, so that no number is ever out of turn.
      same(reply !== null, true);
      if (reply !== null) replies.push(reply);
    }
    receive(model, real, replies.slice(0, lost));
    if (after > 0) transmit(model, real, [max, after]);
  });

const repeatStep = fc.nat(20).map((index): Step => (model, real) => {
  const results = [...real.server.results.values()];
  const result = results[index % Math.max(1, results.length)];
  const id = result === undefined ? null : (JSON.parse(result) as { commandId: CommandId }).commandId;
  // A repeat comes only of what was answered in order before.
  const isSettled = model.commands.some(({ commandId, state }) => commandId === id && state !== 'queued');
  if (result !== undefined && isSettled) receive(model, real, [result]);
});

const crashStep = fc.constant<Step>((_model, real) => {
  real.engine = real.restart();
});

const renewStep = fc.constant<Step>((_model, real) => {
  const before = real.engine.load().outboxId;
  same(real.engine.renewOutbox() === before, false);
});

const cancelStep = fc.nat(20).map((index): Step => (model, real) => {
  const command = pick(index, model);
  if (command === undefined) return;
  const isOpen = command.state === 'queued' && !model.transmitted.has(command.commandId);
  same(real.engine.cancelCommand(command.commandId).ok, isOpen);
  if (isOpen) model.commands.splice(model.commands.indexOf(command), 1);
});

const changeStep = fc.nat(20).map((index): Step => (model, real) => {
  const command = pick(index, model);
  if (command === undefined) return;
  const isOpen = command.state === 'queued' && !model.transmitted.has(command.commandId);
  same(real.engine.changeCommand(command.commandId, 'changed').ok, isOpen);
  if (isOpen) command.text = 'changed';
});

const retryStep = fc.nat(20).map((index): Step => (model, real) => {
  const command = pick(index, model);
  if (command === undefined) return;
  const retried = real.engine.retryCommand(command.commandId);
  same(retried.ok, command.state === 'failed');
  if (!retried.ok) return;
  model.commands.splice(model.commands.indexOf(command), 1);
  model.commands.push({ commandId: retried.value.commandId, text: command.text, state: 'queued' });
});

const steps = fc.array(
  fc.oneof(
    { arbitrary: queueStep, weight: 4 },
    { arbitrary: exchangeStep, weight: 4 },
    ...[repeatStep, crashStep, renewStep, cancelStep, changeStep, retryStep].map((arbitrary) => ({
      arbitrary,
      weight: 1,
    })),
  ),
  { maxLength: 30 },
);

describe('the outbox', () => {
  it('[D1, D3] whatever happens to it, sends each message once and in order, and never shows a lie', () => {
    fc.assert(
      fc.property(steps, (script) => {
        const { model, real } = setup();
        for (const step of script) {
          step(model, real);
          check(model, real);
        }
        // In the end everything arrives.
        for (let round = 0; round < 10; round += 1) {
          const replies = transmit(model, real, [0, 64]).flatMap((frame) => real.server.submit(frame, false) ?? []);
          receive(model, real, replies);
        }
        check(model, real);
        expect(model.commands.filter(({ state }) => state === 'queued')).toEqual([]);
      }),
      { numRuns: 150 },
    );
  });
});
