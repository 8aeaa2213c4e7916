import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

/** A command as the log of a server that is not running holds it. */
export interface StoredMessage {
  readonly seq: number;
  readonly streamRef: number;
  readonly streamSeq: number;
  readonly commandId: string;
  readonly text: string;
}

/** Every message in the log on disk, in its order. */
export function readStoredMessages(dataFolder: string): StoredMessage[] {
  const db = new DatabaseSync(join(dataFolder, 'server.db'), { readOnly: true });
  try {
    const rows = db.prepare('SELECT seq, streamRef, streamSeq, command FROM events ORDER BY seq').all();
    return rows.flatMap((row) => {
      const command = JSON.parse(String(row['command'])) as StoredCommand;
      if (command.kind !== 'message.send') return [];
      const { seq, streamRef, streamSeq } = row;
      const { commandId, body } = command;
      return {
        seq: Number(seq),
        streamRef: Number(streamRef),
        streamSeq: Number(streamSeq),
        commandId,
        text: body.content.text,
      };
    });
  } finally {
    db.close();
  }
}

interface StoredCommand {
  readonly kind: string;
  readonly commandId: string;
  readonly body: { readonly content: { readonly text: string } };
}
