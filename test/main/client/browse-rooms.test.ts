import { expect, it } from 'vitest';
import { ok } from '#shared/result.ts';
import { browseRooms } from '#main/client/browse-rooms.ts';
import type { ServerClient } from '#main/client/server-client.ts';
import { roomIdOf } from '#test/support/sample-ids.ts';

type Browsed = { readonly rooms: readonly unknown[]; readonly next: unknown };

/** A server that answers with these pages, the last one again and again. */
function clientOf(pages: readonly Browsed[]) {
  let asked = 0;
  const request = () => {
    const value = pages[Math.min(asked, pages.length - 1)];
    asked += 1;
    return Promise.resolve(ok({ value }));
  };
  const client = { connector: { session: { requests: { request } }, state: { type: 'active' } } };
  return { client: client as unknown as ServerClient, asked: () => asked };
}

const roomOf = (number: number) => ({
  room: { roomId: roomIdOf(number), name: `room ${number}`, topic: '' },
  memberCount: 1,
  isMember: false,
});

it('a room that a server tells twice is there once', async () => {
  const { client } = clientOf([
    { rooms: [roomOf(1), roomOf(2), roomOf(1)], next: 'more' },
    { rooms: [roomOf(2), roomOf(3)], next: null },
  ]);
  const found = await browseRooms(client);
  expect(found.ok && found.value.map(({ name }) => name)).toEqual(['room 1', 'room 2', 'room 3']);
});

it('a server that never comes to an end is left after a while', async () => {
  const { client, asked } = clientOf([{ rooms: [roomOf(1)], next: 'more' }]);
  expect(await browseRooms(client)).toMatchObject({ ok: true, value: [{ name: 'room 1' }] });
  expect(asked()).toBe(100);
});
