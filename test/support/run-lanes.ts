import { formatCounts, noCounts, sumOf, type Counts } from './counts.ts';
import { lanes } from './lanes.ts';

/**
 * `node test/run.mjs [lane ...] [what vitest takes]`: runs the lanes in order, all of them when none is named, and closes
 * with one line of counts.
 */
const args = process.argv.slice(2);
const firstOther = args.findIndex((arg) => lanes.every((lane) => lane.name !== arg));
const names = firstOther < 0 ? args : args.slice(0, firstOther);
const vitestArgs = firstOther < 0 ? [] : args.slice(firstOther);
const chosen = lanes.filter((lane) => names.length === 0 || names.includes(lane.name));

let total: Counts = noCounts;
for (const lane of chosen) {
  const startedAt = Date.now();
  console.log(`\n=== ${lane.name}`);
  const obstacle = lane.findObstacle();
  if (obstacle !== null) console.log(`Skipped: ${obstacle}.`);
  const counts = obstacle === null ? await lane.run(vitestArgs) : { ...noCounts, skipped: 1 };
  console.log(`=== ${lane.name}: ${formatCounts(counts)} (${((Date.now() - startedAt) / 1000).toFixed(1)} s)`);
  total = sumOf(total, counts);
}

console.log(`\n${formatCounts(total)}`);
process.exitCode = total.failed > 0 ? 1 : 0;
