import { parseArgs } from 'node:util';
import { err, ok, type Result } from '#shared/result.ts';
import { rowNames, type RowName } from './measure-row.ts';

export interface BenchArguments {
  /** The rows to measure, in their order. */
  readonly rows: readonly RowName[];
  readonly isQuick: boolean;
  readonly isJson: boolean;
  readonly isHelp: boolean;
}

export const usage = `npm run bench -- [--quick] [--only NAME] [--json]
  --quick      once and for 2 seconds each, in place of three times 10
  --only NAME  these rows alone: ${rowNames.join(', ')}
  --json       the figures as one JSON object
`;

/** Reads the command line; the sentence for a person where it makes no sense. */
export function readBenchArguments(args: readonly string[]): Result<BenchArguments, string> {
  try {
    const { only, ...values } = parseArgs({
      args: [...args],
      options: {
        quick: { type: 'boolean' },
        json: { type: 'boolean' },
        only: { type: 'string' },
        help: { type: 'boolean' },
      },
    }).values;
    const rows = rowNames.filter((name) => only === undefined || name === only);
    if (rows.length === 0) return err(`There is no row "${only}". Rows: ${rowNames.join(', ')}.`);
    const { quick = false, json = false, help = false } = values;
    return ok({ rows, isQuick: quick, isJson: json, isHelp: help });
  } catch (error) {
    return err(error instanceof Error ? error.message : String(error));
  }
}
