import type { TaskProblem } from './backup-tasks.ts';
import { sentenceForStart } from './start-sentences.ts';
import type { StartProblem } from '#shared/ipc/start-problem.ts';

type OwnProblem = Exclude<TaskProblem, StartProblem>;
type Sentences = {
  readonly [Type in OwnProblem['type']]: (problem: Extract<OwnProblem, { type: Type }>) => string;
};

const sentences: Sentences = {
  backup_missing: ({ file }) => `There is no ${file}. Name a backup, or say latest.`,
  backup_damaged: ({ file }) => `${file} is damaged or no backup of a server. Nothing was changed; take another one.`,
  backup_newer: ({ file, found, supported }) =>
    `${file} was written by a newer Hallway (schema ${found}, this one knows ${supported}). Update this one; nothing was changed.`,
  backup_of_other_server: ({ file }) =>
    `${file} is of another server: its key is not the server.key of this folder. Nothing was changed; bring back that key, or take another backup.`,
  backup_exists: ({ file }) => `${file} is there already and was left as it is. Name another file.`,
  backup_none: ({ folder }) => `${folder} has no sound backup of this server. Nothing was changed; name a file.`,
  server_missing: ({ folder }) => `${folder} is no data folder of a server. Name the one that it was started with.`,
  key_missing: ({ path }) =>
    `There is no ${path}, which is what the server is. Bring it back first; no backup holds it.`,
};

/** Why nothing came of it and what can be done, for a terminal. */
export function sentenceForTask(problem: TaskProblem): string {
  if (!isOwn(problem)) return sentenceForStart(problem);
  // The type picks its own sentence; TypeScript cannot follow the look-up.
  return (sentences[problem.type] as (problem: OwnProblem) => string)(problem);
}

function isOwn(problem: TaskProblem): problem is OwnProblem {
  return Object.hasOwn(sentences, problem.type);
}
