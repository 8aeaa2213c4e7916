/**
 * `npm run bench [-- --quick] [-- --json] [-- --only NAME]`: Hallway beside a naive `ws` server over TLS, in the same run, on
 * the same machine, read by the same load generator (docs/performance.md). Timings are printed here and asserted nowhere.
 */
import '#main/refuse-other-node.mjs';
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { raisedLimits } from './contestant.ts';
import { isPinning } from './pinned-process.ts';
import { calmRoom, durableMessages, idleMemory, saturatedRoom, type Effort, type Row } from './rows.ts';
import { formatTable } from './table.ts';

const rows: Readonly<Record<string, (effort: Effort) => Promise<Row[]>>> = {
  saturated: saturatedRoom,
  calm: calmRoom,
  durable: durableMessages,
  memory: idleMemory,
};

const { values } = parseArgs({
  options: { quick: { type: 'boolean' }, json: { type: 'boolean' }, only: { type: 'string' } },
});
const effort: Effort =
  values.quick === true ? { people: 1_000, seconds: 2, runs: 1 } : { people: 1_000, seconds: 10, runs: 3 };
const wanted = Object.entries(rows).filter(([name]) => values.only === undefined || values.only === name);
if (wanted.length === 0) {
  process.stderr.write(`There is no row "${values.only}". Rows: ${Object.keys(rows).join(', ')}.\n`);
  process.exit(2);
}

const measured: Row[] = [];
for (const [name, measure] of wanted) {
  if (values.json !== true) process.stderr.write(`measuring ${name} ...\n`);
  measured.push(...(await measure(effort)));
}

const machine = {
  processor: cpus()[0]?.model ?? 'unknown',
  cores: cpus().length,
  pinned: isPinning(),
  node: process.versions.node,
  limits: raisedLimits,
  effort,
};
process.stdout.write(
  values.json === true ? `${JSON.stringify({ machine, rows: measured })}\n` : formatTable(measured, machine),
);
