import { copyFileSync, existsSync, mkdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it } from 'vitest';
import { openDatabase } from '#main/storage/open-database.ts';
import { serverMigrations } from '#main/storage/migrations/server-migrations.ts';
import { createDirectEventLog } from '#main/storage/server/direct-event-log.ts';
import { TestDevice } from '#test/contract/event-log-device.ts';
import { damageHead, damageTable, damageWal } from '#test/support/damage.ts';
import { filesIn, peopleIn, setupStoredServer } from '../backups/stored-server.ts';
import { temporaryFolder } from '../temporary-folder.ts';

const asideOf = (folder: string) => filesIn(folder).filter((name) => /\.damaged-\w+$/u.test(name));

describe('a damaged database', () => {
  it.each([
    ['at its beginning', damageHead],
    ['among its people', (file: string) => damageTable(file, 'people')],
  ])('[H1] %s is set aside, and the newest sound backup takes its place, in another epoch', async (_, damage) => {
    const { folder, file, lines, leave, backUp, open } = setupStoredServer();
    await leave('Ann');
    const { file: backup } = backUp();
    await leave('Ben');
    damage(file);
    const damaged = readFileSync(file);
    const database = open();
    expect(database.opening()).toEqual({
      wasUnclean: false,
      isFirstStart: false,
      restored: { from: backup, aside: join(folder, String(asideOf(folder)[0])), why: 'damaged' },
    });
    expect(lines).toContain('The database was damaged. It was set aside, and a backup has taken its place.');
    expect(database.directory().people.map(({ displayName }) => displayName)).toEqual(['Office', 'Ann']);
    expect(database.directory()).toMatchObject({ epoch: { epoch: 2 }, gate: 'closed' });
    expect(readFileSync(join(folder, String(asideOf(folder)[0]))).equals(damaged)).toBe(true);
  });

  it('is left as it is and refused when no backup can take its place', async () => {
    const { folder, file, lines, leave, backUp, tryOpen } = setupStoredServer();
    await leave('Ann');
    damageHead(backUp().file);
    damageHead(file);
    const [names, bytes] = [filesIn(folder), readFileSync(file)];
    expect(tryOpen()).toEqual({ ok: false, error: { type: 'database_corrupt', file } });
    expect([filesIn(folder), readFileSync(file).equals(bytes)]).toEqual([names, true]);
    expect(lines).toEqual(['A backup cannot be used.']);
  });

  it('is not what a newer one is: that is left alone, backups or not', async () => {
    const { folder, file, leave, backUp, tryOpen } = setupStoredServer();
    await leave('Ann');
    backUp();
    const db = new DatabaseSync(file);
    db.exec('PRAGMA user_version = 999; PRAGMA wal_checkpoint(TRUNCATE)');
    db.close();
    const bytes = readFileSync(file);
    expect(tryOpen()).toMatchObject({ error: { type: 'database_newer' } });
    expect([asideOf(folder), readFileSync(file).equals(bytes)]).toEqual([[], true]);
  });
});

describe('a database that its disk did not give once', () => {
  it.each([
    ['at its beginning', damageHead],
    ['among its people', (file: string) => damageTable(file, 'people')],
  ])('[H1] %s is opened again, and no backup takes its place', async (_, damage) => {
    const { folder, file, lines, giveAgain, leave, backUp, open } = setupStoredServer();
    await leave('Ann');
    backUp();
    await leave('Ben');
    giveAgain(file, readFileSync(file));
    damage(file);
    const database = open();
    expect(database.opening()).toEqual({ wasUnclean: false, isFirstStart: false, restored: null });
    expect(database.directory()).toMatchObject({ epoch: { epoch: 1 }, gate: 'open' });
    expect([database.directory().people.length, asideOf(folder)]).toEqual([3, []]);
    expect(lines).toEqual(['The disk did not give a database that is not damaged. See to the disk.']);
  });

  it('[D3] in use refuses what it met it with, and takes it when it comes again, without a restart', async () => {
    const { file, identity, giveAgain, leave, backUp, open } = setupStoredServer();
    await leave('Ann');
    backUp();
    giveAgain(file, readFileSync(file));
    damageTable(file, 'commands');
    const database = open();
    const cem = new TestDevice(createDirectEventLog(database), identity.serverId, 233);
    const item = cem.item('person.admit', { displayName: 'Cem' });
    const types = [1, 2].map(() => database.append([item]).outcomes[0]?.type);
    expect([types, database.damage()]).toEqual([['refused', 'accepted'], null]);
    database.close();
    expect(open().opening()).toEqual({ wasUnclean: false, isFirstStart: false, restored: null });
  });
});

describe('a disk that is full in the middle of a start', () => {
  it.each([
    ['the room that was kept is given up, and the start goes on', true],
    ['the next start that succeeds', false],
  ])('[H1] a backup took the place of a damaged database: %s, and says so', async (_, isBallastThere) => {
    for (let failing = 1; ; failing += 1) {
      const { folder, file, clock, leave, backUp, tryOpen, open } = setupStoredServer();
      await leave('Ann');
      const { file: backup } = backUp();
      await leave('Ben');
      damageHead(file);
      if (isBallastThere) writeFileSync(join(folder, 'ballast'), 'room');
      let calls = 0;
      const now = () => {
        calls += 1;
        if (calls === failing) throw Object.assign(new Error('the disk is full'), { code: 'SQLITE_FULL' });
        return clock.now();
      };
      const first = tryOpen({ clock: { ...clock, now } });

      if (first.ok) first.value.close();
      // Once it fails behind all that a start asks the clock for, nothing has failed.
      if (first.ok && calls < failing) break;
      expect(first.ok ? 'ok' : first.error.type).toBe(isBallastThere ? 'ok' : 'disk_full');
      const { restored, isFirstStart } = first.ok ? first.value.opening() : open().opening();
      expect({ failing, restored, isFirstStart }).toMatchObject({ restored: { from: backup, why: 'damaged' } });
    }
  });
});

const takeAway = {
  'has nothing in it': (file: string) => {
    truncateSync(file, 0);
  },
  'is gone': (file: string) => {
    rmSync(file);
  },
  'is one empty page': (file: string) => {
    leaveSteps(0, file);
    rmSync(`${file}-wal`);
  },
  'is one empty page, and its write-ahead log cannot be read': (file: string) => {
    leaveSteps(3, file);
    damageWal(file);
  },
  'was cut off between two migrations': (file: string) => {
    leaveSteps(3, file);
  },
};

/** As a first start leaves it that was killed after so many steps of the schema. */
function leaveSteps(steps: number, file: string): void {
  const begun = join(temporaryFolder(), 'server.db');
  const db = openDatabase(begun, serverMigrations.slice(0, steps));
  if (!db.ok) throw new Error(db.error.type);
  for (const end of ['', '-wal']) copyFileSync(begun + end, file + end);
  db.value.close();
}

describe.each(Object.entries(takeAway))('a log whose database %s', (_, take) => {
  it('[H1] is no new server: the newest sound backup takes its place, in another epoch, behind a gate', async () => {
    const { folder, file, leave, backUp, open } = setupStoredServer();
    await leave('Ann');
    const { file: backup } = backUp();
    await leave('Ben');
    const mark = readFileSync(join(folder, 'server.high-water'), 'utf8');
    take(file);
    const isThere = existsSync(file);
    const database = open();
    const { isFirstStart, restored } = database.opening();
    expect([isFirstStart, restored?.from, restored?.why]).toEqual([false, backup, 'damaged']);
    expect([restored?.aside !== null, asideOf(folder).length]).toEqual([isThere, Number(isThere)]);
    expect(database.directory()).toMatchObject({ epoch: { epoch: 2 }, gate: 'closed' });
    expect(database.directory().people.map(({ displayName }) => displayName)).toEqual(['Office', 'Ann']);
    expect(readFileSync(join(folder, 'server.high-water'), 'utf8')).toBe(mark);
  });

  it('[H1] is not begun anew where there is no backup, and stays as it is', async () => {
    const { folder, file, leave, tryOpen } = setupStoredServer();
    await leave('Ann');
    take(file);
    // A reader leaves an index of the write-ahead log, which says nothing.
    const names = () => filesIn(folder).filter((name) => !name.endsWith('-shm'));
    const before = names();
    for (let times = 0; times < 2; times += 1)
      expect(tryOpen()).toEqual({ ok: false, error: { type: 'database_missing', file } });
    expect(names()).toEqual(before);
  });

  it.each([
    ['the mark alone', 'server.high-water'],
    ['a backup', 'backups/server-20260101T000000000Z-e1-s2.db'],
    ['what was put aside', 'server.db.damaged-20260101T000000000Z'],
    ['a copy from before an update', 'server.db.v3.backup'],
  ])('is known by %s beside it', async (_kind, name) => {
    const { folder, file, leave, tryOpen } = setupStoredServer();
    await leave('Ann');
    take(file);
    rmSync(join(folder, 'server.high-water'));
    mkdirSync(join(folder, 'backups'));
    writeFileSync(join(folder, name), 'something');
    expect(tryOpen()).toMatchObject({ ok: false, error: { type: 'database_missing' } });
  });
});

describe('a log whose database is gone', () => {
  it('[H1] is known by a write-ahead log beside it', async () => {
    const { folder, file, leave, tryOpen } = setupStoredServer();
    await leave('Ann');
    for (const name of [file, join(folder, 'server.high-water')]) rmSync(name);
    writeFileSync(`${file}-wal`, 'something');
    expect(tryOpen()).toMatchObject({ ok: false, error: { type: 'database_missing' } });
  });

  it('[H1] is not begun anew in the schema that is left of it, without a write-ahead log either', async () => {
    const { file, leave, tryOpen } = setupStoredServer();
    await leave('Ann');
    rmSync(file);
    const db = openDatabase(file, serverMigrations);
    if (db.ok) db.value.close();
    expect(tryOpen()).toEqual({ ok: false, error: { type: 'database_missing', file } });
  });
});

describe('the first start', () => {
  it.each([0, 3, serverMigrations.length])('[T7] goes on where one was killed after %d migrations', (steps) => {
    const { file, open, tryOpen } = setupStoredServer();
    leaveSteps(steps, file);
    expect(open().directory()).toMatchObject({ epoch: { epoch: 1 }, gate: 'open' });
    expect(tryOpen()).toMatchObject({ error: { type: 'folder_in_use' } });
  });

  it('[T7] goes on where two were killed, and the second had copied what the first left', () => {
    const { file, open } = setupStoredServer();
    leaveSteps(3, file);
    const again = openDatabase(file, serverMigrations.slice(0, 5));
    if (again.ok) again.value.close();
    expect(existsSync(`${file}.v3.backup`)).toBe(true);
    leaveSteps(5, file);
    expect(open().directory()).toMatchObject({ epoch: { epoch: 1 }, gate: 'open' });
  });

  it('[I1] has whose the database is in the file itself, so that a lost write-ahead log does not take that with it', async () => {
    const { file, folder, open, admit } = setupStoredServer();
    const database = open();
    await admit(database, 'Ann');
    const copy = join(temporaryFolder(), 'server.db');
    copyFileSync(file, copy);
    const mark = readFileSync(join(folder, 'server.high-water'));
    database.close();
    const other = setupStoredServer();
    copyFileSync(copy, other.file);
    writeFileSync(join(other.folder, 'server.high-water'), mark);
    expect(other.open().directory()).toMatchObject({ epoch: { epoch: 2 }, gate: 'closed' });
  });

  it('[T7] is one where nothing but the key and an empty file shows, as one that was cut off leaves it', () => {
    const { folder, file, open } = setupStoredServer();
    writeFileSync(join(folder, 'server.key'), 'a key');
    writeFileSync(file, '');
    expect(open().directory()).toMatchObject({ epoch: { epoch: 1 }, gate: 'open' });
  });

  it('is told, and once', () => {
    const { open } = setupStoredServer();
    const first = open();
    expect(first.opening()).toEqual({ wasUnclean: false, isFirstStart: true, restored: null });
    first.close();
    expect(open().opening().isFirstStart).toBe(false);
  });
});

describe('the marker of an open database', () => {
  it('is there while it is open, and gone when it was closed', async () => {
    const { folder, open } = setupStoredServer();
    const database = open();
    expect([database.opening().wasUnclean, existsSync(join(folder, 'server.open'))]).toEqual([false, true]);
    database.close();
    expect(existsSync(join(folder, 'server.open'))).toBe(false);
    expect(open().opening().wasUnclean).toBe(false);
  });

  it('tells the next start of one that was not closed', () => {
    const { folder, open } = setupStoredServer();
    const database = open();
    const marker = readFileSync(join(folder, 'server.open'), 'utf8');
    database.close();
    writeFileSync(join(folder, 'server.open'), marker);
    expect(open().opening().wasUnclean).toBe(true);
  });

  it('[I1] outlasts every clean stop until the database was found sound', () => {
    const { folder, open } = setupStoredServer();
    open().close();
    writeFileSync(join(folder, 'server.open'), 'open\n');
    const stops = [1, 2].map(() => {
      const database = open();
      database.close();
      return database.opening().wasUnclean;
    });
    const checked = open();
    checked.noteSound();
    checked.close();
    expect([...stops, checked.opening().wasUnclean, open().opening().wasUnclean]).toEqual([true, true, true, false]);
  });
});

describe('a database that a check finds damaged', () => {
  it('[D3, I1] takes nothing more, answers each command so, and is still read', async () => {
    const { identity, open, admit } = setupStoredServer();
    const database = open();
    await admit(database, 'Ann');
    database.stopWriting();
    const cem = new TestDevice(createDirectEventLog(database), identity.serverId, 230);
    const { outcomes, headSeq } = database.append([cem.item('person.admit', { displayName: 'Cem' })]);
    expect(outcomes).toMatchObject([{ type: 'refused', isFinal: false }]);
    expect(JSON.parse(replyOf(outcomes[0]))).toMatchObject({ error: { type: 'storage_failed' } });
    expect([headSeq, database.stats().people]).toEqual([2, 2]);
  });

  it('[H1] is replaced by the newest sound backup at the next start, if it is damaged still, in another epoch', async () => {
    const { file, open, leave, backUp, lines } = setupStoredServer();
    await leave('Ann');
    backUp();
    const database = open();
    database.stopWriting();
    database.close();
    // Nothing that is read at a start.
    damageTable(file, 'commands');
    const again = open();
    expect(again.opening().restored).toMatchObject({ aside: expect.stringContaining('.damaged-') as string });
    expect(again.directory()).toMatchObject({ epoch: { epoch: 2 }, gate: 'closed' });
    expect(lines).toContain('The database was damaged. It was set aside, and a backup has taken its place.');
    again.close();
    expect(open().opening()).toEqual({ wasUnclean: false, isFirstStart: false, restored: null });
  });

  it('[D3, H1] is what one is in which damage is met in use: it takes nothing more, and a backup takes its place', async () => {
    const { file, identity, open, leave, backUp } = setupStoredServer();
    await leave('Ann');
    backUp();
    // Nothing that is read at a start.
    damageTable(file, 'commands');
    const database = open();
    expect([database.opening(), database.damage()]).toEqual([
      { wasUnclean: false, isFirstStart: false, restored: null },
      null,
    ]);
    const cem = new TestDevice(createDirectEventLog(database), identity.serverId, 232);
    const admitted = () => database.append([cem.item('person.admit', { displayName: 'Cem' })]).outcomes;
    for (let turn = 0; turn < 2; turn += 1) {
      const [refused] = admitted();
      expect(refused).toMatchObject({ type: 'refused', isFinal: false });
      expect(JSON.parse(replyOf(refused))).toMatchObject({ error: { type: 'storage_failed' } });
    }
    expect(database.damage()).toContain('SQLITE_CORRUPT');
    expect(database.directory().people.map(({ displayName }) => displayName)).toContain('Ann');
    database.close();
    expect(open().opening().restored).toMatchObject({ aside: expect.stringContaining('.damaged-') as string });
  });

  it('[D3] is opened again where no backup can take its place, to be read and checked, and still takes nothing', async () => {
    const { folder, file, identity, open, leave } = setupStoredServer();
    await leave('Ann');
    const database = open();
    database.stopWriting();
    database.close();
    damageTable(file, 'commands');
    const again = open();
    expect(again.opening()).toEqual({ wasUnclean: true, isFirstStart: false, restored: null });
    const cem = new TestDevice(createDirectEventLog(again), identity.serverId, 231);
    expect(again.append([cem.item('person.admit', { displayName: 'Cem' })]).outcomes).toMatchObject([
      { type: 'refused', isFinal: false },
    ]);
    again.close();
    expect(open().opening().wasUnclean).toBe(true);
    expect(asideOf(folder)).toEqual([]);
    expect(peopleIn(file)).toEqual(['Ann']);
  });
});

function replyOf(outcome: { readonly type: string; readonly reply?: string } | undefined): string {
  return outcome?.reply ?? '{}';
}
