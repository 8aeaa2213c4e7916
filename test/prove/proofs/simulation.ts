import type { Proof, ProofOptions, ProofReport } from '../proof.ts';
import { runSeeds } from '../seed-crew.ts';
import type { SeedAnswer, SeedTask } from '../seed-task.ts';

const usual = { seeds: 3_000, nightly: 100_000 };
/** In every so manyth run the server goes back. */
const restoredEvery = 4;
/** So many of the good runs are run once more, each in another process. */
const repeatedGood = 2;
const notedEvery = 250;

export const simulation: Proof = {
  name: 'simulation',
  what: 'whole clients and a server under a virtual clock, with lost, late and cut links, crashes, jumps of the clocks and restored copies',
  company: 'alone',
  run: async (options) => {
    const startedAt = performance.now();
    const tasks = tasksOf(options);
    const broken: SeedAnswer[] = [];
    const good: SeedAnswer[] = [];
    await runSeeds(tasks, (answer) => {
      (answer.problems.length > 0 ? broken : good).push(answer);
      const done = broken.length + good.length;
      if (done % notedEvery === 0) options.note(`${done} of ${tasks.length} seeds`);
    });
    const perMinute = (tasks.length / (performance.now() - startedAt)) * 60_000;
    const unlike = await findUnlike([...broken, ...good.slice(0, repeatedGood)]);
    return reportOf({ tasks, broken, good, unlike, perMinute });
  },
};

/** A single seed is run in both kinds, so that it repeats whichever run has failed. */
function tasksOf({ seed, seeds, isNightly }: ProofOptions): SeedTask[] {
  const count = seeds ?? (isNightly ? usual.nightly : usual.seeds);
  const first = firstSeedOf(seed);
  if (count === 1) return (['usual', 'restored'] as const).map((kind) => ({ seed: first, kind }));
  return Array.from({ length: count }, (_, index) => ({
    seed: first + index,
    kind: index % restoredEvery === restoredEvery - 1 ? 'restored' : 'usual',
  }));
}

function firstSeedOf(seed: string): number {
  if (/^\d{1,15}$/u.test(seed)) return Number(seed);
  return [...seed].reduce((sum, character) => (sum * 31 + (character.codePointAt(0) ?? 0)) % 1_000_000_007, 7);
}

/** Those that are not the same byte for byte when they are run again. */
async function findUnlike(answers: readonly SeedAnswer[]): Promise<SeedAnswer[]> {
  const unlike: SeedAnswer[] = [];
  await runSeeds(answers, (again) => {
    const before = answers.find(({ seed, kind }) => seed === again.seed && kind === again.kind);
    if (before?.traceHash !== again.traceHash) unlike.push(again);
  });
  return unlike;
}

interface Outcome {
  readonly tasks: readonly SeedTask[];
  readonly broken: readonly SeedAnswer[];
  readonly good: readonly SeedAnswer[];
  readonly unlike: readonly SeedAnswer[];
  readonly perMinute: number;
}

function reportOf({ tasks, broken, good, unlike, perMinute }: Outcome): ProofReport {
  const goOns = sumOf(good.map((answer) => answer.goOns));
  const restored = tasks.filter(({ kind }) => kind === 'restored').length;
  const violations = [
    ...broken.map(
      ({ seed, kind, problems }) =>
        `seed ${seed} (${kind}): ${problems.join('; ')} (npm run prove -- --only simulation --seeds 1 --seed ${seed})`,
    ),
    ...unlike.map(({ seed, kind }) => `seed ${seed} (${kind}) is not the same when it is run again`),
  ];
  return {
    figure: `${tasks.length} seeds (${restored} with restored copies), ${broken.length} broken, ${perMinute.toFixed(0)} a minute; hosts asked to go on: ${goOnText(goOns)}`,
    figures: {
      seeds: tasks.length,
      restored,
      broken: broken.length,
      first: tasks[0]?.seed ?? 0,
      perMinute,
      ...goOns,
      brokenSeeds: [...new Set([...broken, ...unlike].map(({ seed }) => seed))].join(' '),
    },
    violations,
  };
}

function sumOf(counts: readonly SeedAnswer['goOns'][]): Record<string, number> {
  const sum: Record<string, number> = {};
  for (const count of counts) for (const [name, value] of Object.entries(count)) sum[name] = (sum[name] ?? 0) + value;
  return sum;
}

function goOnText(goOns: Readonly<Record<string, number>>): string {
  const told = Object.entries(goOns).flatMap(([name, count]) => (count === 0 ? [] : [`${count} ${name}`]));
  return told.length === 0 ? 'never' : told.join(', ');
}
