/**
 * Takes the newest event of a room out of a client's database as if it had never come, though the position covers it: the next
 * one that comes shows a hole. `run` runs a statement of SQL.
 */
export function forgetNewest(run: (sql: string) => void, stream: string): void {
  const newest = `SELECT max(streamSeq) FROM events WHERE stream = '${stream}'`;
  run(
    `UPDATE streams SET head = head - 1, stateAsOf = stateAsOf - 1 WHERE stream = '${stream}' AND head = (${newest})`,
  );
  run(`DELETE FROM events WHERE stream = '${stream}' AND streamSeq = (${newest})`);
}
