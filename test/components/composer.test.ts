import { expect, it } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import Composer from '#renderer/features/composer/Composer.svelte';
import { buildRoom, buildServer } from '#test/main/terminal/builders.ts';
import { composeWithEnter } from './compose.ts';
import { renderInHallway } from './render-in-hallway.ts';
import { setupHallway } from './setup-hallway.ts';

async function setupComposer() {
  const { scripted, hallway } = await setupHallway();
  const [server, room] = [buildServer(), buildRoom()];
  const { composer, timeline } = hallway.openRoom(server, room);
  await renderInHallway(hallway, Composer, { server, room, composer });
  const area = page.getByRole('textbox', { name: 'Message' });
  await expect.element(area).toHaveFocus();
  const sent = () => scripted.state.sent.map(({ content }) => (content.type === 'text' ? content.text : null));
  const height = () => area.element().getBoundingClientRect().height;
  return { hallway, area, sent, height, timeline };
}

it('Enter sends, Shift+Enter begins a line', async () => {
  const { area, sent } = await setupComposer();
  await userEvent.keyboard('one{Shift>}{Enter}{/Shift}two');
  await expect.element(area).toHaveValue('one\ntwo');
  expect(sent()).toEqual([]);
  await userEvent.keyboard('{Enter}');
  await expect.poll(sent).toEqual(['one\ntwo']);
  await expect.element(area).toHaveValue('');
});

it('the Enter that chooses a word of an input method sends nothing; the next one does', async () => {
  const { area, sent } = await setupComposer();
  await composeWithEnter('ni hao', '你好');
  await expect.element(area).toHaveValue('你好');
  expect(sent()).toEqual([]);
  await userEvent.keyboard('{Enter}');
  await expect.poll(sent).toEqual(['你好']);
});

it('where Ctrl+Enter sends, Enter begins a line', async () => {
  const { hallway, area, sent } = await setupComposer();
  void hallway.settings.change({ sendKey: 'ctrl+enter' });
  await userEvent.keyboard('one{Enter}two');
  await expect.element(area).toHaveValue('one\ntwo');
  expect(sent()).toEqual([]);
  await userEvent.keyboard('{Control>}{Enter}{/Control}');
  await expect.poll(sent).toEqual(['one\ntwo']);
});

it('the arrow up takes back what still waits, from an empty composer only, and Escape lets it go', async () => {
  const { area, sent, timeline } = await setupComposer();
  await userEvent.keyboard('waits{Enter}');
  await expect.poll(sent).toEqual(['waits']);
  await expect.poll(() => timeline.lastQueued).toBeDefined();
  await userEvent.keyboard('x{ArrowUp}');
  await expect.element(area).toHaveValue('x');
  await userEvent.fill(area, '');
  await userEvent.keyboard('{ArrowUp}');
  await expect.element(area).toHaveValue('waits');
  await userEvent.keyboard('{Escape}');
  await expect.element(area).toHaveValue('');
  await expect.element(area).toHaveFocus();
});

it('grows with its lines up to a limit, scrolls beyond it, and is small again when empty', async () => {
  const { area, height } = await setupComposer();
  const empty = height();
  await userEvent.fill(area, 'one\ntwo\nthree');
  await expect.poll(height).toBeGreaterThan(empty + 30);
  await userEvent.fill(area, Array.from({ length: 40 }, (_, index) => `line ${index}`).join('\n'));
  const limit = height();
  expect(limit).toBeLessThanOrEqual(window.innerHeight * 0.4 + 1);
  expect(area.element().scrollHeight).toBeGreaterThan(limit);
  await userEvent.fill(area, '');
  await expect.poll(height).toBe(empty);
});

it('the button sends too, and only when there is something to send', async () => {
  const { area, sent } = await setupComposer();
  const button = page.getByRole('button', { name: 'Send' });
  await expect.element(button).toBeDisabled();
  await userEvent.fill(area, '  \n ');
  await expect.element(button).toBeDisabled();
  await userEvent.fill(area, 'by hand');
  await button.click();
  await expect.poll(sent).toEqual(['by hand']);
});

it.each([
  [{ isClosed: true, visibility: 'private' }, 'opens again once two people'],
  [{ isClosed: true, visibility: 'private', kind: 'direct' }, 'The server lost this room.'],
  [{ isClosed: true, visibility: 'public' }, 'The server lost this room.'],
  [{ isClosed: false, visibility: 'private' }, 'You are no longer in this room.'],
  [{ isClosed: false, visibility: 'public' }, 'You are no longer in this room.'],
] as const)('[H3] a room one is not in (%j) reads "%s"', async (parts, line) => {
  const { hallway } = await setupHallway();
  const server = buildServer();
  const room = buildRoom({ ...parts, isMember: false });
  const { composer } = hallway.openRoom(server, room);
  await renderInHallway(hallway, Composer, { server, room, composer });
  await expect.element(page.getByText(line, { exact: false })).toBeVisible();
  expect(page.getByRole('button', { name: 'Join again' }).elements()).toHaveLength(
    parts.isClosed || parts.visibility === 'private' ? 0 : 1,
  );
});
