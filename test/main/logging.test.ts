import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { createLogger } from '#main/logging.ts';
import { makeSmallDisk, smallDiskObstacle } from '#test/support/small-disk.ts';

const written: { readonly folder: string; readonly isDone: () => boolean }[] = [];

function setupLogger(options: { isDebug?: boolean } = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'hallway-logs-'));
  const lines: string[] = [];
  const isDone = () => lines.every((line) => readFileSync(join(folder, 'server.log'), 'utf8').includes(line));
  written.push({ folder, isDone });
  const logger = createLogger({ folder, name: 'server', writeLine: (line) => lines.push(line), ...options });
  const file = join(folder, 'server.log');
  return { folder, lines, logger, file };
}

afterEach(async () => {
  for (const { folder, isDone } of written.splice(0)) {
    await vi.waitUntil(isDone);
    rmSync(folder, { recursive: true });
  }
});

describe('the log', () => {
  it('is lines of time, level, sentence and fields', () => {
    const { lines, logger } = setupLogger();
    logger.warn('A slow reader was cut off.', { bufferedBytes: 9, isFirst: true, name: null });
    logger.info('The server stops.');
    expect(lines.map((line) => line.replace(/^\S+/, 'T'))).toEqual([
      'T WARN  A slow reader was cut off. {"bufferedBytes":9,"isFirst":true,"name":null}',
      'T INFO  The server stops.',
    ]);
  });

  it('is written to its file too', async () => {
    const { lines, logger, file } = setupLogger();
    logger.error('The disk is full.');
    await vi.waitFor(() => {
      expect(readFileSync(file, 'utf8').trim()).toBe(lines[0]);
    });
  });

  it('leaves out what is for debugging, unless it is wanted', () => {
    const [quiet, loud] = [setupLogger(), setupLogger({ isDebug: true })];
    for (const { logger } of [quiet, loud]) logger.debug('A request was refused.');
    expect([quiet.lines.length, loud.lines.length]).toEqual([0, 1]);
  });

  it('keeps a few files of the past', async () => {
    const { folder, logger, file } = setupLogger();
    for (let number = 1; number <= 5; number += 1) writeFileSync(join(folder, `server.${number}.log`), `old ${number}`);
    writeFileSync(file, 'x'.repeat(4 * 1024 * 1024 + 1));
    logger.info('The next line.');
    await vi.waitFor(() => {
      expect(readFileSync(file, 'utf8')).toContain('The next line.');
    });
    const names = readdirSync(folder).toSorted((a, b) => a.localeCompare(b));
    expect(names).toEqual([...[1, 2, 3, 4, 5].map((number) => `server.${number}.log`), 'server.log']);
    expect(readFileSync(join(folder, 'server.2.log'), 'utf8')).toBe('old 1');
    expect(readFileSync(join(folder, 'server.5.log'), 'utf8')).toBe('old 4');
  });
});

const obstacle = smallDiskObstacle();

it.skipIf(obstacle !== null)(
  `a log whose disk is full says so once when it begins and once when it is over, without a stack${obstacle === null ? '' : ` (skipped: ${obstacle})`}`,
  async () => {
    const disk = makeSmallDisk(1);
    onTestFinished(disk.remove);
    const lines: string[] = [];
    const logger = createLogger({ folder: disk.folder, name: 'server', writeLine: (line) => lines.push(line) });
    const file = join(disk.folder, 'server.log');
    const long = { text: 'x'.repeat(5_000) };
    logger.info('The first.', long);
    await vi.waitFor(() => expect(readFileSync(file, 'utf8')).toContain('The first.'));
    disk.fill();
    for (let count = 0; count < 3; count += 1) {
      logger.info('One that is lost.', long);
      await new Promise((resolve) => setImmediate(resolve));
      await vi.waitFor(() => expect(said(lines, 'The log cannot be written to its file.')).toHaveLength(1));
    }
    disk.free();
    logger.info('One that is kept.');
    await vi.waitFor(() => expect(readFileSync(file, 'utf8')).toContain('One that is kept.'));
    logger.info('The last.');
    await vi.waitFor(() => expect(readFileSync(file, 'utf8')).toContain('The last.'));
    expect(lines).toHaveLength(8);
    expect(said(lines, 'The log cannot be written to its file.')).toHaveLength(1);
    expect(said(lines, 'The log is written to its file again.')).toHaveLength(1);
    expect(lines.filter((line) => line.includes('electron-log') || line.includes('\n'))).toEqual([]);
  },
);

const said = (lines: readonly string[], sentence: string) => lines.filter((line) => line.includes(sentence));
