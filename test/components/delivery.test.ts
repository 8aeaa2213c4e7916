import { expect, it } from 'vitest';
import { page } from 'vitest/browser';
import Timeline from '#renderer/features/timeline/Timeline.svelte';
import { ok } from '#shared/result.ts';
import { buildMessage, buildRoom, buildServer, commandIdOf, mara, personIdOf } from '#test/main/terminal/builders.ts';
import { renderInHallway } from './render-in-hallway.ts';
import { setupHallway } from './setup-hallway.ts';

async function setupRoom(memberCount: number, edited = commandIdOf(9)) {
  const { scripted, hallway } = await setupHallway();
  const own = { author: mara, delivery: 'sent' } as const;
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

it('a larger one does not', async () => {
  const { log } = await setupRoom(51);
  expect(log.getByText('Sent').elements()).toHaveLength(0);
});

it('the message that is being changed stands out', async () => {
  const { log } = await setupRoom(2, commandIdOf(1));
  const grounds = log
    .getByRole('article')
    .elements()
    .map((row) => getComputedStyle(row).backgroundColor);
  expect(grounds[0]).not.toBe(grounds[1]);
});
