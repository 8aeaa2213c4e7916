import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createHighWaterWriter, readHighWaterMark, type HighWaterMark } from '#main/storage/high-water-mark.ts';
import { createFakeClock } from '#test/support/fake-clock.ts';
import { epochIdOf, sampleBytes } from '#test/support/sample-ids.ts';
import { temporaryFolder } from './temporary-folder.ts';

function markAt(seq: number): HighWaterMark {
  const position = { epoch: 1, seq, serverHead: 1, tag: sampleBytes(16), mac: sampleBytes(16) };
  return { position, epochId: epochIdOf(1) };
}

function setupWriter() {
  const folder = temporaryFolder();
  const file = join(folder, 'server.high-water');
  const clock = createFakeClock();
  let made = 0;
  const writer = createHighWaterWriter(file, clock);
  const commit = (seq: number) => {
    writer.committed(() => {
      made += 1;
      return markAt(seq);
    });
  };
  return { folder, file, clock, commit, close: writer.close, made: () => made };
}

describe('the high-water mark', () => {
  it('[H1] is written with a commit, and read as it was', () => {
    const { file, commit } = setupWriter();
    expect(readHighWaterMark(file)).toBeNull();
    commit(7);
    expect(readHighWaterMark(file)).toEqual(markAt(7));
  });

  it('[H1] is written at most once a second, and not even made in between', () => {
    const { file, clock, commit, made } = setupWriter();
    for (const seq of [1, 2, 3]) commit(seq);
    clock.advance(999);
    commit(4);
    expect([made(), readHighWaterMark(file)]).toEqual([1, markAt(1)]);
    clock.advance(1);
    commit(5);
    expect([made(), readHighWaterMark(file)]).toEqual([2, markAt(5)]);
  });

  it('[H1] is written at the end for what came within the last second', () => {
    const { file, commit, close, made } = setupWriter();
    for (const seq of [1, 2, 3]) commit(seq);
    close();
    close();
    expect([made(), readHighWaterMark(file)]).toEqual([2, markAt(3)]);
  });

  it('[H1] leaves nothing else in its folder', () => {
    const { folder, commit } = setupWriter();
    commit(1);
    expect(readdirSync(folder)).toEqual(['server.high-water']);
  });

  it('[H1] is none where it is torn, of another shape or a folder', () => {
    const { file, commit } = setupWriter();
    commit(7);
    const whole = readFileSync(file, 'utf8');
    for (let length = 0; length < whole.length; length += 1) {
      writeFileSync(file, whole.slice(0, length));
      expect(readHighWaterMark(file)).toBeNull();
    }
    for (const text of [
      'null',
      '7',
      '[]',
      '{}',
      whole.replace('"seq":7', '"seq":-7'),
      whole.replace('"mac"', '"mic"'),
    ]) {
      writeFileSync(file, text);
      expect(readHighWaterMark(file)).toBeNull();
    }
    rmSync(file);
    mkdirSync(file);
    expect(readHighWaterMark(file)).toBeNull();
  });

  it('[H1] that cannot be written harms nothing, and is written again when it can be', () => {
    const { folder, file, clock, commit, made } = setupWriter();
    // As where the folder became read-only, which would not stop a test that root runs.
    rmSync(folder, { recursive: true });
    commit(1);
    expect(readHighWaterMark(file)).toBeNull();
    mkdirSync(folder);
    clock.advance(1_000);
    commit(2);
    expect([made(), readHighWaterMark(file)]).toEqual([2, markAt(2)]);
  });

  it('[H1] is whole, the old or the new one, where writing ends half-way', () => {
    const { file, clock, commit } = setupWriter();
    commit(1);
    // The draft cannot be written where something else has its name.
    mkdirSync(`${file}.draft`);
    clock.advance(1_000);
    commit(2);
    expect(readHighWaterMark(file)).toEqual(markAt(1));
  });
});
