import { expect, it } from 'vitest';
import { migrate } from '#main/storage/migrate.ts';
import { serverMigrations } from '#main/storage/migrations/server-migrations.ts';
import { openMemoryDatabase } from '#main/storage/open-database.ts';
import type { SqlValue, WritableDb } from '#main/storage/readable-db.ts';
import { present } from '#shared/assert.ts';
import { roomOfStream } from '#shared/domain/stream.ts';
import { headPosition } from '#test/contract/event-log-setup.ts';
import { copyDatabase } from '#test/support/copy-database.ts';
import { inviteIdOf } from '#test/support/sample-ids.ts';
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
    if (kept.length === 0) continue;
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

const inviteIds = [1, 2, 3].map(inviteIdOf);

/** A log of version 11 that counted neither what came back too early, nor who had used an invite, nor by whose word a key was let in. */
async function setupVersionEleven() {
  const { engine, db, clock, device, ann, ben } = await setupMembers();
  const [cleo, dan] = [device(3), device(4)] as const;
  for (const { personId } of [ann, ben])
    engine.actAsServer({ kind: 'person.setRole', body: { personId, role: 'owner' } });
  const made = await ann.act('room.create', { name: 'Room', visibility: 'private', history: 'everything' });
  const roomId = present(roomOfStream(made.stream), 'it is a room');
  const expiresAt = clock.now() + 60_000;
  for (const inviteId of inviteIds)
    await ann.act('invite.create', { inviteId, roomIds: [roomId], maxUses: 1, expiresAt });
  const [used, revoked, open] = inviteIds;
  await cleo.append({
    ...cleo.item('person.admit', { displayName: 'Cleo', inviteId: present(used, 'it was made') }),
    inviteId: present(used, 'it was made'),
  });
  await ben.act('invite.revoke', { inviteId: present(revoked, 'it was made') });
  await ben.act('knock.accept', { device: dan.device, role: 'member' });
  await ann.act('server.setDoor', { door: 'knock', openUntil: clock.now() + 1 });
  const before = asVersion(11, db);
  before.runScript('UPDATE invites SET uses = 0, isRevoked = 0');
  migrate(before, serverMigrations);
  const upgraded = setupEngine({ db: before });
  upgraded.engine.actAsServer({ kind: 'server.setDoor', body: { door: 'invite', openUntil: 0 } });
  const dansLogin = upgraded.device(4);
  return { engine: upgraded.engine, open, roomId, cleo, ben, dan: dansLogin };
}

it('[T6] a log of before there was a list of who used an invite knows by its events', async () => {
  const { engine, open, roomId, cleo } = await setupVersionEleven();
  expect(inviteIds.filter((inviteId) => engine.isInviteGood(inviteId))).toEqual([open]);
  expect(engine.login(cleo.device, cleo.outboxId).grantedRoomIds).toEqual([roomId]);
});

it.each([
  ['active', 'accepted'],
  ['removed', 'refused'],
] as const)('[T7] by the word of somebody who is %s a key that it had let in is %s', async (standing, type) => {
  const { engine, ben, dan } = await setupVersionEleven();
  engine.actAsServer({ kind: 'person.setStanding', body: { personId: ben.personId, standing } });
  expect((await dan.send('person.admit', { displayName: 'Dan' })).type).toBe(type);
});

it('[P6] of a log of before, who is out already sees nothing of private rooms from where they were put out', async () => {
  const { db, ann, ben, general, engine } = await setupMembers();
  engine.actAsServer({ kind: 'person.setRole', body: { personId: ann.personId, role: 'owner' } });
  const made = await ann.act('room.create', { name: 'Room', visibility: 'private', history: 'everything' });
  const roomId = present(roomOfStream(made.stream), 'it is a room');
  await ann.act('room.invite', { roomId, personId: ben.personId });
  await ann.say(roomId, 'before');
  for (const standing of ['removed', 'active', 'removed', 'banned'] as const) {
    await ann.act('person.setStanding', { personId: ben.personId, standing });
    await ann.say(roomId, `while ${standing}`);
  }
  const before = asVersion(13, db);
  before.runScript('DELETE FROM access WHERE fromStreamSeq > 3; UPDATE access SET toStreamSeq = NULL');
  migrate(before, serverMigrations);
  const upgraded = setupEngine({ db: before });
  const { directory, readHistory, actAsServer } = upgraded.engine;
  expect(directory().rooms.map(({ room, memberIds }) => [room.roomId, memberIds.length])).toEqual([
    [general, 2],
    [roomId, 2],
  ]);
  actAsServer({ kind: 'person.setStanding', body: { personId: ben.personId, standing: 'active' } });
  const read = readHistory(ben.personId, { roomId, epochId: directory().epoch.epochId, maxItems: 50 });
  const said = read.ok ? read.value.frames.flatMap((frame) => /while \w+|before/u.exec(frame)?.[0] ?? []) : [];
  // From where he was put out the last time: when he was in again he could read all that was said before.
  expect(said).toEqual(['before', 'while removed', 'while active']);
});
