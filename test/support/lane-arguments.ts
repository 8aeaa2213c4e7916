import { err, ok, type Result } from '#shared/result.ts';

export interface LaneArguments {
  /** The lanes to run; none for all of them. */
  readonly lanes: readonly string[];
  /** What else was typed, for vitest. */
  readonly vitestArgs: readonly string[];
  readonly isHelp: boolean;
}

/** Reads the command line of `npm test`; the sentence for a person where it names a lane that there is not. */
export function readLaneArguments(args: readonly string[], known: readonly string[]): Result<LaneArguments, string> {
  const firstOther = args.findIndex((arg) => !known.includes(arg));
  const lanes = firstOther < 0 ? args : args.slice(0, firstOther);
  const vitestArgs = firstOther < 0 ? [] : args.slice(firstOther);
  const [first] = vitestArgs;
  const isHelp = vitestArgs.includes('--help');
  // No path lies in every lane: without a lane before it, it is the lane's name with a slip in it, or was forgotten to have one.
  if (!isHelp && lanes.length === 0 && first !== undefined && !first.startsWith('-'))
    return err(`There is no lane "${first}". Lanes: ${known.join(', ')}.`);
  return ok({ lanes, vitestArgs, isHelp });
}

/** What `--help` prints. */
export function laneUsage(lanes: readonly { readonly name: string; readonly what: string }[]): string {
  const rows = lanes.map(({ name, what }) => `  ${name.padEnd(11)} ${what}`);
  return `npm test                                  every lane
npm test -- LANE... [what vitest takes]   these lanes, and what of them: npm test -- unit test/main/server

Lanes, in the order in which they run:
${rows.join('\n')}

What vitest takes goes to all of them but check and prove; \`npm run prove -- --help\` says what there is to prove.
`;
}
