import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { formatTable, withoutLivingLetters } from '../../build/confusable-table.ts';
import { projectFolder } from '../../build/entries.ts';
import { readConfusables } from '../../build/icu-confusables.ts';

const committed = readFileSync(`${projectFolder}src-shared/domain/confusables.ts`, 'utf8');
const unicodeVersion = /data of Unicode ([\d.]+),/u.exec(committed)?.[1];

describe('the table of letters that look alike', () => {
  // Of another Unicode it may differ.
  it.skipIf(process.versions['unicode'] !== unicodeVersion)('is the whole of what this Node’s Unicode has', () => {
    const confusables = readConfusables(readFileSync(process.execPath));
    expect(confusables.size).toBeGreaterThan(6_000);
    expect(formatTable(withoutLivingLetters(confusables), unicodeVersion ?? '')).toBe(committed);
  });

  it('is not to be had of a file without it', () => {
    expect(() => readConfusables(Buffer.from('something else, Cfu by name'))).toThrow('There are no confusables');
  });
});

describe('letters of people’s names', () => {
  it('stay apart within a script, and the first of them is what it looks like elsewhere', () => {
    const table = new Map([
      ['ן', 'l'],
      ['ו', 'l'],
      ['ต', 'ค'],
      ['田', '由'],
      ['エ', '工'],
      ['ｏ', 'o'],
      ['о', 'o'],
      ['ү', 'y'],
      ['у', 'y'],
      ['ی', 'ى'],
    ]);
    const kept = [...withoutLivingLetters(table).keys()].toSorted();
    expect(kept).toEqual(['ו', 'エ', 'ｏ', 'о', 'ү', 'у', 'ی'].toSorted());
  });

  it('are written as steps from one to the next', () => {
    const table = new Map([
      ['b', 'x'],
      ['a', 'x'],
      ['m', 'rn'],
    ]);
    expect(formatTable(table, '17.0')).toContain("'72+6e:31 78:2p,1',");
  });
});
