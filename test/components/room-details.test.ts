import { expect, it } from 'vitest';
import { page } from 'vitest/browser';
import RoomDetails from '#renderer/features/rooms/RoomDetails.svelte';
import type { PersonRole } from '#shared/domain/role.ts';
import { buildPerson, buildRoom, buildServer, jonas, mara, personIdOf } from '#test/main/terminal/builders.ts';
import { renderInHallway } from './render-in-hallway.ts';
import { setupHallway } from './setup-hallway.ts';

const oskar = personIdOf('o');

/** Whom it offers to take out of a room of Mara, Jonas the moderator and Oskar the guest. */
async function offered(role: PersonRole, createdBy: typeof mara): Promise<string[]> {
  const people = [
    buildPerson({ personId: mara, displayName: 'Mara', isMe: true, role }),
    buildPerson({ role: 'moderator' }),
    buildPerson({ personId: oskar, displayName: 'Oskar', role: 'guest' }),
  ];
  const { hallway } = await setupHallway({ people });
  const room = buildRoom({ createdBy, memberIds: [mara, jonas, oskar] });
  await renderInHallway(hallway, RoomDetails, { server: buildServer(), room });
  await expect.element(page.getByText('Oskar')).toBeInTheDocument();
  const removes = page.getByRole('button', { name: /^Remove/u }).elements();
  return ['Jonas', 'Oskar'].filter((name) => removes.some((each) => each.ariaLabel?.includes(name)));
}

it.each([
  ['moderator', jonas, ['Oskar']],
  ['moderator', mara, ['Jonas', 'Oskar']],
  ['member', jonas, []],
  ['member', mara, ['Jonas', 'Oskar']],
] as const)(
  '[T9] a %s is offered to take out whom they stand above, and everybody where they have made the room',
  async (role, createdBy, expected) => {
    expect(await offered(role, createdBy)).toEqual(expected);
  },
);
