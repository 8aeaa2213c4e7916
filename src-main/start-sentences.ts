import type { StartProblem } from '#shared/ipc/start-problem.ts';

type Sentences = {
  readonly [Type in StartProblem['type']]: (problem: Extract<StartProblem, { type: Type }>) => string;
};

const sentences: Sentences = {
  folder_missing: ({ path }) => `There is no folder ${path}, and it could not be made.`,
  folder_read_only: (problem) =>
    `Nothing can be written to ${'folder' in problem ? problem.folder : problem.path}. Choose another folder with --data, or let this user write there.`,
  folder_in_use: ({ folder, pid }) =>
    `${folder} is in use by another Hallway${pid === null ? '' : ` (process ${pid})`}. Stop it, or choose another folder with --data.`,
  folder_unusable: ({ folder, code }) =>
    `${folder} ${unusableSentences[code] ?? `cannot be used as a folder (${code})`}. Choose another with --data.`,
  folder_on_network: ({ folder, kind }) =>
    `${folder} lies on another machine (${kind}), where a database is not safe. Choose one on a disk of this machine with --data; --any-folder takes it all the same.`,
  folder_is_synced: ({ folder, service }) =>
    `${service} copies ${folder} to other machines, which damages a database. Choose a folder outside of it with --data; --any-folder takes it all the same.`,
  database_newer: ({ file, found, supported }) =>
    `${file} was written by a newer Hallway (schema ${found}, this one knows ${supported}). Update this one; nothing was changed.`,
  database_corrupt: ({ file }) =>
    `${file} is damaged or no database of Hallway. It was left as it is; restore a backup.`,
  database_missing: ({ file }) =>
    `${file} is gone or empty, and what lies beside it shows that a server kept its log there; no backup could take its place. Nothing was begun anew: bring it back, restore a backup with serve restore FILE, or choose another folder with --data for a new server.`,
  database_unreadable: ({ file, code }) =>
    `The disk did not give ${file} (${code}). Nothing was put in its place; see to the disk and start again, or restore a backup into another folder.`,
  disk_full: ({ folder }) => `The disk of ${folder} is full. Make room and start again; nothing is lost.`,
  storage_failed: ({ folder, code }) =>
    `${folder} cannot be used (${code}). See to its disk, or choose another folder with --data.`,
  history_of_other_key: ({ folder }) =>
    `${folder} holds what another server kept: its server.key is not the one that this was written with. Bring back that key, or choose another folder with --data.`,
  key_file_exposed: ({ path, mode }) =>
    `${path}, the server's key, can be read by others (mode ${mode}). If nobody did, run: chmod 600 ${path}`,
  key_file_sealed: ({ path }) =>
    `${path}, the server's key, is guarded by the keystore of the system, which did not give it. Start this server from the Hallway app of the same user.`,
  key_file_damaged: ({ path }) =>
    `${path} does not hold the server's key any more. It was left as it is; restore a backup.`,
  key_file_failed: ({ path, code }) =>
    `${path}, the server's key, cannot be read or written (${code}). Let this user do both, and start again.`,
  ports_taken: ({ from, to }) =>
    from === to
      ? `Port ${from} is taken. Choose another with --port.`
      : `All ports from ${from} to ${to} are taken. Choose another with --port.`,
  port_forbidden: ({ port }) =>
    `The system keeps port ${port} for the administrator. Choose one above 1023 with --port.`,
  no_address: ({ hosts }) => `This machine has none of the addresses ${hosts.join(', ')}. Choose others with --host.`,
  bind_failed: ({ host, code }) =>
    `The system does not let us listen on ${host} (${code}). Choose another address with --host.`,
  crypto_failed: ({ check }) =>
    `The cryptography of this program gives wrong answers (${check}), so nothing was opened. Install Hallway anew, or start it with the Node that it comes with.`,
  keeps_ending: () => 'It ended five times within a minute. The log has the details.',
  start_refused: ({ detail }) => `It was started with what makes no sense: ${detail}`,
};

const isFile = 'is a file, or lies within one, and is no folder';
/** By what the system says, where people would not know what it means. */
const unusableSentences: Readonly<Record<string, string>> = {
  ENOENT: 'is not there, and the system does not let it be made',
  ENOTDIR: isFile,
  EEXIST: isFile,
};

/** Why a program does not start and what can be done about it, for a terminal: one sentence or two. */
export function sentenceForStart(problem: StartProblem): string {
  // The type picks its own sentence; TypeScript cannot follow the look-up.
  return (sentences[problem.type] as (problem: StartProblem) => string)(problem);
}
