/**
 * `npm run bench [-- --quick] [-- --json] [-- --only NAME]`: Hallway beside a naive `ws` server over TLS, in the same run, on
 * the same machine, read by the same load generator (docs/performance.md). Timings are printed here and asserted nowhere.
 */
import '#main/refuse-other-node.mjs';
import { cpus } from 'node:os';
import { ensureBuilt } from '../../build/ensure-built.mjs';
import { readBenchArguments, usage } from './bench-arguments.ts';
import { raisedLimits } from './contestant.ts';
import { measureRow } from './measure-row.ts';
import { isPinning } from './pinned-process.ts';
import type { Effort, Row } from './rows.ts';
import { formatTable } from './table.ts';

const parsed = readBenchArguments(process.argv.slice(2));
if (!parsed.ok) {
  process.stderr.write(`${parsed.error}\n\`npm run bench -- --help\` says what there is.\n`);
  process.exit(2);
}
const { rows, isQuick, isJson, isHelp } = parsed.value;
if (isHelp) {
  process.stdout.write(usage);
  process.exit(0);
}
// The real server is what is in dist.
if (!ensureBuilt()) process.exit(1);

const effort: Effort = isQuick ? { people: 1_000, seconds: 2, runs: 1 } : { people: 1_000, seconds: 10, runs: 3 };
const measured: Row[] = [];
for (const name of rows) {
  if (!isJson) process.stderr.write(`measuring ${name} ...\n`);
  measured.push(...(await measureRow[name](effort)));
}

const machine = {
  processor: cpus()[0]?.model ?? 'unknown',
  cores: cpus().length,
  pinned: isPinning(),
  node: process.versions.node,
  limits: raisedLimits,
  effort,
};
process.stdout.write(isJson ? `${JSON.stringify({ machine, rows: measured })}\n` : formatTable(measured, machine));
