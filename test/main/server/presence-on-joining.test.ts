import { expect, it } from 'vitest';
import { firstRoom, setupChatServer } from './chat-server-world.ts';
import type { TestClient } from './test-client.ts';

it('[P20] people who come into one room hear of each other, whoever was there first', async () => {
  const world = await setupChatServer();
  const roomId = await firstRoom(world);
  const first = await world.join(1);
  const second = await world.join(2);
  first.sendCommand('room.join', { roomId });
  await world.wait(1_000);
  expect(presenceOf(first, second)).toBeUndefined();

  second.sendCommand('room.join', { roomId });
  await world.wait(1_000);
  expect(presenceOf(first, second)).toBe('here');
  expect(presenceOf(second, first)).toBe('here');
});

function presenceOf(listener: TestClient, other: TestClient): unknown {
  const people = listener.takeOf('signal').flatMap(({ name, params }) => (name === 'presence' ? peopleIn(params) : []));
  return people.findLast(([personId]) => personId === other.personId)?.[1];
}

function peopleIn(params: unknown): readonly (readonly [string, string])[] {
  return (params as { people: readonly (readonly [string, string])[] }).people;
}
