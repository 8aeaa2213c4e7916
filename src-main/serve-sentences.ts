import type { NameProblem } from '#shared/domain/name.ts';
import type { ConfigProblem } from './config.ts';

type Sentences = {
  readonly [Type in ConfigProblem['type']]: (problem: Extract<ConfigProblem, { type: Type }>) => string;
};

const sentences: Sentences = {
  folder_not_named: () => '--data: Name a folder.',
  name_missing: ({ folder }) => `--name: Say what people are to see: ${folder} holds no name that can be read.`,
  name_invalid: ({ problem }) => `--name: ${nameSentences[problem.type]}`,
  port_invalid: ({ option, typed }) => `${option}: "${typed}" is no port. Give a number from 0 to 65535.`,
  door_invalid: ({ typed, doors }) => `--door: "${typed}" is no door. There are: ${doors.join(', ')}.`,
  host_invalid: ({ typed }) =>
    `--host: "${typed}" is no IP address of a machine. Leave --host out to listen on all of them.`,
  networks_invalid: ({ typed }) =>
    `--networks: "${typed}" is no range of addresses. Give all, private, or ranges such as 192.168.1.0/24, parted by commas.`,
  limit_unknown: ({ typed, names }) => `--limit: "${typed}" names no limit. There are: ${names.join(', ')}.`,
  limit_invalid: ({ typed }) => `--limit: "${typed}" is not name=number with a number above 0.`,
  limit_too_low: ({ typed, least }) =>
    `--limit: "${typed}" is less than every client may count on. Give ${least} at least.`,
  limit_too_high: ({ typed, most }) => `--limit: "${typed}" is more than clients take. Give ${most} at most.`,
  ballast_invalid: ({ typed }) => `--ballast: "${typed}" is no number of megabytes. 0 keeps no room.`,
};

const nameSentences: Readonly<Record<NameProblem['type'], string>> = {
  name_empty: 'A name has at least one visible character.',
  name_too_long: 'A name has at most 64 characters.',
  name_ill_formed: 'The name is not well-formed text.',
};

/** Which option makes no sense, and what would. */
export function sentenceForServe(problem: ConfigProblem): string {
  // The type picks its own sentence; TypeScript cannot follow the look-up.
  return (sentences[problem.type] as (problem: ConfigProblem) => string)(problem);
}
