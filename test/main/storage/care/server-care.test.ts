import { readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it } from 'vitest';
import { systemRandom } from '#main/identity/system-random.ts';
import { createCareJobs, type CareJobs } from '#main/storage/care/care-jobs.ts';
import type { CareJob } from '#main/storage/care/run-care-job.ts';
import { createServerCare } from '#main/storage/care/server-care.ts';
import { releaseBallast } from '#main/storage/server/ballast.ts';
import { silentLogger } from '#shared/logger.ts';
import { damageTable } from '#test/support/damage.ts';
import { setupStoredServer } from '../backups/stored-server.ts';

const minuteMs = 60_000;
const turnsPerMinute = 6;
const settleMs = 2_000;
const smallBallast = 3 << 20;

/** The care for a server with Ann in it; its jobs run here, one after the other, and are counted. */
async function setupCare({ wasUnclean = false, failing = 0, ballastBytes = smallBallast } = {}) {
  const server = setupStoredServer();
  await server.leave('Ann');
  const { folder, clock, identity } = server;
  const jobs = createCareJobs({
    folder,
    serverId: identity.serverId,
    ballastBytes,
    now: clock.now,
    random: systemRandom,
  });
  const done: CareJob[] = [];
  const lines: string[] = [];
  const tell = (line: string) => void lines.push(line);
  let damaged = 0;
  const met: { code: string | null } = { code: null };
  /** What the jobs answer in the place of what they would. */
  const answers: Partial<{ [Job in CareJob]: ReturnType<CareJobs[Job]> }> = {};
  let sounds = 0;
  let failuresLeft = failing;
  const care = () =>
    createServerCare({
      folder,
      ballastBytes,
      clock,
      opening: { wasUnclean, isFirstStart: false, restored: null },
      log: { ...silentLogger, error: tell, warn: tell, info: tell },
      run: async (job) => {
        await Promise.resolve();
        done.push(job);
        if (job === 'backUp' && failuresLeft > 0) {
          failuresLeft -= 1;
          throw new Error('no thread');
        }
        // The job picks its own answer; TypeScript cannot follow the look-up.
        return (answers[job] ?? jobs[job]()) as ReturnType<CareJobs[typeof job]>;
      },
      damage: () => Promise.resolve(met.code),
      onDamaged: () => (damaged += 1),
      onSound: () => (sounds += 1),
      onDone: () => undefined,
    });
  /** Lets time pass, and what is done in it be done. */
  const pass = async (minutes: number) => {
    for (let turn = 0; turn < minutes * turnsPerMinute; turn += 1) {
      clock.advance(minuteMs / turnsPerMinute);
      await new Promise((resolve) => setImmediate(resolve));
    }
  };
  const begin = async () => {
    clock.advance(settleMs);
    await new Promise((resolve) => setImmediate(resolve));
  };
  const counts = { damageCount: () => damaged, soundCount: () => sounds };
  return { ...server, ...counts, care, done, lines, pass, begin, met, answers };
}

describe('the care for a server’s database', () => {
  it('makes a backup after a minute and then one an hour, none of them where nothing was said', async () => {
    const { care, pass, open, admit, folder } = await setupCare();
    const watching = care();
    await pass(2);
    expect(watching.status().backups).toMatchObject({ count: 1, made: 1 });
    await pass(60);
    expect(watching.status().backups).toMatchObject({ count: 1, made: 1 });
    const database = open();
    await admit(database, 'Ben');
    await pass(60);
    expect(watching.status().backups).toMatchObject({ count: 2, made: 2, failures: 0 });
    expect(readdirSync(join(folder, 'backups'))).toHaveLength(2);
  });

  it('counts and tells a backup that fails, and tries again', async () => {
    const { care, pass, lines } = await setupCare({ failing: 2 });
    const watching = care();
    await pass(3);
    expect(watching.status().backups).toMatchObject({ count: 0, failures: 1, lastFailure: 'storage_failed' });
    await pass(12);
    expect(watching.status().backups).toMatchObject({ count: 1, failures: 2, lastFailure: null });
    expect(lines).toContain('A backup could not be made. It is tried again.');
  });

  it('makes one at once when asked', async () => {
    const { care, clock } = await setupCare();
    const watching = care();
    expect(await watching.backUpByHand()).toMatchObject({ ok: true, value: { type: 'made' } });
    expect(watching.status().backups).toMatchObject({ count: 1, newestAt: clock.now() });
  });

  it('checks nothing after a clean stop', async () => {
    const { care, begin, done } = await setupCare();
    const watching = care();
    await begin();
    expect([watching.status().check, done]).toEqual([{ type: 'not_needed' }, ['makeBallast']]);
  });

  it('checks the database after an unclean stop, and says that it is sound', async () => {
    const { care, begin, done, damageCount, soundCount } = await setupCare({ wasUnclean: true });
    const watching = care();
    expect(watching.status().check).toEqual({ type: 'running' });
    await begin();
    expect([watching.status().check, done[0], damageCount()]).toEqual([{ type: 'sound' }, 'check', 0]);
    expect(soundCount()).toBe(1);
  });

  it('tries a check again that could not be made, and notes that it is sound no sooner', async () => {
    const { care, begin, pass, done, answers, soundCount } = await setupCare({ wasUnclean: true });
    answers.check = { type: 'failed', code: 'SQLITE_BUSY' };
    const watching = care();
    await begin();
    await pass(4);
    expect(watching.status().check).toEqual({ type: 'failed', code: 'SQLITE_BUSY' });
    expect([done.filter((job) => job === 'check').length, soundCount()]).toEqual([1, 0]);
    delete answers.check;
    await pass(2);
    expect([watching.status().check, soundCount()]).toEqual([{ type: 'sound' }, 1]);
    await pass(60);
    expect(done.filter((job) => job === 'check')).toHaveLength(2);
  });

  it('[D3] has the writing stopped where events have gone without a trace in the file', async () => {
    const { care, begin, file, damageCount } = await setupCare({ wasUnclean: true });
    const db = new DatabaseSync(file);
    db.exec('DELETE FROM events WHERE seq = 1');
    db.close();
    const watching = care();
    await begin();
    expect([watching.status().check, damageCount()]).toEqual([{ type: 'damaged', finding: 'events are missing' }, 1]);
  });

  it('[D3] says loudly that it is damaged, and has the writing stopped', async () => {
    const { care, begin, pass, file, lines, damageCount } = await setupCare({ wasUnclean: true });
    damageTable(file, 'commands');
    const watching = care();
    await begin();
    expect(watching.status().check).toEqual({ type: 'damaged', finding: expect.any(String) as string });
    expect(lines[0]).toContain('The database is damaged. Nothing more is taken');
    expect(damageCount()).toBe(1);
    // A copy of it would be the newest backup.
    expect(await watching.backUpByHand()).toMatchObject({ ok: false, error: { type: 'database_corrupt', file } });
    await pass(2);
    expect(watching.status().backups).toMatchObject({ count: 0, failures: 0 });
  });

  it('[D3] has the writing stopped once a backup has read damage in the database that nothing else met', async () => {
    const { care, begin, pass, file, lines, done, damageCount } = await setupCare();
    damageTable(file, 'commands');
    const watching = care();
    await begin();
    expect(watching.status().check).toEqual({ type: 'not_needed' });
    await pass(2);
    expect(watching.status().check).toEqual({ type: 'damaged', finding: expect.any(String) as string });
    expect(damageCount()).toBe(1);
    expect(watching.status().backups).toMatchObject({ count: 0, failures: 1, lastFailure: 'database_corrupt' });
    await pass(60);
    expect(lines.filter((line) => line.startsWith('The database is damaged.'))).toHaveLength(1);
    expect(done.filter((job) => job !== 'makeBallast')).toEqual(['backUp', 'check']);
  });

  it('[D3] does so when it was asked for the backup', async () => {
    const { care, file, damageCount } = await setupCare();
    damageTable(file, 'commands');
    const watching = care();
    expect(await watching.backUpByHand()).toMatchObject({ ok: false, error: { type: 'database_corrupt' } });
    expect([watching.status().check.type, damageCount()]).toEqual(['damaged', 1]);
  });

  it('goes on where the copy alone is damaged, by a disk of its own', async () => {
    const { care, pass, file, answers, damageCount } = await setupCare();
    answers.backUp = { ok: false, error: { type: 'database_corrupt', file } };
    const watching = care();
    await pass(2);
    expect([watching.status().check, damageCount()]).toEqual([{ type: 'not_needed' }, 0]);
    delete answers.backUp;
    await pass(5);
    expect(watching.status().backups).toMatchObject({ count: 1, failures: 1, lastFailure: null });
  });

  it('[D3] says loudly, and once, that damage was met in use, and makes no backup of it', async () => {
    const { care, pass, begin, done, lines, met, open, admit } = await setupCare();
    const watching = care();
    await begin();
    const database = open();
    await admit(database, 'Ben');
    met.code = 'SQLITE_CORRUPT';
    await pass(1);
    expect(watching.status().check).toEqual({ type: 'damaged', finding: 'SQLITE_CORRUPT' });
    await pass(120);
    expect(lines.filter((line) => line.startsWith('The database is damaged.'))).toHaveLength(1);
    expect(done).not.toContain('backUp');
    expect(await watching.backUpByHand()).toMatchObject({ error: { type: 'database_corrupt' } });
  });

  it('keeps room for a full disk, really written, and takes it again once it was given up', async () => {
    const { care, begin, pass, folder, lines } = await setupCare();
    const watching = care();
    await begin();
    const file = join(folder, 'ballast');
    const { size, blocks } = statSync(file);
    expect([size, blocks * 512 >= smallBallast]).toEqual([smallBallast, true]);
    writeFileSync(join(folder, 'ballast.draft'), 'half of one');
    expect([releaseBallast(folder), releaseBallast(folder)]).toEqual([true, false]);
    expect(watching.status().ballast).toMatchObject({ bytes: smallBallast, isThere: false });
    expect(readdirSync(folder).filter((name) => name.startsWith('ballast'))).toEqual([]);
    await pass(1);
    expect(watching.status().ballast.isThere).toBe(true);
    expect(lines.filter((line) => line === 'Room is kept for a full disk.')).toHaveLength(2);
  });

  it('says once that there is too little room to keep some, and how much there is and has to be', async () => {
    const { care, begin, pass, lines, done } = await setupCare({ ballastBytes: 2 ** 52 });
    const watching = care();
    await begin();
    await pass(1);
    expect(lines.filter((line) => line.startsWith('There is too little room'))).toHaveLength(1);
    const { isThere, freeBytes, neededBytes } = watching.status().ballast;
    expect([isThere, neededBytes, freeBytes > 0]).toEqual([false, 2 ** 53, true]);
    expect(done).not.toContain('makeBallast');
  });

  it('begins nothing more once it was stopped', async () => {
    const { care, begin, pass, clock, done } = await setupCare();
    const watching = care();
    await begin();
    watching.stop();
    await pass(120);
    expect([done, clock.pendingTimers()]).toEqual([['makeBallast'], 0]);
  });
});
