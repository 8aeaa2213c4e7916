import type { CommandId, RoomId } from '#shared/domain/ids.ts';
import type { WritableDb } from '../readable-db.ts';

/** Which commands of the outbox wait until their room opens. */
export function createHoldTable(db: WritableDb) {
  const hold = db.change<[string]>(
    `UPDATE outbox SET hold = 'held' WHERE roomId = ? AND kind NOT IN ('room.create', 'direct.open', 'room.join')
     AND number IS NULL AND failure IS NULL`,
  );
  const holdBack = db.change<[string]>(`UPDATE outbox SET hold = 'held', number = NULL WHERE commandId = ?`);
  const ask = db.change<[string]>(
    `UPDATE outbox SET hold = 'asking' WHERE place =
       (SELECT place FROM outbox WHERE roomId = ? AND hold IS NOT NULL ORDER BY place LIMIT 1)`,
  );
  const release = db.change<[string]>('UPDATE outbox SET hold = NULL WHERE roomId = ? AND hold IS NOT NULL');
  const one = db.query<[string], { one: number }>(
    'SELECT 1 AS one FROM outbox WHERE roomId = ? AND hold IS NOT NULL LIMIT 1',
  );
  const rooms = db.query<[], { roomId: RoomId }>(
    'SELECT DISTINCT roomId FROM outbox WHERE hold IS NOT NULL AND roomId IS NOT NULL',
  );
  return {
    /** All of the room that is not on its way. How many there are. */
    hold: (roomId: RoomId): number => hold.run(roomId).changes,
    /** One that was on its way, and came back. */
    holdBack: (commandId: CommandId) => holdBack.run(commandId),
    /** Lets the first go that waits. */
    ask: (roomId: RoomId) => ask.run(roomId),
    /** How many there were. */
    release: (roomId: RoomId): number => release.run(roomId).changes,
    isHeld: (roomId: RoomId): boolean => one.get(roomId) !== undefined,
    rooms: (): RoomId[] => rooms.all().map(({ roomId }) => roomId),
  };
}
