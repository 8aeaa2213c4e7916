import { mkdirSync, readFileSync, symlinkSync, truncateSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it, onTestFinished } from 'vitest';
import { formatBackupName } from '#main/storage/backups/backup-name.ts';
import { makeBackup, makeBackupAt } from '#main/storage/backups/make-backup.ts';
import { verifyBackup } from '#main/storage/backups/verify-backup.ts';
import { damageTable } from '#test/support/damage.ts';
import { makeNewer } from '#test/support/newer-database.ts';
import { makeSmallDisk, smallDiskObstacle } from '#test/support/small-disk.ts';
import { serverIdOf } from '#test/support/sample-ids.ts';
import { filesIn, peopleIn, setupStoredServer } from './stored-server.ts';

const hourMs = 3_600_000;
const obstacle = smallDiskObstacle();
const why = obstacle === null ? '' : ` (skipped: ${obstacle})`;

/** Of a link that leads to itself: the system says so to whoever looks, as it does of a folder that others may not enter. */
function pathInCircle(folder: string): string {
  const path = join(folder, 'circle');
  symlinkSync(path, path);
  return path;
}

describe('a backup', () => {
  it('holds what the server holds at that moment, while the server has it open and goes on', async () => {
    const { open, admit, backUp, identity } = setupStoredServer();
    const database = open();
    await admit(database, 'Ann');
    const made = backUp();
    await admit(database, 'Ben');
    expect(made).toMatchObject({ type: 'made' });
    expect(peopleIn(made.file)).toEqual(['Ann']);
    expect(verifyBackup(made.file, identity.serverId)).toMatchObject({ ok: true, value: { epoch: 1, headSeq: 2 } });
  });

  it('is one file, named by its time and how far its log goes', async () => {
    const { folder, leave, backUp, clock } = setupStoredServer();
    await leave('Ann');
    clock.setNow(Date.UTC(2026, 10, 29, 14, 48, 5, 7));
    backUp();
    expect(filesIn(join(folder, 'backups'))).toEqual(['server-20261129T144805007Z-e1-s2.db']);
  });

  it('is not made again while nothing was said since the last', async () => {
    const { folder, open, admit, backUp, clock } = setupStoredServer();
    const database = open();
    await admit(database, 'Ann');
    const { file } = backUp();
    clock.advance(hourMs);
    expect(backUp()).toEqual({ type: 'unchanged', file });
    await admit(database, 'Ben');
    expect(backUp()).toMatchObject({ type: 'made' });
    expect(filesIn(join(folder, 'backups'))).toHaveLength(2);
  });

  it('goes when a later one of the same hour is there', async () => {
    const { folder, open, admit, backUp, clock } = setupStoredServer();
    const database = open();
    for (const name of ['Ann', 'Ben', 'Cem']) {
      await admit(database, name);
      backUp();
      clock.advance(1);
    }
    expect(filesIn(join(folder, 'backups'))).toEqual([expect.stringMatching(/-e1-s4\.db$/u)]);
  });

  it('that somebody asked for stays when a later one of the same hour is there', async () => {
    const { folder, open, admit, backUp, clock } = setupStoredServer();
    const database = open();
    await admit(database, 'Ann');
    const asked = backUp({ isByHand: true });
    clock.advance(1);
    for (const name of ['Ben', 'Cem']) {
      await admit(database, name);
      backUp();
      clock.advance(1);
    }
    expect(peopleIn(asked.file)).toEqual(['Ann']);
    expect(filesIn(join(folder, 'backups'))).toEqual([
      expect.stringMatching(/-e1-s2-by-hand\.db$/u),
      expect.stringMatching(/-e1-s4\.db$/u),
    ]);
  });

  it('that somebody asks for while nothing was said is the one that is there, and stays from then on', async () => {
    const { folder, open, admit, backUp, clock } = setupStoredServer();
    const database = open();
    await admit(database, 'Ann');
    backUp();
    const asked = backUp({ isByHand: true });
    expect(asked).toEqual({ type: 'unchanged', file: expect.stringMatching(/-e1-s2-by-hand\.db$/u) as string });
    expect(backUp({ isByHand: true })).toEqual(asked);
    clock.advance(1);
    await admit(database, 'Ben');
    backUp();
    expect(peopleIn(asked.file)).toEqual(['Ann']);
    expect(filesIn(join(folder, 'backups'))).toHaveLength(2);
  });

  it('that somebody asks for is made anew where the one that is there was damaged since', async () => {
    const { open, admit, backUp, clock } = setupStoredServer();
    await admit(open(), 'Ann');
    const first = backUp();
    if (first.type !== 'made') throw new Error(first.type);
    damageTable(first.file, 'events');
    clock.advance(1);
    expect(backUp()).toEqual({ type: 'unchanged', file: first.file });
    const asked = backUp({ isByHand: true });
    expect([asked.type, asked.file === first.file, peopleIn(asked.file)]).toEqual(['made', false, ['Ann']]);
  });

  it('of a newer database is refused by the name of that', async () => {
    const { folder, file, leave, request } = setupStoredServer();
    await leave('Ann');
    makeNewer(file);
    expect(makeBackup(request())).toMatchObject({ ok: false, error: { type: 'database_newer', file } });
    expect(filesIn(join(folder, 'backups'))).toEqual([]);
  });

  it('into a folder that is not there, or a file, is refused as that', async () => {
    const { folder, file, leave, request } = setupStoredServer();
    await leave('Ann');
    for (const into of [join(folder, 'none'), file]) {
      expect(makeBackupAt(request(), join(into, 'mine.db'))).toEqual({
        ok: false,
        error: { type: 'backup_folder_missing', folder: into },
      });
    }
  });

  it('where nothing can be looked for is refused with what the system says', async () => {
    const { folder, leave, request } = setupStoredServer();
    await leave('Ann');
    const file = join(pathInCircle(folder), 'mine.db');
    expect(makeBackupAt(request(), file)).toEqual({
      ok: false,
      error: { type: 'backup_not_written', file, code: 'ELOOP' },
    });
  });

  it('can be made into a file of one’s own, which it does not take over', async () => {
    const { folder, leave, request } = setupStoredServer();
    await leave('Ann');
    const file = join(folder, 'mine.db');
    expect(makeBackupAt(request(), file)).toMatchObject({ ok: true, value: { type: 'made', file } });
    expect(peopleIn(file)).toEqual(['Ann']);
    expect(makeBackupAt(request(), file)).toEqual({ ok: false, error: { type: 'backup_exists', file } });
  });

  it('of a damaged database fails, and leaves nothing half made', async () => {
    const { folder, file, leave, request } = setupStoredServer();
    await leave('Ann');
    damageTable(file, 'commands');
    expect(makeBackup(request())).toMatchObject({ ok: false, error: { type: 'database_corrupt', file } });
    expect(filesIn(join(folder, 'backups'))).toEqual([]);
  });

  it.skipIf(obstacle !== null)(`is not made where it would take the last room of the disk${why}`, async () => {
    const disk = makeSmallDisk(8);
    onTestFinished(disk.remove);
    const { folder, leave, request } = setupStoredServer(disk.folder);
    await leave('Ann');
    const error = { type: 'disk_full', folder };
    expect(makeBackup(request())).toEqual({ ok: false, error });
    expect(makeBackupAt(request(), join(folder, 'mine.db'))).toEqual({ ok: false, error });
    // Beside what a reader of the database leaves.
    expect(filesIn(folder).filter((name) => !/^(?:hallway|server\.(?:db|high-water))/u.test(name))).toEqual([]);
  });

  it.skipIf(obstacle !== null)(`takes the place of older ones where the disk has no room for more${why}`, async () => {
    const disk = makeSmallDisk(64);
    onTestFinished(disk.remove);
    const { folder, leave, open, admit, request, clock } = setupStoredServer(disk.folder);
    await leave('Ann');
    const backups = join(folder, 'backups');
    mkdirSync(backups);
    // As after a night in which the database was larger; the second of them somebody had asked for.
    const nameAt = (hour: number) =>
      formatBackupName({ madeAt: clock.now() - hour * hourMs, epoch: 1, headSeq: 1, isByHand: hour === 7 });
    for (const hour of [8, 7, 6, 5, 4, 3, 2, 1]) writeFileSync(join(backups, nameAt(hour)), Buffer.alloc(4 << 20));
    const database = open();
    await admit(database, 'Ben');
    expect(makeBackup(request())).toMatchObject({ ok: true, value: { type: 'made' } });
    const left = filesIn(backups);
    expect(left).toEqual(expect.arrayContaining([7, 3, 2, 1].map(nameAt)));
    expect(left).not.toContain(nameAt(8));

    // Somebody else has filled it: no backup goes for nothing.
    writeFileSync(join(folder, 'other'), Buffer.alloc(24 << 20));
    clock.advance(hourMs);
    await admit(database, 'Cem');
    expect(makeBackup(request())).toEqual({ ok: false, error: { type: 'disk_full', folder } });
    expect(filesIn(backups)).toEqual(left);
  });

  it.skipIf(obstacle !== null)(
    `that have had their time go, also where there is no room for the next${why}`,
    async () => {
      const disk = makeSmallDisk(8);
      onTestFinished(disk.remove);
      const { folder, leave, request, clock } = setupStoredServer(disk.folder);
      await leave('Ann');
      const backups = join(folder, 'backups');
      mkdirSync(backups);
      const names = [50, 40, 30, 20, 10].map((ago, index) =>
        formatBackupName({ madeAt: clock.now() - ago, epoch: 1, headSeq: index, isByHand: false }),
      );
      for (const name of names) writeFileSync(join(backups, name), 'old');
      expect(makeBackup(request())).toMatchObject({ ok: false, error: { type: 'disk_full' } });
      expect(filesIn(backups)).toEqual(names.slice(-1));
    },
  );

  it('clears away drafts that a process left which died, and none that may be in the making', async () => {
    const { folder, leave, request, clock } = setupStoredServer();
    await leave('Ann');
    const backups = join(folder, 'backups');
    mkdirSync(backups);
    clock.setNow(Date.now());
    for (const name of ['old.draft', 'new.draft']) writeFileSync(join(backups, name), 'half');
    utimesSync(join(backups, 'old.draft'), 0, 0);
    makeBackup(request());
    expect(filesIn(backups)).toEqual(['new.draft', expect.stringMatching(/^server-.*\.db$/u)]);
  });
});

describe('a file that is to be a backup', () => {
  const setup = async () => {
    const server = setupStoredServer();
    await server.leave('Ann');
    const { file } = server.backUp();
    return { ...server, backup: file, verify: () => verifyBackup(file, server.identity.serverId) };
  };

  it('is refused when it is a folder', async () => {
    const { folder, identity } = await setup();
    expect(verifyBackup(folder, identity.serverId)).toEqual({ ok: false, error: { type: 'backup_is_folder', folder } });
  });

  it('is refused when it is not there', async () => {
    const { folder, identity } = await setup();
    const file = join(folder, 'none.db');
    expect(verifyBackup(file, identity.serverId)).toEqual({ ok: false, error: { type: 'backup_missing', file } });
  });

  it('is refused when it cannot be looked for', async () => {
    const { folder, identity } = await setup();
    const file = pathInCircle(folder);
    expect(verifyBackup(file, identity.serverId)).toEqual({
      ok: false,
      error: { type: 'backup_unreadable', file, code: 'ELOOP' },
    });
  });

  it('is refused when a page of it is damaged', async () => {
    const { backup, verify } = await setup();
    damageTable(backup, 'events');
    expect(verify()).toEqual({ ok: false, error: { type: 'backup_damaged', file: backup } });
  });

  it('is refused when it was cut off', async () => {
    const { backup, verify } = await setup();
    truncateSync(backup, readFileSync(backup).length / 2);
    expect(verify()).toEqual({ ok: false, error: { type: 'backup_damaged', file: backup } });
  });

  it('is refused when it is no database, or one of something else', async () => {
    const { backup, verify } = await setup();
    writeFileSync(backup, 'words '.repeat(2_000));
    expect(verify()).toEqual({ ok: false, error: { type: 'backup_damaged', file: backup } });
    writeFileSync(backup, '');
    expect(verify()).toEqual({ ok: false, error: { type: 'backup_damaged', file: backup } });
  });

  it('is refused when an event is missing in it, though all of its pages are sound', async () => {
    const { backup, verify } = await setup();
    const db = new DatabaseSync(backup);
    db.exec('DELETE FROM events WHERE seq = 1');
    db.close();
    expect(verify()).toEqual({ ok: false, error: { type: 'backup_damaged', file: backup } });
  });

  it('[T1] is refused when it is of another server', async () => {
    const { backup } = await setup();
    const error = { type: 'backup_of_other_server', file: backup };
    expect(verifyBackup(backup, serverIdOf(9))).toEqual({ ok: false, error });
  });
});
