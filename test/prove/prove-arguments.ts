import { parseArgs } from 'node:util';
import { err, ok, type Result } from '#shared/result.ts';
import { mutations } from './mutations/mutation-list.ts';
import { proofs } from './proof-list.ts';

export interface ProveArguments {
  /** The names of the proofs to run, in the order of the list; with `isMutating`, of suites by their files too. */
  readonly only: readonly string[];
  readonly cycles: number | null;
  readonly seeds: number | null;
  readonly seed: string;
  readonly isJson: boolean;
  readonly isNightly: boolean;
  readonly isMutating: boolean;
  readonly isWritingDocs: boolean;
  /** Whether the seeds of this run are added to those of the page's earlier sittings. */
  readonly isAdding: boolean;
  /** Whether a run in which something was skipped may end well. */
  readonly isSkipAllowed: boolean;
  readonly isHelp: boolean;
}

export const usage = `npm run prove -- [--only NAME]... [--cycles N] [--seeds N] [--seed S] [--json] [--nightly] [--no-skips] [--write-docs [--add]]
npm run prove -- --mutations [--only NAME]... [--seed S] [--json]
npm run prove -- --only fsync --cycles 5     a first look, some seconds
  --only NAME    this proof alone; as often as wanted
  --cycles N     how often, in the proof's own unit; the simulation counts seeds
  --seeds N      how many seeds of the simulation
  --seed S       what all that is left to chance comes from; printed with every run
  --json         the figures as one JSON object
  --nightly      a night's share in place of the usual one
  --mutations    breaks each mechanism on purpose, in a copy, and expects its proof or suite to say so; --only takes a suite's file too
  --no-skips     fails where anything was not tried, but for what the kernel has not (netem)
  --write-docs   writes the figures of this run into docs/reliability.md; a full run does so by itself
  --add          with --write-docs, --only simulation and --seeds: adds these seeds to those of earlier sittings
`;

const options = {
  only: { type: 'string', multiple: true },
  cycles: { type: 'string' },
  seeds: { type: 'string' },
  seed: { type: 'string' },
  json: { type: 'boolean' },
  nightly: { type: 'boolean' },
  mutations: { type: 'boolean' },
  'write-docs': { type: 'boolean' },
  add: { type: 'boolean' },
  'no-skips': { type: 'boolean' },
  help: { type: 'boolean' },
} as const;

/** The proof that counts seeds; the others count cycles. */
const seeded = 'simulation';

/** Reads the command line; the sentence for a person where it makes no sense. */
export function readProveArguments(args: readonly string[]): Result<ProveArguments, string> {
  const read = parse(args);
  if (!read.ok) return read;
  const values = read.value;
  const only = values.only ?? [];
  const misuse = values.help === true ? null : misuseOf(values, only);
  if (misuse !== null) return err(misuse);
  return ok({
    only,
    cycles: countOf(values.cycles),
    seeds: countOf(values.seeds),
    seed: values.seed ?? String(Date.now()),
    isJson: values.json ?? false,
    isNightly: values.nightly ?? false,
    isMutating: values.mutations ?? false,
    isWritingDocs: values['write-docs'] ?? false,
    isAdding: values.add ?? false,
    isSkipAllowed: values['no-skips'] !== true,
    isHelp: values.help ?? false,
  });
}

function misuseOf(values: Typed, only: readonly string[]): string | null {
  const names = proofs.map(({ name }) => name);
  const suites = values.mutations === true ? mutations.flatMap(({ suite }) => suite?.file ?? []) : [];
  const unknown = only.find((name) => !names.includes(name) && !suites.includes(name));
  if (unknown !== undefined) return `There is no proof "${unknown}". Proofs: ${names.join(', ')}.`;
  return misuseOfCounts(values) ?? misuseOfDocs(values, only) ?? misuseOfMutations(values) ?? idleCount(values, only);
}

function misuseOfCounts(values: Typed): string | null {
  for (const name of ['cycles', 'seeds'] as const) {
    const typed = values[name];
    if (typed !== undefined && !/^[1-9]\d{0,8}$/u.test(typed))
      return `--${name} takes a whole number above 0, and "${typed}" is none.`;
  }
  return null;
}

/** What another share than the page's own found has no row there, but for seeds that are added up. */
function misuseOfDocs(values: Typed, only: readonly string[]): string | null {
  const { seeds, seed = '', cycles, add, 'write-docs': writes } = values;
  if (add !== true)
    return writes === true && (seeds ?? cycles) !== undefined
      ? '--write-docs is for the usual and the nightly share: without --cycles and --seeds, or with --add.'
      : null;
  const isSimulation = only.length === 1 && only[0] === seeded && seeds !== undefined && seeds !== '1';
  return isSimulation && writes === true && /^\d{0,15}$/u.test(seed)
    ? null
    : '--add goes with --write-docs, --only simulation, --seeds above 1 and a number as --seed.';
}

function misuseOfMutations(values: Typed): string | null {
  if (values.mutations !== true) return null;
  const idle = (['cycles', 'seeds', 'nightly', 'no-skips', 'write-docs'] as const).find((name) => values[name]);
  return idle === undefined ? null : `--mutations has a share of its own for each: --${idle} would change nothing.`;
}

/** A count that none of the chosen proofs counts by. */
function idleCount({ cycles, seeds }: Typed, only: readonly string[]): string | null {
  if (only.length === 0) return null;
  if (seeds !== undefined && !only.includes(seeded))
    return `--seeds is for the simulation alone: --cycles says how often ${only.join(' and ')} is done.`;
  if (cycles !== undefined && only.every((name) => name === seeded))
    return '--cycles is not for the simulation: --seeds says how many of its seeds are run.';
  return null;
}

type Typed = Extract<ReturnType<typeof parse>, { readonly ok: true }>['value'];

function parse(args: readonly string[]) {
  const valued = Object.entries(options).flatMap(([name, { type }]) => (type === 'string' ? [`--${name}`] : []));
  const missing = args.find((arg, index) => valued.includes(arg) && (args[index + 1] ?? '--').startsWith('--'));
  if (missing !== undefined) return err(`${missing} needs a value.`);
  try {
    return ok(parseArgs({ args: withJoinedValues(args, valued), options }).values);
  } catch (error) {
    return err(error instanceof Error ? error.message : String(error));
  }
}

/** `--cycles -3` as `--cycles=-3`: what is wrong with it is the number, and not how it is written. */
function withJoinedValues(args: readonly string[], valued: readonly string[]): string[] {
  const isName = (index: number): boolean => valued.includes(args[index] ?? '');
  return args.flatMap((arg, index) => {
    if (index > 0 && isName(index - 1)) return [];
    return isName(index) ? [`${arg}=${args[index + 1] ?? ''}`] : [arg];
  });
}

function countOf(typed: string | undefined): number | null {
  return typed === undefined ? null : Number(typed);
}
