import { expect, it } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import Palette from '#renderer/features/palette/Palette.svelte';
import { buildRoom, roomIdOf } from '#test/main/terminal/builders.ts';
import { renderInHallway } from './render-in-hallway.ts';
import { setupHallway } from './setup-hallway.ts';

async function setupPalette(parts: Parameters<typeof setupHallway>[0] = {}) {
  const opener = document.body.appendChild(document.createElement('button'));
  opener.focus();
  const { scripted, hallway } = await setupHallway(parts);
  const stage: { unmount?: () => unknown } = {};
  Object.assign(stage, await renderInHallway(hallway, Palette, { onclose: () => void stage.unmount?.() }));
  return { scripted, hallway, opener, input: page.getByRole('combobox') };
}

it('gives the focus back to where it was', async () => {
  const { opener, input } = await setupPalette();
  await expect.element(input).toHaveFocus();
  await userEvent.keyboard('{Escape}');
  await expect.element(input).not.toBeInTheDocument();
  expect(document.activeElement).toBe(opener);
  opener.remove();
});

it('offers what the window can do behind rooms and people, and does it', async () => {
  const { hallway, opener, input } = await setupPalette();
  await expect.element(input).toHaveFocus();
  const options = (): string[] =>
    page
      .getByRole('option')
      .elements()
      .map(({ textContent }) => textContent.trim());
  expect(options()[0]).toContain('general');
  expect(options().findIndex((name) => name.startsWith('Settings'))).toBeGreaterThan(1);
  await userEvent.keyboard('dark');
  await expect.poll(options).toEqual(['Theme: Dark']);
  await userEvent.keyboard('{Enter}');
  await expect.poll(() => hallway.settings.theme).toBe('dark');
  opener.remove();
});

it('[H3] leads to whatever the hallway lists, and so to a room that the server keeps closed', async () => {
  const secret = buildRoom({ roomId: roomIdOf('s'), name: 'secret', visibility: 'private', isMember: false });
  const closed = { ...secret, roomId: roomIdOf('c'), name: 'second', isClosed: true };
  const { opener, input } = await setupPalette({ rooms: [buildRoom(), secret, closed] });
  await expect.element(input).toHaveFocus();
  await userEvent.keyboard('sec');
  await expect.poll(() => page.getByRole('option').elements()).toHaveLength(1);
  await expect.element(page.getByRole('option', { name: 'second' })).toBeVisible();
  opener.remove();
});

it('does an action by its name', async () => {
  const { hallway, opener, input } = await setupPalette();
  hallway.place.dialog = 'palette';
  await expect.element(input).toHaveFocus();
  await userEvent.keyboard('create a r{Enter}');
  expect(hallway.place.dialog).toBe('create-room');
  opener.remove();
});
