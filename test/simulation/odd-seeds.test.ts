import { expect, it } from 'vitest';
import { createRarities, isChosen, seedsOf } from './simulation-seeds.ts';
import { runSimulation } from './simulation.ts';
import { createDiskPool } from './world/disk-pool.ts';

const disks = createDiskPool();
const rarities = createRarities();

for (const seed of seedsOf('odd')) {
  it(`[I1, I2, I3, I4, I5, I6, I7, I8, I9] seed ${seed}: nothing is lost, doubled, misplaced or seen by others, and all converge`, async () => {
    const run = await runSimulation(seed, { disks });
    expect(run.world.violations).toEqual([]);
    rarities.note(run);
  });
}

it.skipIf(isChosen)('the odd seeds together bring about everything that is rare', () => {
  expect(rarities.missing()).toEqual([]);
});
