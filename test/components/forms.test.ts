import { expect, it, vi } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import PickPeopleDialog from '#renderer/features/people/PickPeopleDialog.svelte';
import CreateRoomDialog from '#renderer/features/rooms/CreateRoomDialog.svelte';
import { err, ok } from '#shared/result.ts';
import { buildPerson, buildRoom, buildServer, commandIdOf, mara, personIdOf } from '#test/main/terminal/builders.ts';
import { renderInHallway } from './render-in-hallway.ts';
import { setupHallway } from './setup-hallway.ts';

async function setupInvitation() {
  const people = [
    buildPerson({ personId: mara, displayName: 'Mara', isMe: true }),
    buildPerson({ personId: personIdOf('b'), displayName: 'Bob' }),
    buildPerson({ personId: personIdOf('c'), displayName: 'Cem' }),
  ];
  const { scripted, hallway } = await setupHallway({ people });
  const onclose = vi.fn<() => void>();
  const room = buildRoom({ memberIds: [mara] });
  await renderInHallway(hallway, PickPeopleDialog, { server: buildServer(), room, onclose });
  const invited = () => scripted.calls.filter(({ name }) => name === 'room.invite').map(({ params }) => params);
  return { scripted, onclose, invited };
}

it('an invitation that was refused once goes out again for those it was refused for, and the dialog closes', async () => {
  const { scripted, onclose, invited } = await setupInvitation();
  scripted.answer('room.invite', async ({ personId }) =>
    personId === personIdOf('b') ? err({ type: 'person_not_known' }) : ok({ commandId: commandIdOf(1) }),
  );
  await page.getByRole('checkbox', { name: 'Bob' }).click();
  await page.getByRole('checkbox', { name: 'Cem' }).click();
  await page.getByRole('button', { name: 'Invite 2 people' }).click();
  await expect.element(page.getByRole('alert')).toHaveTextContent('This person is not known here.');
  expect(onclose).not.toHaveBeenCalled();
  scripted.answer('room.invite', async () => ok({ commandId: commandIdOf(2) }));
  await page.getByRole('button', { name: 'Invite', exact: true }).click();
  await expect.poll(() => onclose.mock.calls.length).toBe(1);
  await expect.element(page.getByRole('alert')).not.toBeInTheDocument();
  expect(invited().map((params) => (params as { personId: string }).personId)).toEqual(
    ['b', 'c', 'b'].map((letter) => personIdOf(letter)),
  );
});

it('two Enters make one room', async () => {
  const { scripted, hallway } = await setupHallway();
  await renderInHallway(hallway, CreateRoomDialog, { server: buildServer(), onclose: () => undefined });
  let answer: () => void = () => undefined;
  const isAnswered = new Promise<void>((resolve) => {
    answer = resolve;
  });
  const created = () => scripted.calls.filter(({ name }) => name === 'room.create').length;
  scripted.answer('room.create', async () => {
    await isAnswered;
    return ok({ commandId: commandIdOf(1), roomId: buildRoom().roomId });
  });
  await userEvent.keyboard('workshop{Enter}{Enter}');
  await expect.poll(created).toBe(1);
  answer();
  await expect.poll(() => hallway.place.roomOn(buildServer().serverId)).toBe(buildRoom().roomId);
  expect(created()).toBe(1);
});
