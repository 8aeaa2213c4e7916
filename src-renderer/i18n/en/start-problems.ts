import type { StartSentences } from '../start-problem.ts';

/** Why the chat or the server of this computer does not start, and the way out. */
export const enStartProblems: StartSentences = {
  folder_missing: ({ path }) => `The folder ${path} is gone. Bring it back, then start again.`,
  folder_read_only: (problem) =>
    `Nothing can be written to ${'folder' in problem ? problem.folder : problem.path}. Let your user write there, then start again.`,
  folder_in_use: ({ folder, pid }) =>
    `Another Hallway${pid === null ? '' : ` (process ${pid})`} has ${folder} open. Close it there, then start again.`,
  folder_unusable: ({ folder, code }) => `${folder} can't be used as a folder (${code}).`,
  folder_on_network: ({ folder, kind }) =>
    `${folder} lies on another computer (${kind}), where a history is not safe. Start Hallway with --data and a folder on this one.`,
  folder_is_synced: ({ folder, service }) =>
    `${service} copies ${folder} to other computers, which damages a history. Start Hallway with --data and a folder outside of it.`,
  database_newer: ({ file }) => `A newer Hallway wrote ${file}. Update this one; nothing was changed.`,
  database_corrupt: ({ file }) => `${file} is damaged. It was left as it is; a backup can take its place.`,
  database_missing: ({ file }) =>
    `${file} is gone or empty, and a history was there before. Nothing was begun anew. Bring it back or restore a backup, then start again.`,
  database_unreadable: ({ file, code }) =>
    `The disk did not give ${file} (${code}). Nothing was changed. See to the disk, then start again.`,
  disk_full: ({ folder }) => `The disk with ${folder} is full. Make room, then start again; nothing is lost.`,
  storage_failed: ({ folder, code }) => `The disk with ${folder} failed (${code}). See to the disk, then start again.`,
  history_of_other_key: ({ folder }) =>
    `${folder} holds the history of another server: its key differs. Bring back the key that belongs to it.`,
  key_file_exposed: ({ path, mode }) =>
    `Others on this computer can read the key ${path} (mode ${mode}). Let only your user read it, then start again.`,
  key_file_sealed: ({ path }) =>
    `The system's keystore guards the key ${path} and did not give it out. Unlock the keystore, then start Hallway again.`,
  key_file_damaged: ({ path }) => `The key ${path} is damaged. It was left as it is; a backup can take its place.`,
  key_file_failed: ({ path, code }) =>
    `The key ${path} can't be read or written (${code}). Let your user do both, then start again.`,
  ports_taken: ({ from, to }) =>
    from === to
      ? `Another program uses port ${from}. Close it, then start again.`
      : `Other programs use all ports from ${from} to ${to}. Close one of them, then start again.`,
  port_forbidden: ({ port }) => `The system keeps port ${port} for its administrator. Choose one above 1023.`,
  no_address: ({ hosts }) => `This computer has none of the addresses ${hosts.join(', ')} any more.`,
  bind_failed: ({ host, code }) => `The system does not let Hallway listen on ${host} (${code}).`,
  crypto_failed: ({ check }) =>
    `The cryptography on this computer gives wrong answers (${check}), so nothing was opened. Install Hallway anew.`,
  keeps_ending: () => 'It ended five times within a minute. The log has the details.',
  start_refused: ({ detail }) => `Two parts of Hallway don't fit together (${detail}). Install it anew.`,
};
