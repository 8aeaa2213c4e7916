import { expect, it, vi } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import PickPeopleDialog from '#renderer/features/people/PickPeopleDialog.svelte';
import CreateRoomDialog from '#renderer/features/rooms/CreateRoomDialog.svelte';
import RoomHeader from '#renderer/features/rooms/RoomHeader.svelte';
import ForgetServerDialog from '#renderer/features/settings/ForgetServerDialog.svelte';
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

it('Enter takes the first who fits what was typed, and then those who were chosen', async () => {
  const { scripted, onclose, invited } = await setupInvitation();
  scripted.answer('room.invite', async () => ok({ commandId: commandIdOf(1) }));
  await userEvent.keyboard('{Enter}');
  await userEvent.keyboard('ce{Enter}');
  await expect.element(page.getByRole('checkbox', { name: 'Cem' })).toBeChecked();
  expect(invited()).toEqual([]);
  await userEvent.keyboard('{Enter}');
  await expect.poll(() => onclose.mock.calls.length).toBe(1);
  expect(invited()).toHaveLength(1);
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

it('a name may have sixty-four letters of any kind, and a longer one says so', async () => {
  const { scripted, hallway } = await setupHallway();
  await renderInHallway(hallway, CreateRoomDialog, { server: buildServer(), onclose: () => undefined });
  const name = page.getByRole('textbox', { name: 'Name' });
  await userEvent.fill(name, '🚪'.repeat(65));
  await userEvent.keyboard('{Enter}');
  await expect.element(page.getByRole('alert')).toHaveTextContent('The name is too long: at most 64 characters.');
  await userEvent.fill(name, '🚪'.repeat(64));
  await userEvent.fill(page.getByRole('textbox', { name: 'Topic' }), 't'.repeat(251));
  await userEvent.keyboard('{Enter}');
  await expect.element(page.getByRole('alert')).toHaveTextContent('The topic is too long: at most 250 characters.');
  expect(scripted.calls.filter((call) => call.name === 'room.create')).toEqual([]);
  await userEvent.fill(page.getByRole('textbox', { name: 'Topic' }), 't'.repeat(250));
  await userEvent.keyboard('{Enter}');
  await expect.poll(() => scripted.calls.filter((call) => call.name === 'room.create').length).toBe(1);
});

it('forgetting a server counts the messages that go with it, and nothing that nobody wrote', async () => {
  const { scripted, hallway } = await setupHallway();
  const server = buildServer({ outbox: { waiting: 3, failed: 0 } });
  await renderInHallway(hallway, ForgetServerDialog, { server, onclose: () => undefined });
  const sentences = () => page.getByRole('dialog').element().textContent;
  await expect.poll(sentences).toContain('are deleted from this computer. On the server');
  scripted.emit('room.changed', { serverId: server.serverId, rooms: [buildRoom({ waiting: 2 })], removed: [] });
  await expect.poll(sentences).toContain('and so are 2 messages not sent yet.');
});

it('a private room says so in its header', async () => {
  const { hallway } = await setupHallway();
  const room = buildRoom({ visibility: 'private' });
  await renderInHallway(hallway, RoomHeader, { server: buildServer(), room });
  await expect.element(page.getByText('Private', { exact: true })).toBeVisible();
});
