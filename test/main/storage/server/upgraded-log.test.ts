import { expect, it } from 'vitest';
import { migrate } from '#main/storage/migrate.ts';
import { serverMigrations } from '#main/storage/migrations/server-migrations.ts';
import { openMemoryDatabase } from '#main/storage/open-database.ts';
import type { SqlValue, WritableDb } from '#main/storage/readable-db.ts';
import { present } from '#shared/assert.ts';
import { roomOfStream } from '#shared/domain/stream.ts';
import { headPosition } from '#test/contract/event-log-setup.ts';
import { copyDatabase } from '#test/support/copy-database.ts';
import { setupEngine, setupMembers } from './test-engine.ts';

/** The same log as that version would have kept it. */
function asVersion(version: number, from: WritableDb): WritableDb {
  const to = openMemoryDatabase(serverMigrations.filter((migration) => migration.version <= version));
  const tables = to.query<[], { name: string }>("SELECT name FROM sqlite_schema WHERE type = 'table'").all();
  to.runScript('PRAGMA foreign_keys = OFF');
  for (const { name } of tables) {
    to.runScript(`DELETE FROM ${name}`);
    const columns = columnsOf(to, name);
    // What is no more was as it is at first.
    const kept = columnsOf(from, name).filter((column) => columns.includes(column));
    const names = kept.join(', ');
    const marks = kept.map(() => '?').join(', ');
    for (const row of from.query<[], Record<string, SqlValue>>(`SELECT ${names} FROM ${name}`).all())
      to.change<SqlValue[]>(`INSERT INTO ${name} (${names}) VALUES (${marks})`).run(...Object.values(row));
  }
  to.runScript('PRAGMA foreign_keys = ON');
  return to;
}

function columnsOf(db: WritableDb, table: string): string[] {
  const columns = db.query<[], { name: string }>(`SELECT name FROM pragma_table_info('${table}')`);
  return columns.all().map(({ name }) => name);
}

it.each([2, 3])(
  '[H3] who had healed when version %i was upgraded counts for a room that is closed still',
  async (version) => {
    const { db, ann, ben, general } = await setupMembers();
    const made = await ann.act('room.create', { name: 'Room', visibility: 'private', history: 'everything' });
    const roomId = present(roomOfStream(made.stream), 'it is a room');
    await ann.act('room.invite', { roomId, personId: ben.personId });
    const backup = copyDatabase(db, openMemoryDatabase(serverMigrations));
    const { frame } = await ann.say(general, 'lost');
    const shown = { position: await headPosition(ann.log), epochId: null };
    const before = setupEngine({ db: backup }).engine;
    expect(before.showPosition(shown)).toBe('rolledBack');
    before.giveBack({ giver: ann.personId, epochs: [], events: [JSON.parse(frame)] });
    before.finishHealing({ personId: ann.personId, beyond: shown });
    expect(before.openGate('healed')).toBe(true);
    const upgraded = asVersion(version, backup);
    migrate(upgraded, serverMigrations);
    const { engine } = setupEngine({ db: upgraded });
    const { opened } = engine.finishHealing({ personId: ben.personId, beyond: shown });
    expect(opened.map((room) => room.roomId)).toEqual([roomId]);
  },
);
