import { formatCounts, formatFailures, isGood, noCounts, sumOf, type Counts } from './counts.ts';
import { laneUsage, readLaneArguments } from './lane-arguments.ts';
import { lanes } from './lanes.ts';

/**
 * `node test/run.mjs [lane ...] [what vitest takes]`: runs the lanes in order, all of them when none is named, and closes
 * with what failed, by name, and one line of counts.
 */
const parsed = readLaneArguments(
  process.argv.slice(2),
  lanes.map(({ name }) => name),
);
if (!parsed.ok) {
  process.stderr.write(`${parsed.error}\n\`npm test -- --help\` says what they are.\n`);
  process.exit(2);
}
const { lanes: names, vitestArgs, isHelp } = parsed.value;
if (isHelp) {
  process.stdout.write(laneUsage(lanes));
  process.exit(0);
}

let total: Counts = noCounts;
for (const lane of lanes.filter(({ name }) => names.length === 0 || names.includes(name))) {
  const startedAt = Date.now();
  console.log(`\n=== ${lane.name}`);
  const obstacle = lane.findObstacle();
  if (obstacle !== null) console.log(`Skipped: ${obstacle}.`);
  const counts = obstacle === null ? await lane.run(vitestArgs) : { ...noCounts, skipped: 1 };
  console.log(`=== ${lane.name}: ${formatCounts(counts)} (${((Date.now() - startedAt) / 1000).toFixed(1)} s)`);
  total = sumOf(total, counts);
}

console.log(`\n${formatFailures(total)}${formatCounts(total)}`);
process.exitCode = isGood(total) ? 0 : 1;
