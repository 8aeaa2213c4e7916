import { expect, it } from 'vitest';
import { err, ok } from '#shared/result.ts';
import { Problems } from '#renderer/state/problems.svelte.ts';
import { nordlicht } from '#test/main/terminal/builders.ts';
import { createScriptedChat } from '#test/main/terminal/scripted-chat.ts';
import { settle, steadyClient } from '../steady-client.ts';

const types = ({ list }: Problems): string[] => list.map(({ problem }) => problem.type);

function setupProblems() {
  const scripted = createScriptedChat();
  return { problems: new Problems(steadyClient(scripted.chat)), scripted };
}

it('what goes wrong is told until it is dismissed, what goes well is not', async () => {
  const { problems } = setupProblems();
  expect(await problems.watch(Promise.resolve(ok(7)))).toEqual(ok(7));
  await problems.watch(Promise.resolve(err({ type: 'link_refused' })), { name: 'Nordlicht' });
  expect(problems.list).toMatchObject([{ problem: { type: 'link_refused' }, about: { name: 'Nordlicht' } }]);
  for (const told of problems.list) problems.dismiss(told);
  expect(problems.list).toEqual([]);
});

it('the same is told once, and the oldest makes room', () => {
  const { problems } = setupProblems();
  for (const type of ['a', 'b', 'a']) problems.tell({ type });
  expect(types(problems)).toEqual(['b', 'a']);
  problems.tell({ type: 'a' }, { name: 'Werkstatt' });
  problems.tell({ type: 'c' });
  expect(types(problems)).toEqual(['a', 'a', 'c']);
});

it('[P18] that a device was let in as somebody new is told, and of whom it was not taken for one more', async () => {
  const { problems, scripted } = setupProblems();
  scripted.emit('claim.dropped', { serverId: nordlicht, serverName: 'Nordlicht', displayName: 'Mara' });
  await settle();
  expect(problems.list).toMatchObject([
    { problem: { type: 'claim_dropped', displayName: 'Mara' }, about: { name: 'Nordlicht' } },
  ]);
});
