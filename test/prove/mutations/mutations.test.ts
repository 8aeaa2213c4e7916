import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { projectFolder } from '../../../build/entries.ts';
import { proofs } from '../proof-list.ts';
import { mutate } from './mutated-tree.ts';
import { mutations } from './mutation-list.ts';

it.each(mutations)('"$name" fits the sources exactly once', (mutation) => {
  const text = readFileSync(join(projectFolder, mutation.file), 'utf8');
  expect(mutate(text, mutation)).not.toBe(text);
});

it('each proof has a mutation that must turn it red', () => {
  const mutated = new Set(mutations.map(({ proof }) => proof));
  expect(proofs.map(({ name }) => name).filter((name) => !mutated.has(name))).toEqual([]);
  expect([...mutated].filter((name) => proofs.every((proof) => proof.name !== name))).toEqual([]);
});

it('a mutation that fits nowhere, or twice, is refused', () => {
  const mutation = { name: 'nothing', proof: 'fsync', file: 'a.ts', find: 'one', replace: 'two' };
  expect(() => mutate('none', { ...mutation, find: 'absent' })).toThrow('0 times');
  expect(() => mutate('one and one', mutation)).toThrow('2 times');
  expect(mutate('$& one', { ...mutation, replace: '$&' })).toBe('$& $&');
});
