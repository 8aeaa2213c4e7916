import { expect, it } from 'vitest';
import { createRestoredRarities, isChosen, seedsOf } from './simulation-seeds.ts';
import { runSimulation } from './simulation.ts';
import { createDiskPool } from './world/disk-pool.ts';

const disks = createDiskPool();
const rarities = createRestoredRarities();

for (const seed of seedsOf('restored')) {
  it(`[D9, I7, I9] seed ${seed}: whatever the server lost, all that is said after it is with everybody in the end`, async () => {
    const run = await runSimulation(seed, { isRestoring: true, disks });
    expect(run.world.violations).toEqual([]);
    rarities.note(run);
  });
}

it.skipIf(isChosen)('the restored seeds together bring about everything that they are for', () => {
  expect(rarities.missing()).toEqual([]);
});
