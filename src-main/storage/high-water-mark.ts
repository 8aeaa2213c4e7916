import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import * as v from 'valibot';
import { epochIdSchema } from '#shared/domain/ids.ts';
import { wallClockSchema } from '#shared/domain/wall-clock.ts';
import { positionSchema } from '#shared/protocol/position.ts';

const markSchema = v.object({
  position: positionSchema,
  epochId: epochIdSchema,
  /** The latest moment that its server had seen, in milliseconds. */
  latestAt: v.optional(wallClockSchema),
});

/** How far a log once was: a position, with the id of its epoch. */
export type HighWaterMark = v.InferOutput<typeof markSchema>;

/** The mark beside a database; null where there is none that can be read. */
export function readHighWaterMark(file: string): HighWaterMark | null {
  try {
    const parsed = v.safeParse(markSchema, JSON.parse(readFileSync(file, 'utf8')));
    return parsed.success ? parsed.output : null;
  } catch {
    return null;
  }
}

export interface HighWaterWriter {
  /** Called after a commit, when what it says is on the disk: a mark must never be ahead of its log. */
  committed(mark: () => HighWaterMark): void;
  /** The log is about to be closed: what was committed since the last mark is marked too. */
  close(): void;
}

const intervalMs = 1_000;

/** Writes the mark at most once a second. It is a hint: that it could not be written harms nothing. */
export function createHighWaterWriter(file: string, clock: { monotonic(): number }): HighWaterWriter {
  let writtenAt = -Infinity;
  let unwritten: (() => HighWaterMark) | null = null;

  function write(mark: () => HighWaterMark): void {
    const draft = `${file}.draft`;
    try {
      writeFileSync(draft, JSON.stringify(mark()));
      renameSync(draft, file);
    } catch {
      // A full disk, a damaged log, or a folder that became read-only: the log says so itself.
    }
  }

  return {
    committed: (mark) => {
      unwritten = mark;
      if (clock.monotonic() - writtenAt < intervalMs) return;
      writtenAt = clock.monotonic();
      unwritten = null;
      write(mark);
    },
    close: () => {
      if (unwritten !== null) write(unwritten);
      unwritten = null;
    },
  };
}
