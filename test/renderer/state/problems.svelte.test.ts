import { expect, it } from 'vitest';
import { err, ok } from '#shared/result.ts';
import { Problems } from '#renderer/state/problems.svelte.ts';

const types = ({ list }: Problems): string[] => list.map(({ problem }) => problem.type);

it('what goes wrong is told until it is dismissed, what goes well is not', async () => {
  const problems = new Problems();
  expect(await problems.watch(Promise.resolve(ok(7)))).toEqual(ok(7));
  await problems.watch(Promise.resolve(err({ type: 'link_refused' })), { name: 'Nordlicht' });
  expect(problems.list).toMatchObject([{ problem: { type: 'link_refused' }, about: { name: 'Nordlicht' } }]);
  for (const told of problems.list) problems.dismiss(told);
  expect(problems.list).toEqual([]);
});

it('the same is told once, and the oldest makes room', () => {
  const problems = new Problems();
  for (const type of ['a', 'b', 'a']) problems.tell({ type });
  expect(types(problems)).toEqual(['b', 'a']);
  problems.tell({ type: 'a' }, { name: 'Werkstatt' });
  problems.tell({ type: 'c' });
  expect(types(problems)).toEqual(['a', 'a', 'c']);
});
