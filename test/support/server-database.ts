import { join } from 'node:path';
import { readRows } from './read-rows.ts';

/** A message as the log on disk holds it. */
export interface StoredMessage {
  readonly seq: number;
  readonly streamRef: number;
  readonly streamSeq: number;
  readonly itemNumber: number;
  readonly commandId: string;
  readonly text: string;
}

/** Every message in the log on disk, in its order. */
export function readStoredMessages(dataFolder: string): StoredMessage[] {
  const rows = readRows(
    databaseIn(dataFolder),
    "SELECT seq, streamRef, streamSeq, itemNumber, command FROM events WHERE kind = 'message.posted' ORDER BY seq",
  );
  return rows.map(({ command, ...numbers }) => {
    const { commandId, body } = JSON.parse(String(command)) as StoredCommand;
    return { ...(numbers as unknown as Numbers), commandId, text: body.content.text };
  });
}

/** The ids of all messages in the order of every screen: by where each stood first (D5, H5). */
export function readMessagesByOrigin(dataFolder: string): string[] {
  const rows = readRows(
    databaseIn(dataFolder),
    `SELECT command ->> 'commandId' AS commandId FROM events WHERE kind = 'message.posted'
     ORDER BY ifnull(originEpoch, epoch), ifnull(originSeq, seq), commandId`,
  );
  return rows.map(({ commandId }) => String(commandId));
}

/** How far the log is, and in which of its lives. */
export function readHead(dataFolder: string): { readonly seq: number; readonly epoch: number } {
  const [row] = readRows(
    databaseIn(dataFolder),
    'SELECT (SELECT max(seq) FROM events) AS seq, (SELECT max(epoch) FROM epochs) AS epoch',
  );
  return { seq: Number(row?.['seq']), epoch: Number(row?.['epoch']) };
}

/** What no log may ever hold, whatever has happened to its server; empty when all is well. */
export function logProblems(dataFolder: string): string[] {
  const problems: string[] = [];
  const check = (what: string, isSo: boolean): void => {
    if (!isSo) problems.push(what);
  };
  const file = databaseIn(dataFolder);
  const [integrity] = readRows(file, 'PRAGMA integrity_check');
  check('the file is sound', integrity?.['integrity_check'] === 'ok');
  const [log] = readRows(file, 'SELECT count(*) AS count, min(seq) AS first, max(seq) AS last FROM events');
  check('seq has no gap', log?.['first'] === 1 && log['last'] === log['count']);
  const streams = readRows(
    file,
    `SELECT stream, head, itemHead, count(*) AS count, min(streamSeq) AS first, max(streamSeq) AS last,
       count(itemNumber) AS items, count(DISTINCT itemNumber) AS itemNumbers, max(itemNumber) AS lastItem
     FROM events JOIN streams USING (streamRef) GROUP BY streamRef`,
  );
  for (const { stream, head, itemHead, count, first, last, items, itemNumbers, lastItem } of streams) {
    check(`streamSeq of ${String(stream)} has no gap`, first === 1 && last === count && head === last);
    check(
      `items of ${String(stream)} have no gap`,
      items === itemNumbers && (lastItem ?? 0) === items && itemHead === items,
    );
  }
  const commandIds = readRows(file, "SELECT command ->> 'commandId' AS commandId FROM events");
  check('each command stands once', new Set(commandIds.map(({ commandId }) => commandId)).size === commandIds.length);
  const numbers = readRows(
    file,
    `SELECT count(*) AS count, count(DISTINCT command ->> 'number') AS different, max(command ->> 'number') AS last
     FROM events WHERE kind != 'room.created' OR seq > 1 GROUP BY command ->> 'outboxId'`,
  );
  check(
    'no number of an outbox is used twice',
    numbers.every(({ count, different }) => count === different),
  );
  return problems;
}

function databaseIn(dataFolder: string): string {
  return join(dataFolder, 'server.db');
}

interface StoredCommand {
  readonly commandId: string;
  readonly body: { readonly content: { readonly text: string } };
}

type Numbers = Omit<StoredMessage, 'commandId' | 'text'>;
