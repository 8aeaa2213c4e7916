import type { RoomId } from '#shared/domain/ids.ts';
import type { Draft } from '#shared/ipc/chat-view.ts';
import type { WritableDb } from '../readable-db.ts';

/** What is being written and was not sent, by room. */
export function createDraftTable(db: WritableDb) {
  const all = db.query<[], Draft>('SELECT roomId, text FROM drafts ORDER BY keptAt, roomId');
  const put = db.change<[string, number, string]>(
    `INSERT INTO drafts (roomId, keptAt, text) VALUES (?, ?, ?)
     ON CONFLICT (roomId) DO UPDATE SET keptAt = excluded.keptAt, text = excluded.text`,
  );
  const remove = db.change<[string]>('DELETE FROM drafts WHERE roomId = ?');
  return {
    /** Those that were kept last come last. */
    all: (): Draft[] => all.all(),
    put: ({ roomId, text }: Draft, keptAt: number) => put.run(roomId, keptAt, text),
    remove: (roomId: RoomId) => remove.run(roomId),
  };
}
