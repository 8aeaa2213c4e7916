import { expect, it } from 'vitest';
import { runInCompany } from './run-in-company.ts';

const proofs = [
  { name: 'a', company: 'beside' },
  { name: 'b', company: 'alone' },
  { name: 'c', company: 'beside' },
  { name: 'd', company: 'alone' },
  { name: 'e', company: 'beside' },
] as const;

it('those that have to be alone are, the others run two at a time, and all answer in their order', async () => {
  const running = new Set<string>();
  const together: string[] = [];
  const results = await runInCompany(proofs, async ({ name }) => {
    running.add(name);
    together.push([...running].join(''));
    for (let turn = 0; turn < 3; turn += 1) await Promise.resolve();
    running.delete(name);
    return name.toUpperCase();
  });
  expect(results).toEqual(['A', 'B', 'C', 'D', 'E']);
  expect(together.slice(0, 4)).toEqual(['b', 'd', 'a', 'ac']);
  expect(Math.max(...together.map((names) => names.length))).toBe(2);
});
