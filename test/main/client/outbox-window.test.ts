import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  commandAnswered,
  commandHalted,
  commandSent,
  emptyWindow,
  nextStep,
  windowReopened,
  type Halt,
  type OutboxWindow,
} from '#main/client/outbox-window.ts';

const halt = (changed: Partial<Halt> = {}): Halt => ({
  expected: null,
  isOutboxSpent: false,
  waitMs: 0,
  holdup: null,
  maxUnanswered: null,
  ...changed,
});
const sent = (...numbers: readonly number[]): OutboxWindow =>
  numbers.reduce((window, number) => commandSent(window, number, 1024), emptyWindow);

describe('the window', () => {
  it('[P14] begins with whatever has no result', () => {
    expect(nextStep(emptyWindow)).toEqual({ type: 'take', afterNumber: 0, max: 64, maxBytes: 128 * 1024 });
  });

  it('[P14] takes what follows the last one sent, up to 64 unanswered', () => {
    expect(nextStep(sent(1, 2, 3))).toMatchObject({ type: 'take', afterNumber: 3, max: 61 });
    const full = sent(...Array.from({ length: 64 }, (_, index) => index + 1));
    expect(nextStep(full)).toEqual({ type: 'wait' });
    expect(nextStep(commandAnswered(full, 7))).toMatchObject({ type: 'take', afterNumber: 64, max: 1 });
  });

  it('[D14] sends nothing more where 128 KiB are ahead of the answers', () => {
    const window = commandSent(emptyWindow, 1, 100 * 1024);
    expect(nextStep(window)).toMatchObject({ type: 'take', maxBytes: 28 * 1024 });
    const full = commandSent(window, 2, 28 * 1024);
    expect(nextStep(full)).toEqual({ type: 'wait' });
    expect(nextStep(commandAnswered(full, 1))).toMatchObject({ type: 'take', afterNumber: 2, max: 63 });
  });

  it('counts an answer once', () => {
    const answered = commandAnswered(sent(1, 2), 1);
    expect(commandAnswered(answered, 1)).toBe(answered);
    expect(commandAnswered(answered, 99)).toBe(answered);
  });

  it('[P14] sends nothing after a temporary refusal until all in flight is answered', () => {
    const halted = commandHalted(sent(1, 2, 3), 2, halt({ waitMs: 500 }));
    expect(nextStep(halted)).toEqual({ type: 'wait' });
    const rest = commandAnswered(commandAnswered(halted, 1), 3);
    expect(nextStep(rest)).toEqual({ type: 'goOn', halt: halt({ waitMs: 500 }) });
    expect(nextStep(windowReopened(rest))).toMatchObject({ type: 'take', afterNumber: 0, max: 32 });
  });

  it('[P14] sends no more at once than the server says it takes, whatever it answers to since', () => {
    const beyond = [2, 3].reduce(
      (window, number) => commandHalted(window, number, halt({ maxUnanswered: 2 })),
      commandAnswered(sent(1, 2, 3), 1),
    );
    const next = windowReopened(commandHalted(beyond, 3, halt({ expected: 2 })));
    expect(nextStep(next)).toMatchObject({ type: 'take', afterNumber: 0, max: 2 });
    const answered = [2, 3].reduce(commandAnswered, [2, 3].reduce(commandSent, next));
    expect(nextStep(answered)).toMatchObject({ type: 'take', afterNumber: 3, max: 2 });
  });

  it('[D14] sends half as much at once to a server that cannot keep up, and one more with each result', () => {
    const refusedOnce = (window: OutboxWindow, waitMs: number | null) => {
      const next = nextStep(window);
      const number = next.type === 'take' ? next.afterNumber + 1 : 0;
      return windowReopened(commandHalted(commandSent(window, number, 1024), number, halt({ waitMs })));
    };
    const most = (window: OutboxWindow) => {
      const next = nextStep(window);
      return next.type === 'take' ? next.max : 0;
    };
    const widths: number[] = [];
    let window = emptyWindow;
    for (let round = 0; round < 8; round += 1) {
      window = refusedOnce(window, 500);
      widths.push(most(window));
    }
    expect(widths).toEqual([32, 16, 8, 4, 2, 1, 1, 1]);
    for (let number = 1; number <= 70; number += 1) window = commandAnswered(commandSent(window, number, 1024), number);
    expect(most(window)).toBe(64);
    // A refusal that asks for no pause, or leaves it to the backoff, is not about how much comes.
    expect([0, null].map((waitMs) => most(refusedOnce(emptyWindow, waitMs)))).toEqual([64, 64]);
  });

  it('[P14] keeps the gravest of several refusals', () => {
    const both = (one: Halt, other: Halt) => {
      const step = nextStep(commandHalted(commandHalted(sent(1, 2), 1, one), 2, other));
      return step.type === 'goOn' ? step.halt : step;
    };
    const overloaded = halt({ waitMs: 500 });
    const outOfOrder = halt({ expected: 1 });
    expect(both(overloaded, outOfOrder)).toEqual(halt({ waitMs: 500, expected: 1 }));
    expect(both(outOfOrder, overloaded)).toEqual(halt({ waitMs: 500, expected: 1 }));
    expect(both(halt({ waitMs: null }), overloaded)).toEqual(halt({ waitMs: null }));
    expect(both(overloaded, halt({ isOutboxSpent: true }))).toMatchObject({ isOutboxSpent: true });
  });

  it('[P14] never has more than 64 unanswered, whatever the answers', () => {
    const steps = fc.array(fc.oneof(fc.constant('take' as const), fc.nat({ max: 200 })), { maxLength: 300 });
    fc.assert(
      fc.property(steps, (all) => {
        let window = emptyWindow;
        for (const step of all) {
          const next = nextStep(window);
          if (step !== 'take') window = commandAnswered(window, step);
          else if (next.type === 'take') {
            for (let index = 1; index <= next.max; index += 1)
              window = commandSent(window, next.afterNumber + index, 1024);
          }
          expect(window.unanswered.size).toBeLessThanOrEqual(64);
        }
      }),
    );
  });
});
