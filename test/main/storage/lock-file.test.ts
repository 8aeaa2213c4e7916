import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { describe, expect, it, onTestFinished } from 'vitest';
import { lockFolder } from '#main/storage/lock-file.ts';
import { temporaryFolder } from './temporary-folder.ts';

const holder = new URL('./lock-holder.ts', import.meta.url);

async function holdInProcess(folder: string): Promise<{ child: ChildProcess; answer: string }> {
  const child = spawn(process.execPath, [fileURLToPath(holder), folder], { stdio: ['ignore', 'pipe', 'inherit'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  const [output] = (await once(child.stdout, 'data')) as [Buffer];
  return { child, answer: output.toString().trim() };
}

function hold(folder: string) {
  const lock = lockFolder(folder);
  if (!lock.ok) throw new Error(lock.error.type);
  onTestFinished(lock.value.release);
  return lock.value;
}

describe('the lock of a data folder', () => {
  it('makes the folder, and is held once, until it is released', () => {
    const folder = join(temporaryFolder(), 'new', 'data');
    const lock = hold(folder);
    expect(existsSync(folder)).toBe(true);
    expect(lockFolder(folder)).toEqual({ ok: false, error: { type: 'folder_in_use', folder, pid: process.pid } });
    lock.release();
    hold(folder);
  });

  it('takes no room: a full disk lets a folder be held', () => {
    const folder = temporaryFolder();
    hold(folder);
    const sizes = readdirSync(folder).map((name) => [name, statSync(join(folder, name)).size]);
    expect(sizes).toEqual([
      ['hallway.lock', 0],
      ['hallway.pid', expect.any(Number)],
    ]);
  });

  it('names the process that holds it', async () => {
    const folder = temporaryFolder();
    const { child, answer } = await holdInProcess(folder);
    expect(answer).toBe('held');
    expect(lockFolder(folder)).toEqual({ ok: false, error: { type: 'folder_in_use', folder, pid: child.pid } });
  });

  it('keeps another process out', async () => {
    const folder = temporaryFolder();
    hold(folder);
    expect((await holdInProcess(folder)).answer).toBe('folder_in_use');
  });

  it('is free at once when the process that held it is killed', async () => {
    const folder = temporaryFolder();
    const { child } = await holdInProcess(folder);
    child.kill('SIGKILL');
    await once(child, 'exit');
    expect(hold(folder)).toBeDefined();
  });

  it('does not mind whose process id was left behind', () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'hallway.pid'), '1\n');
    expect(hold(folder)).toBeDefined();
  });

  it('keeps another thread of the same process out', async () => {
    const folder = temporaryFolder();
    const worker = new Worker(holder, { workerData: folder });
    onTestFinished(async () => void (await worker.terminate()));
    expect(await once(worker, 'message')).toEqual(['held']);
    expect(lockFolder(folder)).toMatchObject({ ok: false, error: { type: 'folder_in_use' } });
    await worker.terminate();
    hold(folder);
  });

  it('says that a file stands where the folder would be', () => {
    const file = join(temporaryFolder(), 'file');
    writeFileSync(file, '');
    expect(lockFolder(file)).toMatchObject({ ok: false, error: { type: 'folder_unusable', folder: file } });
    const inside = join(file, 'data');
    expect(lockFolder(inside)).toMatchObject({ ok: false, error: { type: 'folder_unusable', folder: inside } });
  });
});
