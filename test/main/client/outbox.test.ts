import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createOutbox, type Outbox, type OutboxFailure } from '#main/client/outbox.ts';
import type { OutgoingCommand } from '#main/storage/client-store.ts';
import { limits } from '#shared/protocol/limits.ts';
import type { Refused, TemporaryRefusal } from '#shared/protocol/command-frame.ts';
import { createFakeClock } from '#test/support/fake-clock.ts';
import { commandIdOf } from '#test/support/sample-ids.ts';
import { createSeededRandom } from '#test/support/seeded-random.ts';
import { fakeStore } from './fake-store.ts';

const turn = () => new Promise(setImmediate);

/** The queue as a database keeps it: numbers stay with their commands until a new outbox begins. */
function createQueue(kind = 'message.send') {
  const waiting: { id: number; number: number | null }[] = [];
  let lastNumber = 0;
  let lastId = 0;
  let outbox = 1;
  let askedForRooms = 0;
  const toSend = (id: number, number: number): OutgoingCommand => ({
    commandId: commandIdOf(id),
    kind,
    number,
    frame: JSON.stringify({ outbox, number, id }),
  });
  return {
    add: () => {
      lastId += 1;
      waiting.push({ id: lastId, number: null });
    },
    settle: (id: number) => {
      const index = waiting.findIndex((command) => command.id === id);
      if (index >= 0) waiting.splice(index, 1);
    },
    outbox: () => outbox,
    waiting: () => waiting.length,
    askedForRooms: () => askedForRooms,
    store: fakeStore({
      askClosedRooms: async () => {
        askedForRooms += 1;
      },
      takeCommands: async (after, max, { heldUpTo = 0 } = {}) => {
        const taken: ReturnType<typeof toSend>[] = [];
        for (const command of waiting.filter(({ number }) => number === null || number > after).slice(0, max)) {
          const number = command.number ?? lastNumber + 1;
          if ((taken[0]?.number ?? Infinity) <= heldUpTo && number > heldUpTo) break;
          command.number = number;
          lastNumber = Math.max(lastNumber, number);
          taken.push(toSend(command.id, number));
        }
        return taken;
      },
      renewOutbox: async () => {
        outbox += 1;
        lastNumber = 0;
        for (const command of waiting) command.number = null;
        return `outbox ${outbox}` as never;
      },
    }),
  };
}

interface Sent {
  readonly outbox: number;
  readonly number: number;
  readonly id: number;
}

function setupOutbox(queue: ReturnType<typeof createQueue> = createQueue()) {
  const clock = createFakeClock();
  const sent: Sent[] = [];
  const failures: OutboxFailure[] = [];
  const refusals: unknown[] = [];
  const holdups: (string | null)[] = [];
  const outbox = createOutbox({
    store: queue.store,
    clock,
    random: createSeededRandom('outbox'),
    send: (frames) => sent.push(...frames.map((frame) => JSON.parse(frame) as Sent)),
    onNameRefused: (refusal) => refusals.push(refusal),
    onHoldup: (holdup) => holdups.push(holdup?.type ?? null),
    onFailed: (failure) => failures.push(failure),
  });
  return { clock, sent, failures, refusals, holdups, outbox, queue };
}

const refuse = (outbox: Outbox, number: number, error: TemporaryRefusal) => {
  const refusal: Refused = { type: 'refused', isFinal: false, commandId: commandIdOf(1), number, error };
  outbox.refused(refusal);
};

describe('the outbox', () => {
  it('sends what is queued when it is let in, and what comes later when it is kicked', async () => {
    const { outbox, queue, sent } = setupOutbox();
    queue.add();
    outbox.admit(0);
    await turn();
    queue.add();
    outbox.kick();
    await turn();
    expect(sent.map(({ number, id }) => [number, id])).toEqual([
      [1, 1],
      [2, 2],
    ]);
  });

  it('[H3] asks once whether closed rooms are open, and looks again for what may go once all that was missed is here', async () => {
    const { outbox, queue, sent } = setupOutbox();
    outbox.knock();
    await turn();
    expect(queue.askedForRooms()).toBe(0);
    outbox.admit(0);
    await turn();
    queue.add();
    await turn();
    expect(sent).toEqual([]);
    outbox.caughtUp();
    await turn();
    expect(sent).toHaveLength(1);
    expect(queue.askedForRooms()).toBe(1);
  });

  it('[H3] asks once more behind what the server answers as it did in an earlier session', async () => {
    const { outbox, queue, sent } = setupOutbox();
    for (let count = 0; count < 3; count += 1) queue.add();
    outbox.admit(0);
    await turn();
    outbox.end();
    const next = setupOutbox(queue);
    next.outbox.admit(2);
    await turn();
    expect([sent.length, next.sent.length, queue.askedForRooms()]).toEqual([3, 2, 2]);
    for (const number of [1, 2]) queue.settle(number);
    next.outbox.answered([1]);
    await turn();
    expect(queue.askedForRooms()).toBe(2);
    next.outbox.answered([2]);
    await turn();
    next.outbox.answered([3]);
    await turn();
    expect([next.sent.length, queue.askedForRooms()]).toEqual([3, 3]);
  });

  it('[P18] sends nothing but the request for admission before that', async () => {
    const other = setupOutbox();
    other.queue.add();
    other.outbox.knock();
    await turn();
    expect(other.sent).toEqual([]);
    const admission = setupOutbox(createQueue('person.admit'));
    admission.queue.add();
    admission.outbox.knock();
    await turn();
    expect(admission.sent).toHaveLength(1);
  });

  it('[P18] sends nothing at all before the login was answered', async () => {
    const { outbox, queue, sent } = setupOutbox(createQueue('person.admit'));
    queue.add();
    outbox.kick();
    await turn();
    expect(sent).toEqual([]);
    outbox.knock();
    await turn();
    expect(sent).toHaveLength(1);
  });

  it('[P18] waits after a name was refused, and sends the request again when it is kicked', async () => {
    const { outbox, queue, sent, refusals } = setupOutbox(createQueue('person.admit'));
    queue.add();
    outbox.knock();
    await turn();
    outbox.refused({
      type: 'refused',
      isFinal: false,
      commandId: commandIdOf(1),
      number: 1,
      error: { type: 'name_empty' },
    });
    await turn();
    expect([sent.length, refusals]).toEqual([1, [{ type: 'name_empty' }]]);
    outbox.kick();
    await turn();
    expect(sent.map(({ number }) => number)).toEqual([1, 1]);
  });

  it('[P18] gives a door all the time it takes', async () => {
    const { clock, outbox, queue, failures } = setupOutbox(createQueue('person.admit'));
    queue.add();
    outbox.knock();
    await turn();
    clock.advance(60 * 60_000);
    expect(failures).toEqual([]);
  });

  it('[P14] asks for a new outbox once, when all in flight is answered', async () => {
    const { outbox, queue, failures } = setupOutbox();
    queue.add();
    queue.add();
    outbox.admit(0);
    await turn();
    refuse(outbox, 1, { type: 'number_used', expected: 5 });
    await turn();
    expect(failures).toEqual([]);
    refuse(outbox, 2, { type: 'number_used', expected: 5 });
    await turn();
    expect(failures).toEqual([{ type: 'outbox_renewed' }]);
    expect(queue.outbox()).toBe(2);
  });

  it('says when nothing is on its way', async () => {
    const { outbox, queue } = setupOutbox();
    expect(outbox.isIdle()).toBe(true);
    queue.add();
    outbox.admit(0);
    await turn();
    expect(outbox.isIdle()).toBe(false);
    queue.settle(1);
    outbox.answered([1]);
    await turn();
    expect(outbox.isIdle()).toBe(true);
  });

  it('[P14] begins again at once where the server names the next number, and takes its time without a result', async () => {
    const { clock, outbox, queue, sent } = setupOutbox();
    queue.add();
    outbox.admit(0);
    await turn();
    let refused = 0;
    const refuseNew = async () => {
      if (sent.length === refused) return;
      refused = sent.length;
      refuse(outbox, 1, { type: 'out_of_order', expected: 1 });
      await turn();
    };
    await refuseNew();
    expect(sent).toHaveLength(2);
    for (let times = 0; times < 50; times += 1) await refuseNew();
    expect([sent.length, outbox.isIdle()]).toEqual([2, false]);
    for (let second = 0; second < 60; second += 1) {
      clock.advance(1_000);
      await turn();
      await refuseNew();
    }
    expect(sent.length).toBeGreaterThan(10);
    clock.advance(10_000);
    await turn();
    queue.settle(1);
    outbox.answered([1]);
    queue.add();
    outbox.kick();
    await turn();
    refuse(outbox, 2, { type: 'out_of_order', expected: 2 });
    await turn();
    expect(sent.slice(-2).map(({ number }) => number)).toEqual([2, 2]);
  });

  it.each([
    ['disk_full', 'server_disk_full'],
    ['storage_failed', 'server_storage_failed'],
  ] as const)(
    '[I7] says why a server keeps nothing once it refused twice (%s), until it answers otherwise',
    async (type, told) => {
      const { clock, outbox, queue, sent, holdups } = setupOutbox();
      queue.add();
      outbox.admit(0);
      await turn();
      for (const expected of [[], [told]]) {
        refuse(outbox, 1, { type });
        await turn();
        expect(holdups).toEqual(expected);
        const before = sent.length;
        while (sent.length === before) {
          clock.advance(1_000);
          await turn();
        }
      }
      queue.settle(1);
      outbox.answered([1]);
      expect(holdups).toEqual([told, null]);
    },
  );

  it('[D14] says nothing of what passes by itself, such as too much at once', async () => {
    const { clock, outbox, queue, holdups } = setupOutbox();
    queue.add();
    outbox.admit(0);
    await turn();
    for (let times = 0; times < 3; times += 1) {
      refuse(outbox, 1, { type: 'overloaded', retryAfterMs: 100 });
      await turn();
      clock.advance(10_000);
      await turn();
    }
    expect(holdups).toEqual([]);
  });

  it('[D14] counts for that only what the server could not keep: one such refusal may be the last', async () => {
    const { clock, outbox, queue, holdups } = setupOutbox();
    queue.add();
    outbox.admit(0);
    await turn();
    for (const error of [{ type: 'overloaded', retryAfterMs: 100 }, { type: 'disk_full' }] as const) {
      refuse(outbox, 1, error);
      await turn();
      clock.advance(10_000);
      await turn();
    }
    expect(holdups).toEqual([]);
  });

  it('[D7, P14] waits for an answer as long as the catching up takes, and 30 s from its end', async () => {
    const { clock, outbox, queue, failures } = setupOutbox();
    queue.add();
    outbox.admit(0);
    await turn();
    clock.advance(600_000);
    outbox.caughtUp();
    clock.advance(29_999);
    expect(failures).toEqual([]);
    clock.advance(1);
    expect(failures).toEqual([{ type: 'timed_out' }]);
  });

  it('leaves no timer when it ends, and does nothing more', async () => {
    const { clock, outbox, queue, sent } = setupOutbox();
    queue.add();
    outbox.admit(0);
    await turn();
    refuse(outbox, 1, { type: 'overloaded', retryAfterMs: 100 });
    await turn();
    outbox.end();
    expect(clock.pendingTimers()).toBe(0);
    outbox.kick();
    await turn();
    expect(sent).toHaveLength(1);
  });
});

/** What a server does with the next command that arrives, or what befalls the connection. */
type Step = 'accept' | 'accept, reply lost' | 'overloaded' | 'disk full' | 'cut' | 'queue' | 'copy';
const stepArbitrary = fc.constantFrom<Step>(
  'accept',
  'accept',
  'accept',
  'overloaded',
  'disk full',
  'accept, reply lost',
  'cut',
  'queue',
  'copy',
);

/** A log that numbers what it takes, per outbox, and knows what it has. */
function createLog() {
  const log: Sent[] = [];
  const next = new Map<number, number>();
  return {
    log,
    lastNumber: (outbox: number) => (next.get(outbox) ?? 1) - 1,
    /** A copy of the database has used a number. */
    useNumber: (outbox: number) => next.set(outbox, (next.get(outbox) ?? 1) + 1),
    take: (command: Sent): TemporaryRefusal | null => {
      const { outbox, number, id } = command;
      const expected = next.get(outbox) ?? 1;
      if (log.some((taken) => taken.id === id)) {
        if (number === expected) next.set(outbox, number + 1);
        return null;
      }
      if (number > expected) return { type: 'out_of_order', expected };
      if (number < expected) return { type: 'number_used', expected };
      next.set(outbox, number + 1);
      log.push(command);
      return null;
    },
  };
}

describe('whatever happens on the way', () => {
  it('[D3, P14, I7] every command is in the log exactly once and in order, and nothing waits for ever', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(stepArbitrary, { minLength: 5, maxLength: 60 }), async (steps) => {
        const queue = createQueue();
        const server = createLog();
        let line = setupOutbox(queue);
        let taken = 0;
        const reconnect = () => {
          line.outbox.end();
          line = setupOutbox(queue);
          taken = 0;
          line.outbox.admit(server.lastNumber(queue.outbox()));
        };
        const arrive = (step: Step) => {
          const command = line.sent[taken];
          if (command === undefined) return;
          taken += 1;
          if (step === 'overloaded')
            return refuse(line.outbox, command.number, { type: 'overloaded', retryAfterMs: 50 });
          if (step === 'disk full') return refuse(line.outbox, command.number, { type: 'disk_full' });
          const refusal = server.take(command);
          if (step === 'accept, reply lost') return reconnect();
          if (refusal !== null) return refuse(line.outbox, command.number, refusal);
          queue.settle(command.id);
          line.outbox.answered([command.number]);
        };
        const run = async (step: Step) => {
          if (step === 'queue') {
            queue.add();
            line.outbox.kick();
          } else if (step === 'cut') {
            reconnect();
          } else if (step === 'copy') {
            // A device has one connection: whoever has the copy took this one's place.
            server.useNumber(queue.outbox());
            reconnect();
          } else arrive(step);
          await turn();
          if (line.failures.length > 0) reconnect();
          await turn();
        };
        queue.add();
        line.outbox.admit(server.lastNumber(queue.outbox()));
        for (const step of steps) await run(step);
        for (let round = 0; round < 300 && queue.waiting() > 0; round += 1) {
          await run('accept');
          line.clock.advance(1_000);
        }
        expect(queue.waiting()).toBe(0);
        const ids = server.log.map(({ id }) => id);
        expect(ids).toEqual(Array.from({ length: ids.length }, (_, index) => index + 1));
      }),
      { numRuns: 150 },
    );
  });

  it('[P14] never more than the window is unanswered', async () => {
    const { outbox, queue, sent } = setupOutbox();
    for (let index = 0; index < 200; index += 1) queue.add();
    outbox.admit(0);
    await turn();
    for (let answered = 1; answered <= 200; answered += 1) {
      expect(sent.length - answered + 1).toBeLessThanOrEqual(limits.commandWindow);
      queue.settle(answered);
      outbox.answered([answered]);
      await turn();
    }
    expect(sent).toHaveLength(200);
  });
});
