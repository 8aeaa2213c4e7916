import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createServerIdentity } from '#main/identity/server-identity.ts';
import { openWorkerEventLog, type WorkerEventLogOptions } from '#main/storage/server/worker-event-log.ts';
import { silentLogger } from '#shared/logger.ts';
import { TestDevice } from '#test/contract/event-log-device.ts';
import { nameOf } from '#test/support/sample-ids.ts';
import { temporaryFolder } from '../temporary-folder.ts';

const seed = new Uint8Array(32).fill(7);
const { serverId } = createServerIdentity(seed);

function open(folder: string, changes: Partial<WorkerEventLogOptions> = {}) {
  const onFailed = (error: unknown) => {
    throw error;
  };
  return openWorkerEventLog({ folder, seed, name: nameOf('Office'), log: silentLogger, onFailed, ...changes });
}

async function openLog(folder: string, changes: Partial<WorkerEventLogOptions> = {}) {
  const opened = await open(folder, changes);
  if (!opened.ok) throw new Error(opened.error.type);
  onTestFinished(() => opened.value.close().catch(() => undefined));
  return opened.value;
}

// Each starts up to three threads from the sources, which takes long where everything else does too.
describe('the log in its storage worker', { timeout: 60_000 }, () => {
  it('[I1] keeps what it accepted, in a folder it makes, and gives the folder back when it is closed', async () => {
    const folder = join(temporaryFolder(), 'data');
    const log = await openLog(folder);
    const ann = new TestDevice(log, serverId, 1);
    const event = await ann.act('person.admit', { displayName: 'Ann' });
    expect(await open(folder)).toMatchObject({ ok: false, error: { type: 'folder_in_use', pid: process.pid } });
    await log.close();
    const again = await openLog(folder);
    expect(await again.login(ann.device, ann.outboxId)).toMatchObject({ standing: 'active', lastNumber: 1 });
    expect((await again.stats()).headSeq).toBe(event.seq);
  });

  it('answers in the order of the calls, the closing last', async () => {
    const log = await openLog(temporaryFolder());
    const ann = new TestDevice(log, serverId, 1);
    const answers: string[] = [];
    const note = (word: string) => () => void answers.push(word);
    const item = ann.item('person.admit', { displayName: 'Ann' });
    await Promise.all([
      log.append([item]).then(note('append')),
      log.login(ann.device, ann.outboxId).then(({ standing }) => void answers.push(standing)),
      log.close().then(note('close')),
    ]);
    expect(answers).toEqual(['append', 'active', 'close']);
    await expect(log.stats()).rejects.toMatchObject({ type: 'worker_stopped' });
  });

  it('[T1] does not open a history with the key of another server, and leaves it as it is', async () => {
    const folder = temporaryFolder();
    await (await openLog(folder)).close();
    const opened = await open(folder, { seed: new Uint8Array(32).fill(8) });
    expect(opened).toEqual({ ok: false, error: { type: 'history_of_other_key', folder } });
    expect((await (await openLog(folder)).directory()).serverId).toBe(serverId);
  });

  it('counts its commits and what they take', async () => {
    const log = await openLog(temporaryFolder());
    const before = await log.stats();
    await new TestDevice(log, serverId, 1).act('person.admit', { displayName: 'Ann' });
    const after = await log.stats();
    expect(after).toMatchObject({ people: 2, rooms: 1, headSeq: 2, commits: before.commits + 1 });
    expect(after.commitMsTotal).toBeGreaterThan(before.commitMsTotal);
    expect(after.commitsLately).toMatchObject({ count: after.commits });
    expect(after.databaseBytes).toBeGreaterThan(0);
  });

  it('leaves one database, one lock and nothing half made in its folder', async () => {
    const folder = temporaryFolder();
    await (await openLog(folder)).close();
    expect(readdirSync(folder).toSorted()).toEqual(['hallway.lock', 'hallway.pid', 'server.db']);
    expect(existsSync(join(folder, 'server.db-wal'))).toBe(false);
  });

  it('holds its pages to the limits it was opened with', async () => {
    const log = await openLog(temporaryFolder(), { limits: { maxPageEvents: 1 } });
    const ann = new TestDevice(log, serverId, 1);
    await ann.act('person.admit', { displayName: 'Ann' });
    await ann.act('person.rename', { displayName: 'Anna' });
    const { frames } = await log.readReplay({ personId: ann.personId, afterSeq: 1, upToSeq: 3 });
    expect(frames).toHaveLength(1);
  });
});
