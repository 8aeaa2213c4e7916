import type { RoomId } from '#shared/domain/ids.ts';
import type { Refusal } from '#shared/domain/refusal.ts';
import type { WritableDb } from '../readable-db.ts';

/** What became of a command: the event it made, nothing new, or a refusal. */
export type CommandResult =
  | { readonly type: 'event'; readonly seq: number; readonly roomId: RoomId | null }
  | { readonly type: 'already'; readonly roomId: RoomId | null }
  | { readonly type: 'refused'; readonly error: Refusal };

export interface StoredCommand {
  /** 32 bytes (content-hash.ts). */
  readonly contentHash: Uint8Array;
  readonly result: CommandResult;
}

export interface CommandKey {
  readonly personRef: number;
  /** The 16 bytes of the UUID. */
  readonly commandId: Uint8Array;
}

/** What became of every command, for ever (D3), by person and command id (P14). */
export interface CommandTable {
  find(key: CommandKey): StoredCommand | null;
  /** In the place of a refusal, where there is one. */
  put(key: CommandKey, command: StoredCommand & { readonly number: number }): void;
}

type CommandValues = [
  commandId: Uint8Array,
  personRef: number,
  contentHash: Uint8Array,
  number: number,
  seq: number | null,
  roomId: string | null,
  error: string | null,
];

interface CommandRow {
  readonly contentHash: Uint8Array;
  readonly seq: number | null;
  readonly roomId: RoomId | null;
  readonly error: string | null;
}

export function createCommandTable(db: WritableDb): CommandTable {
  const read = db.query<[commandId: Uint8Array, personRef: number], CommandRow>(
    'SELECT contentHash, seq, roomId, error FROM commands WHERE commandId = ? AND personRef = ?',
  );
  const put = db.change<CommandValues>(
    `INSERT OR REPLACE INTO commands (commandId, personRef, contentHash, number, seq, roomId, error)
     VALUES (?, ?, ?, ?, ?, ?, ?)`,
  );
  return {
    find: ({ personRef, commandId }) => {
      const row = read.get(commandId, personRef);
      return row === undefined ? null : { contentHash: row.contentHash, result: resultOf(row) };
    },
    put: (key, command) => {
      put.run(...valuesOf(key, command));
    },
  };
}

function valuesOf(
  { personRef, commandId }: CommandKey,
  { contentHash, number, result }: StoredCommand & { readonly number: number },
): CommandValues {
  const seq = result.type === 'event' ? result.seq : null;
  const roomId = result.type === 'refused' ? null : result.roomId;
  const error = result.type === 'refused' ? JSON.stringify(result.error) : null;
  return [commandId, personRef, contentHash, number, seq, roomId, error];
}

function resultOf({ seq, roomId, error }: CommandRow): CommandResult {
  if (seq !== null) return { type: 'event', seq, roomId };
  if (error === null) return { type: 'already', roomId };
  // Written by this file and by nothing else.
  return { type: 'refused', error: JSON.parse(error) as Refusal };
}
