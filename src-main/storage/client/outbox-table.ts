import type { CommandKind } from '#shared/domain/command.ts';
import type { CommandId, OutboxId, RoomId } from '#shared/domain/ids.ts';
import type { Refusal } from '#shared/domain/refusal.ts';
import type { CommandFailure, FailedCommand, OutboxView } from '#shared/ipc/chat-view.ts';
import type { WritableDb } from '../readable-db.ts';

/** A command without a result, or one that failed. Those without a failure are queued. */
export interface OutboxRow {
  /** Orders the queue. */
  readonly place: number;
  readonly commandId: CommandId;
  readonly kind: CommandKind;
  /** The canonical JSON of the body, `writtenAt` and `salt` in it: fixed when it was queued. */
  readonly body: string;
  /** The room or message that the command makes (P17). */
  readonly objectId: string;
  readonly roomId: RoomId | null;
  /** The command that must be accepted first (P16). */
  readonly dependsOn: CommandId | null;
  /** In the present outbox; null before transmission. */
  readonly number: number | null;
  /** Of the last transmission; null when there was none in any outbox: then it can be changed and cancelled (D1). */
  readonly sentOutboxId: OutboxId | null;
  readonly sentNumber: number | null;
  readonly failure: Refusal | CommandFailure | null;
  /** When it was first transmitted, by this device's clock. */
  readonly sentAt: number | null;
  /** It waits until its room opens (held-commands.ts), or asks whether it has. */
  readonly hold: 'held' | 'asking' | null;
}

export type NewOutboxRow = Pick<
  OutboxRow,
  'commandId' | 'kind' | 'body' | 'objectId' | 'roomId' | 'dependsOn' | 'failure' | 'hold'
>;

type StoredRow = Omit<OutboxRow, 'failure'> & { readonly failure: string | null };

export function createOutboxTable(db: WritableDb) {
  const insert = db.change<
    [string, string, string, string, string | null, string | null, string | null, string | null]
  >(
    `INSERT INTO outbox (commandId, kind, body, objectId, roomId, dependsOn, failure, hold)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const putFirst = db.change<[string]>(
    'UPDATE outbox SET place = (SELECT min(place) FROM outbox) - 1 WHERE commandId = ?',
  );
  const one = db.query<[string], StoredRow>('SELECT * FROM outbox WHERE commandId = ?');
  const ofRoom = db.query<[string, string], StoredRow>(
    'SELECT * FROM outbox WHERE roomId = ? AND kind = ? ORDER BY place',
  );
  const allOfRoom = db.query<[string], StoredRow>('SELECT * FROM outbox WHERE roomId = ? ORDER BY kind, place');
  const messages = db.query<[string, number, number], StoredRow>(
    `SELECT * FROM outbox WHERE roomId = ? AND kind = 'message.send' AND place < ? ORDER BY place DESC LIMIT ?`,
  );
  const waitingIn = db.query<[string], { rows: number }>(
    "SELECT count(*) AS rows FROM outbox WHERE roomId = ? AND kind = 'message.send' AND failure IS NULL",
  );
  const ofKind = db.query<[string], StoredRow>('SELECT * FROM outbox WHERE kind = ? ORDER BY place');
  const dependents = db.query<[string], StoredRow>(
    'SELECT * FROM outbox WHERE dependsOn = ? AND failure IS NULL ORDER BY place',
  );
  const waiting = db.query<[], { rows: number }>(
    `SELECT (SELECT count(*) FROM outbox WHERE number IS NULL AND failure IS NULL AND hold IS NOT 'held')
       + (SELECT count(*) FROM outbox WHERE number IS NOT NULL AND failure IS NULL)
       + (SELECT count(*) FROM outbox WHERE hold IS NOT NULL AND hold = 'held') AS rows`,
  );
  const held = db.query<[], { rows: number }>('SELECT count(*) AS rows FROM outbox WHERE hold IS NOT NULL');
  const failed = db.query<[], { rows: number }>('SELECT count(*) AS rows FROM outbox WHERE failure IS NOT NULL');
  const allFailed = db.query<[], StoredRow>('SELECT * FROM outbox WHERE failure IS NOT NULL ORDER BY place');
  const setBody = db.change<[string, string | null, string]>(
    'UPDATE outbox SET body = ?, roomId = ? WHERE commandId = ?',
  );
  const all = db.query<[], StoredRow>('SELECT * FROM outbox ORDER BY place');
  const setObject = db.change<[string, string]>('UPDATE outbox SET objectId = ? WHERE commandId = ?');
  const fail = db.change<[string, string]>(
    'UPDATE outbox SET failure = ?, number = NULL, hold = NULL WHERE commandId = ?',
  );
  const remove = db.change<[string]>('DELETE FROM outbox WHERE commandId = ?');
  return {
    insert: ({ commandId, kind, body, objectId, roomId, dependsOn, failure, hold }: NewOutboxRow) =>
      insert.run(commandId, kind, body, objectId, roomId, dependsOn, failure && JSON.stringify(failure), hold),
    putFirst: (commandId: CommandId) => putFirst.run(commandId),
    find: (commandId: CommandId): OutboxRow | null => {
      const row = one.get(commandId);
      return row === undefined ? null : rowOf(row);
    },
    ofRoom: (roomId: RoomId, kind: CommandKind): OutboxRow[] => ofRoom.all(roomId, kind).map(rowOf),
    allOfRoom: (roomId: RoomId): OutboxRow[] => allOfRoom.all(roomId).map(rowOf),
    /** The messages of a room that are not in the log, newest first. */
    messagesBefore: (roomId: RoomId, place: number, max: number): OutboxRow[] =>
      messages.all(roomId, place, max).map(rowOf),
    /** How many messages of the room are queued. */
    waitingIn: (roomId: RoomId): number => waitingIn.get(roomId)?.rows ?? 0,
    ofKind: (kind: CommandKind): OutboxRow[] => ofKind.all(kind).map(rowOf),
    /** What is queued and waits for this command. */
    dependents: (commandId: CommandId): OutboxRow[] => dependents.all(commandId).map(rowOf),
    counts: (): OutboxView => {
      const counted = { waiting: waiting.get()?.rows ?? 0, failed: failed.get()?.rows ?? 0 };
      const ofClosed = held.get()?.rows ?? 0;
      return ofClosed === 0 ? counted : { ...counted, held: ofClosed };
    },
    failed: (): FailedCommand[] =>
      allFailed
        .all()
        .map(rowOf)
        .flatMap(({ commandId, kind, roomId, failure }) =>
          failure === null ? [] : [{ commandId, kind, roomId, reason: failure }],
        ),
    /** Only before transmission. */
    setBody: ({ commandId, body, roomId }: OutboxRow) => setBody.run(body, roomId, commandId),
    all: (): OutboxRow[] => all.all().map(rowOf),
    setObject: (commandId: CommandId, objectId: string) => setObject.run(objectId, commandId),
    fail: (commandId: CommandId, failure: Refusal | CommandFailure) => fail.run(JSON.stringify(failure), commandId),
    remove: (commandId: CommandId) => remove.run(commandId),
  };
}

export function rowOf(row: StoredRow): OutboxRow {
  return { ...row, failure: row.failure === null ? null : (JSON.parse(row.failure) as OutboxRow['failure']) };
}
