import { expect, it } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import RoomList from '#renderer/features/rooms/RoomList.svelte';
import { buildPerson, buildRoom, buildServer, mara, nordlicht, roomIdOf } from '#test/main/terminal/builders.ts';
import { renderInHallway } from './render-in-hallway.ts';
import { setupHallway } from './setup-hallway.ts';

async function setupRooms() {
  const names = ['general', 'kitchen', 'lab', 'library'];
  const rooms = names.map((name, index) => buildRoom({ name, roomId: roomIdOf('abcd'.charAt(index)) }));
  const { scripted, hallway } = await setupHallway({ rooms });
  hallway.place.goToRoom(buildServer().serverId, roomIdOf('b'));
  await renderInHallway(hallway, RoomList, { server: buildServer() });
  const list = page.getByRole('navigation', { name: 'Rooms' });
  const room = (name: string) => list.getByRole('button', { name });
  await expect.element(room('general')).toBeVisible();
  return { scripted, hallway, list, room };
}

it('[T9] offers a guest no room and no chat to begin', async () => {
  const people = (role: 'guest' | 'member') => [buildPerson({ personId: mara, displayName: 'Mara', isMe: true, role })];
  const { scripted, hallway } = await setupHallway({ people: people('member') });
  await renderInHallway(hallway, RoomList, { server: buildServer() });
  const begin = page.getByRole('button', { name: /^(?:Create or browse rooms|New direct message)$/u });
  await expect.poll(() => begin.elements().length).toBe(2);
  scripted.emit('person.changed', { serverId: nordlicht, people: people('guest'), removed: [] });
  await expect.poll(() => begin.elements().length).toBe(0);
});

it('is one tab stop, which is the room one is in', async () => {
  const { list, room } = await setupRooms();
  const stops = () =>
    [...list.element().querySelectorAll('[tabindex="0"]')].map(({ textContent }) => textContent.trim());
  await expect.poll(stops).toEqual(['kitchen']);
  await userEvent.click(room('lab'));
  await expect.poll(stops).toEqual(['lab']);
});

it('arrows, Home and End move within it and stop at its ends', async () => {
  const { room } = await setupRooms();
  await room('kitchen').click();
  for (const [key, name] of [
    ['{ArrowDown}', 'lab'],
    ['{End}', 'library'],
    ['{ArrowDown}', 'library'],
    ['{Home}', 'general'],
    ['{ArrowUp}', 'general'],
  ] as const) {
    await userEvent.keyboard(key);
    await expect.element(room(name)).toHaveFocus();
  }
});

it('a letter goes to the next room that begins with it, and round', async () => {
  const { room } = await setupRooms();
  await room('kitchen').click();
  for (const name of ['lab', 'library', 'lab']) {
    await userEvent.keyboard('l');
    await expect.element(room(name)).toHaveFocus();
  }
});

it('arrows go nowhere by themselves: Enter opens the room', async () => {
  const { hallway, room } = await setupRooms();
  await room('kitchen').click();
  await userEvent.keyboard('{ArrowDown}');
  expect(hallway.room?.name).toBe('kitchen');
  await userEvent.keyboard('{Enter}');
  expect(hallway.room?.name).toBe('lab');
  await expect.element(room('lab')).toHaveAttribute('aria-current', 'page');
});

it('keeps its tab stop when a room comes in', async () => {
  const { scripted, list, room } = await setupRooms();
  await room('lab').click();
  const added = buildRoom({ name: 'archive', roomId: roomIdOf('e') });
  scripted.emit('room.changed', { serverId: buildServer().serverId, rooms: [added], removed: [] });
  await expect.element(room('archive')).toBeVisible();
  await expect.poll(() => list.element().querySelectorAll('[tabindex="0"]').length).toBe(1);
  await expect.element(room('lab')).toHaveFocus();
});
