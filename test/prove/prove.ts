/**
 * `npm run prove [-- --only NAME] [--cycles N] [--seeds N] [--seed S] [--json] [--nightly] [--mutations] [--no-skips]`: every
 * promise of delivery, tried with real processes, kills, cuts and full disks (docs/reliability.md). Ends with 1 when one is broken,
 * and with 3 when nothing is broken and this machine could try nothing, or, with --no-skips, not all that its kernel can.
 */
import '#main/refuse-other-node.mjs';
import { readFileSync } from 'node:fs';
import { ensureBuilt } from '../../build/ensure-built.mjs';
import { reliabilityPage, writeFigures } from './docs/reliability-text.ts';
import { addSitting, sittingObstacle } from './docs/seed-sittings.ts';
import { mutations } from './mutations/mutation-list.ts';
import { judgeOf } from './mutations/mutation.ts';
import { runMutations } from './mutations/run-mutations.ts';
import { readProveArguments, usage } from './prove-arguments.ts';
import { proofs } from './proof-list.ts';
import { formatMutationTable, formatProofTable } from './proof-table.ts';
import { exitCodeOf, runProofs } from './run-proofs.ts';

const parsed = readProveArguments(process.argv.slice(2));
if (!parsed.ok) {
  process.stderr.write(`${parsed.error}\n\`npm run prove -- --help\` says what there is.\n`);
  process.exit(2);
}
const asked = parsed.value;
if (asked.isHelp) {
  const names = proofs.map(({ name, what }) => `  ${name.padEnd(14)} ${what}`).join('\n');
  process.stdout.write(`${usage}\nProofs:\n${names}\n`);
  process.exit(0);
}

if (asked.isAdding) {
  const range = { first: Number(asked.seed), seeds: asked.seeds ?? 0 };
  const obstacle = sittingObstacle(readFileSync(reliabilityPage, 'utf8'), range);
  if (obstacle !== null) {
    process.stderr.write(`${obstacle}\n`);
    process.exit(2);
  }
}

// Real processes run what is in dist.
if (!ensureBuilt()) process.exit(1);
process.stderr.write(`seed ${asked.seed}\n`);
if (asked.isMutating) {
  const wanted = mutations.filter((each) => asked.only.length === 0 || asked.only.includes(judgeOf(each)));
  const note = (line: string): void => void process.stderr.write(`${line}\n`);
  const results = await runMutations(wanted, { seed: asked.seed, note });
  process.stdout.write(asked.isJson ? `${JSON.stringify(results)}\n` : formatMutationTable(results));
  process.exit(results.every(({ verdict }) => verdict === 'caught') ? 0 : 1);
}

const run = await runProofs(asked);
// First of all what was found: the page may have no place for it.
await new Promise((resolve) => {
  process.stdout.write(asked.isJson ? `${JSON.stringify(run)}\n` : formatProofTable(run), resolve);
});
const isFull = run.share === 'usual' && asked.only.length === 0;
if (asked.isAdding) addSitting(run);
else if (isFull || asked.isWritingDocs) writeFigures(run);
// A proof that threw may have left something open that would keep this process.
process.exit(exitCodeOf(run, asked));
