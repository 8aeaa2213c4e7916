import { parseArgs } from 'node:util';
import { err, ok, type Result } from '#shared/result.ts';
import { proofs } from './proof-list.ts';

export interface ProveArguments {
  /** The names of the proofs to run, in the order of the list. */
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

export const usage = `npm run prove -- [--only NAME]... [--cycles N] [--seeds N] [--seed S] [--json] [--nightly] [--mutations] [--no-skips] [--write-docs [--add]]
  --only NAME    this proof alone; as often as wanted
  --cycles N     how often, in the proof's own unit
  --seeds N      how many seeds of the simulation
  --seed S       what all that is left to chance comes from; printed with every run
  --json         the figures as one JSON object
  --nightly      a night's share in place of the usual one
  --mutations    breaks each mechanism on purpose, in a copy, and expects its proof to say so
  --no-skips     fails where anything was not tried, but for what the kernel has not (netem)
  --write-docs   writes the figures of this run into docs/reliability.md; a full run does so by itself
  --add          with --write-docs, --only simulation and --seeds: adds these seeds to those of earlier sittings
`;

/** Reads the command line; the sentence for a person where it makes no sense. */
export function readProveArguments(args: readonly string[]): Result<ProveArguments, string> {
  const read = parse(args);
  if (!read.ok) return read;
  const values = read.value;
  const only = values.only ?? [];
  const unknown = only.find((name) => proofs.every((proof) => proof.name !== name));
  if (unknown !== undefined) return err(`There is no proof "${unknown}".`);
  const [cycles, seeds] = [countOf(values.cycles), countOf(values.seeds)];
  if (cycles === undefined || seeds === undefined) return err('--cycles and --seeds take a whole number above 0.');
  const misuse = misuseOfDocs(values, only);
  if (misuse !== null) return err(misuse);
  return ok({
    only,
    cycles,
    seeds,
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

/** What another share than the page's own found has no row there, but for seeds that are added up. */
function misuseOfDocs(values: Typed, only: readonly string[]): string | null {
  const { seeds, seed = '', cycles, add, 'write-docs': writes } = values;
  if (add !== true)
    return writes === true && (seeds ?? cycles) !== undefined
      ? '--write-docs is for the usual and the nightly share: without --cycles and --seeds, or with --add.'
      : null;
  const isSimulation = only.length === 1 && only[0] === 'simulation' && seeds !== undefined && seeds !== '1';
  return isSimulation && writes === true && /^\d{0,15}$/u.test(seed)
    ? null
    : '--add goes with --write-docs, --only simulation, --seeds above 1 and a number as --seed.';
}

type Typed = Extract<ReturnType<typeof parse>, { readonly ok: true }>['value'];

function parse(args: readonly string[]) {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
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
      },
    });
    return ok(values);
  } catch (error) {
    return err(error instanceof Error ? error.message : String(error));
  }
}

/** Null where nothing was typed, undefined where it is no count. */
function countOf(typed: string | undefined): number | null | undefined {
  if (typed === undefined) return null;
  return /^[1-9]\d{0,8}$/u.test(typed) ? Number(typed) : undefined;
}
