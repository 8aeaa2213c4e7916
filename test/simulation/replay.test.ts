import { expect, it } from 'vitest';
import { BrokenRun, runSimulation } from './simulation.ts';
import { turn } from './world/moving.ts';

it.each([3, 24])('a run of seed %i is the same each time, byte for byte', async (seed) => {
  const first = await runSimulation(seed);
  const second = await runSimulation(seed);
  expect(second.trace.join('\n')).toBe(first.trace.join('\n'));
});

it('runs of different seeds are different', async () => {
  const [first, second] = [await runSimulation(3), await runSimulation(24)];
  expect(second.trace.join('\n')).not.toBe(first.trace.join('\n'));
});

it('a run that breaks a rule says which, by which seed, and what happened last', async () => {
  const broken = await runSimulation(3, {
    onStep: (world, step) => {
      if (step === 100) world.report([{ rule: 'I1', problem: 'something was lost' }]);
    },
  }).catch((error: unknown) => error);
  await turn();
  expect(broken).toBeInstanceOf(BrokenRun);
  const { message } = broken as BrokenRun;
  expect(message).toContain('HALLWAY_SEED=3 npm run test:simulation');
  expect(message).toContain('[I1] something was lost');
  expect(message).toContain((broken as BrokenRun).trace.at(-1));
});
