import type { TaskProblem } from './backup-tasks.ts';
import { sentenceForStart } from './start-sentences.ts';
import type { StartProblem } from '#shared/ipc/start-problem.ts';

/** A full disk is told in words of its own: nothing is to be started here. */
type OwnProblem = Exclude<TaskProblem, StartProblem> | Extract<TaskProblem, { type: 'disk_full' }>;
type Sentences = {
  readonly [Type in OwnProblem['type']]: (problem: Extract<OwnProblem, { type: Type }>) => string;
};

const sentences: Sentences = {
  backup_missing: ({ file }) => `There is no ${file}. Name a backup, or say latest.`,
  backup_is_folder: ({ folder }) => `${folder} is a folder. Name the backup itself, or say latest.`,
  backup_unreadable: ({ file, code }) => `${file} cannot be read (${code}). Nothing was changed.`,
  backup_folder_missing: ({ folder }) =>
    `There is no folder ${folder} to put the backup into. Make it, or name another.`,
  backup_not_written: ({ file, code }) => `${file} cannot be written (${code}). Name another file.`,
  disk_full: ({ folder }) => `The disk of ${folder} has too little room. Nothing was changed; make some and try again.`,
  newer_not_replaced: ({ file, found, supported }) =>
    `${file} was written by a newer Hallway (schema ${found}, this one knows ${supported}), and would make room for an older one. Update this Hallway; or add --replace-newer, and it is put aside. Nothing was changed.`,
  backup_damaged: ({ file }) => `${file} is damaged or no backup of a server. Nothing was changed; take another one.`,
  backup_newer: ({ file, found, supported }) =>
    `${file} was written by a newer Hallway (schema ${found}, this one knows ${supported}). Update this one; nothing was changed.`,
  backup_of_other_server: ({ file }) =>
    `${file} is of another server: its key is not the server.key of this folder. Nothing was changed; bring back that key, or take another backup.`,
  backup_exists: ({ file }) => `${file} is there already and was left as it is. Name another file.`,
  backup_none: ({ folder }) => `${folder} has no sound backup of this server. Nothing was changed; name a file.`,
  server_missing: ({ folder }) => `${folder} is no data folder of a server. Name the one that it was started with.`,
  folder_of_other: ({ folder, owner }) =>
    `${folder} is kept by the user ${owner}, who could not use what others write there. Nothing was changed; run the same command as that user, with sudo -u ${quoted(owner)} before it.`,
  folder_hidden: ({ folder }) =>
    `${folder} may not be read by this user. Run the same command as the user whom its server runs as, with sudo -u before it.`,
  file_of_other: ({ file, owner, folder, user }) =>
    `${file} belongs to the user ${owner}, and this user may not use it. Where the server is to run as this user, have root run: chown -R ${user.replace('#', '')} ${folder}`,
  key_missing: ({ path }) =>
    `There is no ${path}, which is what the server is. Bring it back first; no backup holds it.`,
};

/** A shell takes the # of somebody without a name for a comment. */
const quoted = (user: string): string => (user.startsWith('#') ? `'${user}'` : user);

/** Why nothing came of it and what can be done, for a terminal. */
export function sentenceForTask(problem: TaskProblem): string {
  if (!isOwn(problem)) return sentenceForStart(problem);
  // The type picks its own sentence; TypeScript cannot follow the look-up.
  return (sentences[problem.type] as (problem: OwnProblem) => string)(problem);
}

function isOwn(problem: TaskProblem): problem is OwnProblem {
  return Object.hasOwn(sentences, problem.type);
}
