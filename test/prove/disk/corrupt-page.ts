import { damageHead, damageTable } from '#test/support/damage.ts';
import { createSeededRandom } from '#test/support/seeded-random.ts';
import { openHealingOffice } from '../rollback/healing-office.ts';
import type { DiskOptions, DiskResult } from './disk-result.ts';

const damages = [
  (file: string) => damageTable(file, 'events'),
  (file: string) => damageTable(file, 'commands'),
  (file: string) => damageHead(file),
];

/**
 * The database of a stopped server is damaged, over and over. It comes back with its newest backup, at once or when it has been
 * found, and what came after that comes back from the devices: everything that was ever shown as sent is there in the end.
 */
export async function proveCorruptPage({ seed, turns }: DiskOptions): Promise<DiskResult> {
  const office = await openHealingOffice(createSeededRandom(`${seed} damaged page`));
  const violations: string[] = [];
  let restored = 0;
  try {
    for (let turn = 0; turn < turns; turn += 1) {
      const damaged = await office.damage(damages[turn % damages.length] ?? damageHead);
      restored += Number(damaged.isRestored);
      violations.push(...damaged.violations.map((problem) => `damaged page ${turn}: ${problem}`));
    }
    violations.push(...(await office.judge()));
    if (restored === 0) violations.push('no backup took the place of anything: that proves nothing');
  } catch (error) {
    violations.push(error instanceof Error ? error.message : String(error));
  } finally {
    await office.close();
  }
  return { turns, restored, acknowledged: office.sent(), refused: 0, violations, obstacle: null };
}
