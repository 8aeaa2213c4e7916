import { expect, it } from 'vitest';
import { page } from 'vitest/browser';
import Timeline from '#renderer/features/timeline/Timeline.svelte';
import type { TimelineItem } from '#shared/ipc/chat-view.ts';
import { ok } from '#shared/result.ts';
import {
  buildMessage,
  buildNotice,
  buildRoom,
  buildServer,
  commandIdOf,
  general,
  mara,
  nordlicht,
} from '#test/main/terminal/builders.ts';
import { renderInHallway } from './render-in-hallway.ts';
import { setupHallway } from './setup-hallway.ts';

async function setupRoom(...items: readonly TimelineItem[]) {
  const { scripted, hallway } = await setupHallway();
  scripted.answer('timeline.page', async () => ok({ items, before: null }));
  const [server, room] = [buildServer(), buildRoom()];
  const { timeline } = hallway.openRoom(server, room);
  await renderInHallway(hallway, Timeline, { server, room, timeline, edited: null, onedit: () => undefined });
  const log = page.getByRole('log');
  await expect.element(log.getByText('the last one')).toBeVisible();
  return { log, scripted };
}

const last = buildMessage('the last one', { key: 'last', itemNumber: 9 });
const mark = 'signature. Somebody may have changed these words, or written them in this name.';

it('[P11] a message that its author did not sign says so, and what that means; others say nothing', async () => {
  const { log } = await setupRoom(
    buildMessage('Pay me.', { key: 'forged', commandId: commandIdOf(8), itemNumber: 8, isForged: true }),
    last,
  );
  await expect.element(log.getByText(mark, { exact: false })).toBeVisible();
  expect(log.getByText(mark, { exact: false }).elements()).toHaveLength(1);
});

it('[P11] a notice that nobody signed says so', async () => {
  const { log } = await setupRoom(buildNotice({ key: 'signed' }), buildNotice({ key: 'forged', isForged: true }), last);
  expect(log.getByText('not signed: it may not have been so').elements()).toHaveLength(1);
});

it('[P11] among many notices those that nobody signed stay to be seen', async () => {
  const many = Array.from({ length: 9 }, (_, index) => buildNotice({ key: `signed ${index}` }));
  const { log } = await setupRoom(...many, buildNotice({ key: 'forged', isForged: true }), last);
  await expect.element(log.getByRole('button', { name: 'Show' })).toBeVisible();
  expect(log.getByText('not signed: it may not have been so').elements()).toHaveLength(1);
});

it('[P11] whoever listens hears of a message that comes in unsigned that it is', async () => {
  const { scripted } = await setupRoom(last);
  const items = [buildMessage('Pay me.', { key: 'forged', itemNumber: 10, isForged: true })];
  scripted.emit('timeline.changed', { serverId: nordlicht, roomId: general, items, removed: [], isLive: true });
  const heard = () => document.querySelector('[aria-live="polite"]')?.textContent ?? '';
  await expect.poll(heard).toContain('Pay me.');
  expect(heard()).toContain(mark);
});

it('[T8] what a vouched device does in a room is marked, and stays to be seen among many notices', async () => {
  const many = Array.from({ length: 9 }, (_, index) => buildNotice({ key: `own ${index}` }));
  const topic = { notice: 'room.topicSet', text: 'Pay Jonas' } as const;
  const { log } = await setupRoom(...many, buildNotice({ ...topic, key: 'vouched', vouchedBy: mara }), last);
  await expect.element(log.getByRole('button', { name: 'Show' })).toBeVisible();
  const line = log.getByRole('paragraph').filter({ hasText: 'Pay Jonas' });
  await expect.element(line.getByText('Vouched for by', { exact: false })).toBeVisible();
  expect(log.getByText('Vouched for by', { exact: false }).elements()).toHaveLength(1);
});

it('[T8] what a vouched device says is marked, also right behind the words of the person’s own', async () => {
  const { log } = await setupRoom(
    buildMessage('on the way', { key: 'own', commandId: commandIdOf(7), itemNumber: 7 }),
    buildMessage('Pay me.', { key: 'vouched', commandId: commandIdOf(8), itemNumber: 8, vouchedBy: mara }),
    last,
  );
  const marked = log.getByRole('article').filter({ hasText: 'Vouched for by' });
  await expect.element(marked.getByText('Pay me.')).toBeVisible();
  expect(marked.elements()).toHaveLength(1);
});
