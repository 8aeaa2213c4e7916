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
  readonly isHelp: boolean;
}

export const usage = `npm run prove -- [--only NAME]... [--cycles N] [--seeds N] [--seed S] [--json] [--nightly] [--mutations] [--write-docs]
  --only NAME    this proof alone; as often as wanted
  --cycles N     how often, in the proof's own unit
  --seeds N      how many seeds of the simulation
  --seed S       what all that is left to chance comes from; printed with every run
  --json         the figures as one JSON object
  --nightly      a night's share in place of the usual one
  --mutations    breaks each mechanism on purpose, in a copy, and expects its proof to say so
  --write-docs   writes the figures of this run into docs/reliability.md; a full run does so by itself
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
  return ok({
    only,
    cycles,
    seeds,
    seed: values.seed ?? String(Date.now()),
    isJson: values.json ?? false,
    isNightly: values.nightly ?? false,
    isMutating: values.mutations ?? false,
    isWritingDocs: values['write-docs'] ?? false,
    isHelp: values.help ?? false,
  });
}

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
