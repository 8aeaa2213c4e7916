import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EngineBesideModel, type Step, type StepKind, type StepVariant } from './engine-beside-model.ts';

const weights: readonly (readonly [number, StepVariant])[] = [
  ...([
    [12, 'new'],
    [1, 'above'],
    [1, 'below'],
    [3, 'repeat'],
    [2, 'signedAgain'],
  ] as const),
  ...([
    [2, 'takenId'],
    [1, 'newOutbox'],
    [1, 'restart'],
    [1, 'failed'],
  ] as const),
];
const kinds: readonly (readonly [number, StepKind])[] = [
  ...([
    [6, 'message.send'],
    [3, 'room.join'],
    [2, 'room.leave'],
  ] as const),
  ...([
    [3, 'room.invite'],
    [2, 'room.removeMember'],
    [2, 'room.create'],
  ] as const),
];
const weighted = <Value>(entries: readonly (readonly [number, Value])[]) =>
  fc.oneof(...entries.map(([weight, value]) => ({ weight, arbitrary: fc.constant(value) })));

const steps = fc.array(
  fc.record<Step>({
    who: fc.nat(2),
    kind: weighted(kinds),
    room: fc.nat(3),
    target: fc.nat(2),
    variant: weighted(weights),
    pick: fc.nat(1_000),
    isPublic: fc.boolean(),
    showsEverything: fc.boolean(),
  }),
  { minLength: 1, maxLength: 50 },
);

describe('the engine', { timeout: 60_000 }, () => {
  it('[P14, P6, D3] agrees with a log that is nothing but lists, whatever is sent, repeated, lost and restarted', () => {
    const agrees = fc.property(steps, (sequence) => {
      const pair = new EngineBesideModel();
      for (const step of sequence) pair.run(step);
      pair.compare();
    });
    const run = fc.check(agrees, { numRuns: 150 });
    // Says the seed, the shortest sequence and what differed.
    expect(run.failed ? fc.defaultReportMessage(run) : null).toBe(null);
  });
});
