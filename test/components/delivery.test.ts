import { expect, it } from 'vitest';
import { page } from 'vitest/browser';
import Timeline from '#renderer/features/timeline/Timeline.svelte';
import type { CommandId } from '#shared/domain/ids.ts';
import type { MessageItem } from '#shared/ipc/chat-view.ts';
import { ok } from '#shared/result.ts';
import { buildMessage, buildRoom, buildServer, commandIdOf, mara, personIdOf } from '#test/main/terminal/builders.ts';
import { renderInHallway } from './render-in-hallway.ts';
import { setupHallway } from './setup-hallway.ts';

interface RoomParts extends Pick<Partial<MessageItem>, 'delivery' | 'reach'> {
  readonly edited?: CommandId;
}

async function setupRoom(memberCount: number, { edited = commandIdOf(9), ...parts }: RoomParts = {}) {
  const { scripted, hallway } = await setupHallway();
  const own = { author: mara, delivery: 'sent', ...parts } as const;
  const items = ['one', 'two'].map((text, index) =>
    buildMessage(text, { ...own, commandId: commandIdOf(index), itemNumber: index + 1 }),
  );
  scripted.answer('timeline.page', async () => ok({ items, before: null }));
  const server = buildServer();
  const letters = 'abcdefghijklmnopqrstuvwxyz234567';
  const memberIds = Array.from({ length: memberCount }, (_, index) => personIdOf(letters.charAt(index % 32)));
  const room = buildRoom({ memberIds });
  const { timeline } = hallway.openRoom(server, room);
  await renderInHallway(hallway, Timeline, { server, room, timeline, edited, onedit: () => undefined });
  const log = page.getByRole('log');
  await expect.element(log.getByText('two')).toBeVisible();
  return { log };
}

it('a room of fifty shows what was sent, by the newest message', async () => {
  const { log } = await setupRoom(50);
  expect(log.getByText('Sent').elements()).toHaveLength(1);
});

it.each([
  [{ people: 7, delivered: 3, read: 0 }, 'Delivered to 3 of 7'],
  [{ people: 7, delivered: 7, read: 2 }, 'Read by 2 of 7'],
  [{ people: 7, delivered: 0, read: 0 }, 'Sent'],
  [{ people: 1, delivered: 1, read: 0 }, 'Delivered'],
])('[P19] it counts those who have it and have read it: %o', async (reach, words) => {
  const delivery = reach.people === reach.delivered ? 'delivered' : 'sent';
  const { log } = await setupRoom(8, { reach, delivery });
  await expect.element(log.getByText(words, { exact: true })).toBeVisible();
});

it('a larger one does not', async () => {
  const { log } = await setupRoom(51);
  expect(log.getByText('Sent').elements()).toHaveLength(0);
});

it('the message that is being changed stands out', async () => {
  const { log } = await setupRoom(2, { edited: commandIdOf(1) });
  const grounds = log
    .getByRole('article')
    .elements()
    .map((row) => getComputedStyle(row).backgroundColor);
  expect(grounds[0]).not.toBe(grounds[1]);
});
