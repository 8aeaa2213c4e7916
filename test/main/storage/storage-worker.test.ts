import { describe, expect, it, onTestFinished } from 'vitest';
import { startStorageWorker } from '#main/storage/storage-worker.ts';
import { silentLogger, type LogFields } from '#shared/logger.ts';
import type { OddMode, OddVerbs } from './odd-worker.ts';

async function start(mode: OddMode) {
  const lines: { level: string; sentence: string; fields?: LogFields | undefined }[] = [];
  const line = (level: string) => (sentence: string, fields?: LogFields) => {
    lines.push({ level, sentence, fields });
  };
  const log = { ...silentLogger, warn: line('warn'), error: line('error') };
  const url = new URL('./odd-worker.ts', import.meta.url);
  const started = await startStorageWorker<OddVerbs, { type: 'not_today' }>({ url, data: mode, log });
  return { started, lines };
}

async function startOpen() {
  const { started, lines } = await start('opens');
  if (!started.ok) throw new Error(started.error.type);
  const { call, ended } = started.value;
  onTestFinished(async () => {
    await call('close').catch(() => undefined);
    await ended;
  });
  return { call, ended, lines };
}

describe('a storage worker', () => {
  it('runs calls in order and answers each with what its verb returned', async () => {
    const { call } = await startOpen();
    const answers = await Promise.all([call('note', 'one'), call('note', 'two'), call('echo', 1, { a: null }, 'x')]);
    expect(answers).toEqual([['one'], ['one', 'two'], [1, { a: null }, 'x']]);
  });

  it('rejects the call whose verb threw, and goes on', async () => {
    const { call } = await startOpen();
    // People read the message; the log has where it came about.
    await expect(call('fail')).rejects.toMatchObject({
      name: 'StorageWorkerError',
      type: 'verb_failed',
      message: 'the verb failed',
      stack: expect.stringContaining('odd-worker.ts') as string,
    });
    expect(await call('note', 'on')).toEqual(['on']);
  });

  it('rejects everything that waits when it crashes, and everything after, and says so', async () => {
    const { call, ended, lines } = await startOpen();
    const pending = [call('crash'), call('block', 50), call('note', 'never')];
    const results = await Promise.allSettled(pending);
    expect(results[2]).toMatchObject({
      status: 'rejected',
      reason: { type: 'worker_stopped', message: 'out of luck' },
    });
    expect(await ended).toMatchObject({ message: 'out of luck' });
    await expect(call('note', 'late')).rejects.toMatchObject({ type: 'worker_stopped' });
    expect(lines).toMatchObject([{ level: 'error', fields: { error: 'out of luck' } }]);
  });

  it('ends after close, once what was called before is answered', async () => {
    const { call, ended } = await startOpen();
    const [noted] = await Promise.all([call('note', 'one'), call('close')]);
    expect(noted).toEqual(['one']);
    expect(await ended).toBe(null);
    await expect(call('note', 'late')).rejects.toMatchObject({ type: 'worker_stopped' });
  });

  it('hands on why it could not open, and ends', async () => {
    const { started } = await start('refuses');
    expect(started).toEqual({ ok: false, error: { type: 'not_today' } });
  });

  it('rejects the start when it dies before it has opened', async () => {
    await expect(start('dies')).rejects.toMatchObject({ type: 'worker_stopped', message: 'no opening' });
  });

  it('writes its log lines where it was started', async () => {
    const { call, lines } = await startOpen();
    await call('warn', 'Something is odd.');
    expect(lines).toEqual([{ level: 'warn', sentence: 'Something is odd.', fields: { count: 0 } }]);
  });
});
