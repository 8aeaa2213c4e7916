import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { formatTar, type TarEntry } from '../../build/tar.ts';

function setupEntries(): TarEntry[] {
  return [
    { path: 'house/run', content: Buffer.from('#!/bin/sh\n'), isExecutable: true },
    { path: 'house/full-block', content: Buffer.alloc(512, 'x'), isExecutable: false },
    { path: 'house/empty', content: Buffer.alloc(0), isExecutable: false },
  ];
}

describe('a tar archive', () => {
  it('is the same bytes whatever the order its files come in', () => {
    const entries = setupEntries();
    expect(formatTar([...entries].reverse()).equals(formatTar(entries))).toBe(true);
  });

  it('is read by the system’s tar: names, content and what may run', () => {
    const list = execFileSync('tar', ['-tvf', '-'], { input: formatTar(setupEntries()), encoding: 'utf8' });
    const told = list
      .trim()
      .split('\n')
      .map((line) => [line.slice(0, 10), line.split(' ').at(-1)]);
    expect(told).toEqual([
      ['-rw-r--r--', 'house/empty'],
      ['-rw-r--r--', 'house/full-block'],
      ['-rwxr-xr-x', 'house/run'],
    ]);
    const content = execFileSync('tar', ['-xOf', '-', 'house/run'], {
      input: formatTar(setupEntries()),
      encoding: 'utf8',
    });
    expect(content).toBe('#!/bin/sh\n');
  });

  it('refuses a path that its header has no room for', () => {
    const path = 'x'.repeat(101);
    expect(() => formatTar([{ path, content: Buffer.alloc(0), isExecutable: false }])).toThrow(
      'fits into a tar header',
    );
  });
});
