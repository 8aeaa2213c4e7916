import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createServerIdentity } from '#main/identity/server-identity.ts';
import { restoreBackup, restoreNewest, restoreSteps } from '#main/storage/backups/restore-backup.ts';
import type { Door } from '#shared/domain/door.ts';
import { makeBallast } from '#main/storage/server/ballast.ts';
import { damageHead, damageTable } from '#test/support/damage.ts';
import { makeSmallDisk, smallDiskObstacle } from '#test/support/small-disk.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { filesIn, peopleIn, setupStoredServer } from './stored-server.ts';

/** A server with a backup of when Ann was in, to which Ben came later. */
async function setup() {
  const server = setupStoredServer();
  await server.leave('Ann');
  const { file: backup } = server.backUp();
  server.clock.advance(3_600_000);
  await server.leave('Ben');
  /** Opened once by a server: whatever was begun is finished, and it is known what the server has. */
  const peopleAfterStart = () => {
    server.open().close();
    return peopleIn(server.file);
  };
  return { ...server, backup, peopleAfterStart };
}

const fingerprint = (file: string) => createHash('sha256').update(readFileSync(file)).digest('hex');

describe('a backup that is restored', () => {
  it('[H1] is what the server has from then on, in another epoch, and what it had lies beside it, whole', async () => {
    const { file, folder, backup, restoring, open, peopleAfterStart } = await setup();
    const restored = restoreBackup(restoring, backup);
    const aside = `${file}.before-restore-20260101T010000000Z`;
    expect(restored).toEqual({ ok: true, value: { from: backup, aside } });
    expect(filesIn(folder).filter((name) => name.startsWith('server.db'))).toEqual([
      'server.db',
      'server.db.before-restore-20260101T010000000Z',
    ]);
    expect(peopleAfterStart()).toEqual(['Ann']);
    expect(peopleIn(aside)).toEqual(['Ann', 'Ben']);
    expect(existsSync(backup)).toBe(true);
    expect(open().directory()).toMatchObject({ epoch: { epoch: 2 }, gate: 'closed' });
  });

  it('[H1] begins one epoch alone, also where the server was in a later one than the backup', async () => {
    const { backup, restoring, open, lines } = await setup();
    const begun = () => lines.filter((line) => line.startsWith('The log is behind')).length;
    restoreBackup(restoring, backup);
    const database = open();
    database.openGate('host');
    database.close();
    restoreBackup(restoring, backup);
    expect([open().directory().epoch.epoch, begun()]).toEqual([3, 2]);
  });

  it('[T7] has the door that it had, whatever was set since', async () => {
    const { leave, open, backUp, restoring, clock } = setupStoredServer();
    await leave('Ann');
    const setDoor = (door: Door): void => {
      const database = open();
      database.actAsServer({ kind: 'server.setDoor', body: { door, openUntil: 0 } });
      database.close();
    };
    setDoor('invite');
    const { file: backup } = backUp();
    clock.advance(3_600_000);
    setDoor('open');
    expect(restoreBackup(restoring, backup).ok).toBe(true);
    expect(open().directory().door).toEqual({ door: 'invite', openUntil: 0 });
  });

  it('takes along what was committed and not yet written into the file it replaces', async () => {
    const { file, folder, backup, restoring } = await setup();
    const other = new DatabaseSync(file);
    other.exec("PRAGMA wal_autocheckpoint = 0; UPDATE people SET displayName = 'Berta' WHERE displayName = 'Ben'");
    const copies = ['', '-wal'].map((end) => [file + end, readFileSync(file + end)] as const);
    other.close();
    for (const [path, bytes] of copies) writeFileSync(path, bytes);

    const restored = restoreBackup(restoring, backup);
    if (!restored.ok) throw new Error(restored.error.type);
    expect(filesIn(folder)).toContain('server.db.before-restore-20260101T010000000Z-wal');
    expect(peopleIn(String(restored.value.aside))).toEqual(['Ann', 'Berta']);
  });

  it('can stand where there was no database', async () => {
    const { identity, backup, restoring } = await setup();
    const empty = setupStoredServer();
    expect(restoreBackup({ ...restoring, folder: empty.folder, identity }, backup)).toMatchObject({
      value: { aside: null },
    });
    empty.open().close();
    expect(peopleIn(empty.file)).toEqual(['Ann']);
  });

  it('is the one whose log goes furthest of those that are sound, when none is named', async () => {
    const { file, clock, backUp, leave, restoring, lines, peopleAfterStart } = await setup();
    const second = backUp();
    clock.advance(3_600_000);
    await leave('Cem');
    const third = backUp();
    damageTable(third.file, 'events');
    expect(restoreNewest(restoring)).toMatchObject({ value: { from: second.file, passedOver: [third.file] } });
    expect(lines.filter((line) => line === 'A backup cannot be used.')).toHaveLength(1);
    expect(peopleAfterStart()).toEqual(['Ann', 'Ben']);
    expect(peopleIn(file)).toEqual(['Ann', 'Ben']);
  });
});

describe('the newest backup', () => {
  it('[H1, H3] is one of the latest epoch, though an earlier one holds more, and then that one is named', async () => {
    const { backup, clock, open, backUp, restoring, lines } = await setup();
    const { file: fuller } = backUp();
    restoreBackup(restoring, backup);
    open().close();
    clock.advance(3_600_000);
    const { file: later } = backUp();
    expect(restoreNewest(restoring)).toMatchObject({ value: { from: later, fuller, passedOver: [] } });
    expect(lines).toContain('A backup of an earlier epoch holds more than the one that was restored.');
  });

  it('is named alone where it holds all there is', async () => {
    const { backUp, restoring } = await setup();
    const { file } = backUp();
    expect(restoreNewest(restoring)).toMatchObject({ value: { from: file, fuller: null } });
  });
});

describe('a backup that cannot be restored changes nothing', () => {
  it.each([
    ['is damaged', 'backup_damaged', (file: string) => damageHead(file)],
    ['is damaged inside', 'backup_damaged', (file: string) => damageTable(file, 'people')],
    ['is of a newer version', 'backup_newer', makeNewer],
  ])('when it %s', async (_, type, spoil) => {
    const { file, folder, backup, restoring } = await setup();
    spoil(backup);
    const before = [filesIn(folder), fingerprint(file), fingerprint(backup)];
    expect(restoreBackup(restoring, backup)).toMatchObject({ ok: false, error: { type, file: backup } });
    expect([filesIn(folder), fingerprint(file), fingerprint(backup)]).toEqual(before);
  });

  it('[T1] when the key is another server’s', async () => {
    const { file, folder, backup, restoring } = await setup();
    const before = [filesIn(folder), fingerprint(file)];
    const identity = createServerIdentity(new Uint8Array(32).fill(8));
    const error = { type: 'backup_of_other_server', file: backup };
    expect(restoreBackup({ ...restoring, identity }, backup)).toEqual({ ok: false, error });
    expect(restoreNewest({ ...restoring, identity })).toMatchObject({ error: { type: 'backup_none' } });
    expect([filesIn(folder), fingerprint(file)]).toEqual(before);
  });
});

const obstacle = smallDiskObstacle();

describe.skipIf(obstacle !== null)(
  `a restore on a full disk${obstacle === null ? '' : ` (skipped: ${obstacle})`}`,
  () => {
    const setupFull = async ({ ballastBytes }: { readonly ballastBytes: number }) => {
      const disk = makeSmallDisk(8);
      onTestFinished(disk.remove);
      const server = setupStoredServer(disk.folder);
      await server.leave('Ann');
      const elsewhere = temporaryFolder();
      const backup = join(elsewhere, 'backup.db');
      copyFileSync(server.file, backup);
      await server.leave('Ben');
      makeBallast(server.folder, ballastBytes);
      disk.fill();
      return { ...server, backup };
    };

    it('takes the room that is kept for it', async () => {
      const { file, folder, backup, restoring } = await setupFull({ ballastBytes: 2 << 20 });
      expect(restoreBackup(restoring, backup)).toMatchObject({ ok: true });
      expect([peopleIn(file), existsSync(join(folder, 'ballast'))]).toEqual([['Ann'], false]);
    });

    it('changes nothing where there is no room, and says so', async () => {
      const { file, folder, backup, restoring } = await setupFull({ ballastBytes: 0 });
      const before = [filesIn(folder), fingerprint(file)];
      expect(restoreBackup(restoring, backup)).toEqual({ ok: false, error: { type: 'disk_full', folder } });
      expect([filesIn(folder), fingerprint(file)]).toEqual(before);
    });
  },
);

describe('a restore that is cut off', () => {
  it('[I1] leaves the old database or the new one, wherever it stops, and the other one beside it once it was decided', async () => {
    const names: string[] = [];
    const found: unknown[] = [];
    for (let count = 1; names.at(-1) !== 'end'; count += 1) {
      const { backup, folder, restoring, peopleAfterStart } = await setup();
      const steps = restoreSteps(restoring, backup);
      let last = 'end';
      for (let done = 0; done < count; done += 1) last = String(takeStep(steps) ?? 'end');
      names.push(last);
      const people = peopleAfterStart();
      found.push(people);
      const asides = filesIn(folder).filter((name) => name.startsWith('server.db.before-restore'));
      const drafts = filesIn(folder).filter((name) => name.includes('pending'));
      expect([last, asides.length, drafts]).toEqual([last, people.length === 1 ? 1 : 0, []]);
    }
    expect(names).toEqual(['copied', 'prepared', 'decided', 'moved', 'replaced', 'end']);
    const [old, fresh] = [['Ann', 'Ben'], ['Ann']];
    expect(found).toEqual([old, old, fresh, fresh, fresh, fresh]);
  });

  it.each([1, 2, 3, 4, 5])('[I1] is survived by a kill -9 after step %i', async (count) => {
    const { backup, folder, peopleAfterStart } = await setup();
    const script = fileURLToPath(new URL('./kill-in-restore.ts', import.meta.url));
    const child = spawnSync(process.execPath, [script, folder, backup, String(count)], { encoding: 'utf8' });
    expect([child.signal, child.stderr]).toEqual(['SIGKILL', '']);
    expect(peopleAfterStart()).toEqual(count < 3 ? ['Ann', 'Ben'] : ['Ann']);
    expect(peopleAfterStart()).toEqual(count < 3 ? ['Ann', 'Ben'] : ['Ann']);
  });

  it('is begun anew over the draft that a dead one left', async () => {
    const { backup, file, restoring, peopleAfterStart } = await setup();
    copyFileSync(backup, `${file}.draft`);
    writeFileSync(`${file}.draft-wal`, 'what is left of another one');
    expect(restoreBackup(restoring, backup)).toMatchObject({ ok: true });
    expect(peopleAfterStart()).toEqual(['Ann']);
  });
});

/** The name of the next step; null at the end. */
function takeStep(steps: ReturnType<typeof restoreSteps>): string | null {
  const step = steps.next();
  return step.done === true ? null : step.value;
}

function makeNewer(file: string): void {
  const db = new DatabaseSync(file);
  db.exec('PRAGMA user_version = 999');
  db.close();
}
