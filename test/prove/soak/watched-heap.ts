import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { SpawnProcess } from '#test/support/entry-process.ts';
import { pause } from '../pause.ts';
import { within } from '../within.ts';
import { heapFiles, type HeapReading } from './heap-files.ts';

/** A server whose heap can be looked at, all garbage collected. */
export interface WatchedHeap {
  readonly spawn: SpawnProcess;
  /** Mebibytes that all threads together keep. */
  read(): Promise<number>;
  close(): void;
}

const patienceMs = 30_000;
const lookMs = 50;
/** All threads look five times a second. */
const settledMs = 1_000;

export function watchHeap(): WatchedHeap {
  const folder = mkdtempSync(join(tmpdir(), 'hallway-heap-'));
  const { request, answers } = heapFiles(folder);
  const probe = fileURLToPath(new URL('heap-probe.ts', import.meta.url));

  function readingsOf(askedAt: number): HeapReading[] {
    if (!existsSync(answers)) return [];
    const lines = readFileSync(answers, 'utf8').split('\n').filter(Boolean);
    return lines.map((line) => JSON.parse(line) as HeapReading).filter((reading) => reading.askedAt === askedAt);
  }

  return {
    spawn: (command, args, options) =>
      spawn(command, ['--expose-gc', '--import', probe, ...args], {
        ...options,
        env: { ...process.env, HALLWAY_HEAP_PROBE: folder },
      }),
    read: async () => {
      writeFileSync(request, '');
      const { mtimeMs } = statSync(request);
      const answered = async () => {
        while (readingsOf(mtimeMs).length === 0) await pause(lookMs);
        await pause(settledMs);
      };
      await within(patienceMs, answered());
      return readingsOf(mtimeMs).reduce((sum, { bytes }) => sum + bytes, 0) / 2 ** 20;
    },
    close: () => rmSync(folder, { recursive: true, force: true }),
  };
}
