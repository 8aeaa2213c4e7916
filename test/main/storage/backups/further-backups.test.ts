import { copyFileSync, existsSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { restoreBackup } from '#main/storage/backups/restore-backup.ts';
import { damageHead, damageTable } from '#test/support/damage.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { filesIn, setupStoredServer } from './stored-server.ts';

/** A server that had Ann in, with its database of then beside it. */
async function setup() {
  const server = setupStoredServer();
  await server.leave('Ann');
  const old = join(temporaryFolder(), 'old.db');
  copyFileSync(server.file, old);
  const goBack = () => {
    copyFileSync(old, server.file);
  };
  const namesIn = (database: ReturnType<typeof server.open>) =>
    database.directory().people.map(({ displayName }) => displayName);
  return { ...server, old, goBack, namesIn };
}

const asideIn = (folder: string) => filesIn(folder).filter((name) => name.startsWith('server.db.'));

describe('a log that went back behind a backup', () => {
  it.each(['the mark tells of', 'nothing tells of'])(
    '[H1] which %s makes room for it, with all that it held, in another epoch',
    async (told) => {
      const { folder, old, lines, leave, backUp, open, goBack, namesIn } = await setup();
      await leave('Ben');
      const { file: backup } = backUp();
      await leave('Cem');
      goBack();
      if (told !== 'the mark tells of') rmSync(join(folder, 'server.high-water'));
      const database = open();
      expect(namesIn(database)).toEqual(['Office', 'Ann', 'Ben']);
      expect(database.directory()).toMatchObject({ epoch: { epoch: 2 }, gate: 'closed' });
      const aside = join(folder, String(asideIn(folder)[0]));
      expect(database.opening()).toEqual({
        wasUnclean: false,
        isFirstStart: false,
        restored: { from: backup, aside, why: 'behind' },
      });
      expect(readFileSync(aside).equals(readFileSync(old))).toBe(true);
      expect(lines).toContain(
        'The database lacked what a backup holds. It was set aside, and the backup has taken its place.',
      );
      database.close();
      expect(open().opening().restored).toBeNull();
    },
  );

  it('[H1] of a later epoch makes room for it, too', async () => {
    const { backUp, leave, open, restoring, goBack } = await setup();
    const { file: earlier } = backUp();
    restoreBackup(restoring, earlier);
    const { file: later } = backUp();
    goBack();
    const database = open();
    expect([database.opening().restored?.from, database.directory().epoch.epoch]).toEqual([later, 3]);
    database.close();
    await expect(leave('Ben')).rejects.toThrow('healing');
  });

  it('[H1] passes over what is damaged, and goes on as it is where nothing else goes further', async () => {
    const { folder, clock, lines, leave, backUp, open, goBack, namesIn } = await setup();
    await leave('Ben');
    const { file: sound } = backUp();
    await leave('Cem');
    clock.advance(3_600_000);
    damageTable(backUp().file, 'commands');
    goBack();
    const database = open();
    expect([namesIn(database), database.opening().restored?.from]).toEqual([['Office', 'Ann', 'Ben'], sound]);
    expect(lines).toContain('A backup cannot be used.');
    database.close();
    damageHead(sound);
    for (const name of asideIn(folder)) rmSync(join(folder, name));
    goBack();
    const again = open();
    expect([namesIn(again), again.opening().restored, asideIn(folder)]).toEqual([['Office', 'Ann'], null, []]);
    expect(again.directory()).toMatchObject({ epoch: { epoch: 2 }, gate: 'closed' });
  });

  it('[H1] stays where the backup is of another life, since nobody can say which is right', async () => {
    const { folder, leave, backUp, open, goBack, namesIn } = await setup();
    await leave('Ben', 'Cem');
    backUp();
    goBack();
    rmSync(join(folder, 'server.high-water'));
    const backups = join(folder, 'backups');
    renameSync(backups, `${backups}.away`);
    await leave('Dan');
    renameSync(`${backups}.away`, backups);
    const database = open();
    expect([namesIn(database), database.opening().restored]).toEqual([['Office', 'Ann', 'Dan'], null]);
  });

  it('[H1] is none that holds all that its backups hold, or more', async () => {
    const { folder, leave, backUp, open } = await setup();
    backUp();
    const database = open();
    expect(database.opening().restored).toBeNull();
    database.close();
    await leave('Ben');
    expect([open().opening().restored, asideIn(folder)]).toEqual([null, []]);
  });
});

describe('the draft of a restore', () => {
  it('that nobody had decided when its process died is removed by the next start', async () => {
    const { file, old, open } = await setup();
    const ends = ['', '-journal', '-wal', '-shm'];
    for (const end of ends) copyFileSync(old, `${file}.draft${end}`);
    open().close();
    expect(ends.filter((end) => existsSync(`${file}.draft${end}`))).toEqual([]);
  });
});
