import { describe, expect, it, vi } from 'vitest';
import { page } from 'vitest/browser';
import AtDoor from '#renderer/features/door/AtDoor.svelte';
import KnockDialog from '#renderer/features/door/KnockDialog.svelte';
import KnockNotices from '#renderer/features/door/KnockNotices.svelte';
import OpenDoorDialog from '#renderer/features/door/OpenDoorDialog.svelte';
import type { DeviceKey } from '#shared/domain/ids.ts';
import type { PersonRole } from '#shared/domain/role.ts';
import type { KnockView } from '#shared/ipc/door-api.ts';
import { err, ok } from '#shared/result.ts';
import { buildPerson, buildServer, mara, nordlicht, personIdOf } from '#test/main/terminal/builders.ts';
import { renderInHallway } from './render-in-hallway.ts';
import { setupHallway } from './setup-hallway.ts';

const device = `${'S'.repeat(42)}A` as DeviceKey;
const sofia: KnockView = {
  knockId: 1,
  displayName: 'Sofia Marchetti',
  device,
  address: '10.20.8.61',
  at: 0,
  isOpened: false,
};
const ken: KnockView = { ...sofia, knockId: 2, displayName: 'Ken', device: `${'K'.repeat(42)}A` as DeviceKey };

async function setupKnock(role: PersonRole = 'owner') {
  const people = [buildPerson({ personId: mara, displayName: 'Mara', isMe: true, role })];
  const { scripted, hallway } = await setupHallway({ people });
  const wait = (list: readonly KnockView[]) => {
    scripted.answer('knock.list', async () => ok(list));
    scripted.server({ knocks: list.length });
  };
  scripted.answer('knock.open', async () => ok({ device, digits: '704226' }));
  wait([sofia, ken]);
  await expect.poll(() => hallway.knocks.of(nordlicht).length).toBe(2);
  const onclose = vi.fn<() => void>();
  const asked = (name: string) => scripted.calls.filter((call) => call.name === name).map(({ params }) => params);
  const open = () => renderInHallway(hallway, KnockDialog, { server: buildServer(), knock: sofia, onclose });
  return { scripted, hallway, wait, onclose, asked, open };
}

const button = (name: string | RegExp) => page.getByRole('button', { name });

it('[T7, P18] whoever says that they are in already does not count among those who come in by an open door', async () => {
  const { hallway, wait, onclose } = await setupKnock();
  const mia = { ...sofia, knockId: 3, claims: mara };
  wait([sofia, ken, mia, { ...mia, knockId: 4, claims: null }]);
  await expect.poll(() => hallway.knocks.of(nordlicht).length).toBe(4);
  await renderInHallway(hallway, OpenDoorDialog, { server: buildServer(), onclose });
  await expect.element(page.getByText(/The 2 who wait come in at once/u)).toBeVisible();
});

describe('[T7] the dialog at the door', () => {
  it('shows the digits in two threes, says who else waits, and lets in as a member', async () => {
    const { open, asked, onclose } = await setupKnock();
    await open();
    await expect.element(page.getByRole('img', { name: 'Digits: 7 0 4 2 2 6' })).toBeVisible();
    await expect.element(page.getByText('1 more person waits outside.')).toBeVisible();
    await expect.element(button('Not now')).toHaveFocus();
    await button(/^They match, let .Sofia. in$/u).click();
    await expect.poll(() => onclose.mock.calls.length).toBe(1);
    expect(asked('knock.accept')).toEqual([{ serverId: nordlicht, device, role: 'member' }]);
    expect(asked('knock.open')).toEqual([{ serverId: nordlicht, knockId: 1 }]);
  });

  it('[P18] says of whoever claims a name that nobody has that they come in as somebody new', async () => {
    const { hallway, onclose, asked } = await setupKnock();
    const knock = { ...sofia, claims: null };
    await renderInHallway(hallway, KnockDialog, { server: buildServer(), knock, onclose });
    await expect.element(page.getByText(/nobody here is called .Sofia Marchetti/u)).toBeVisible();
    await button(/^They match, let .Sofia. in$/u).click();
    await expect.poll(() => asked('knock.accept')).toEqual([{ serverId: nordlicht, device, role: 'member' }]);
  });

  it('[T9] offers a moderator the roles below, and no more', async () => {
    const { open, asked } = await setupKnock('moderator');
    await open();
    await button('Comes in as: Member').click();
    const names = page.getByRole('menuitemradio').elements();
    expect(names.map(({ textContent }) => textContent.trim())).toEqual(['Member', 'Guest']);
    await page.getByRole('menuitemradio', { name: 'Guest' }).click();
    await button(/^They match/u).click();
    await expect.poll(() => asked('knock.accept')).toEqual([{ serverId: nordlicht, device, role: 'guest' }]);
  });

  it('sends away who shows other digits, and asks whether this key stays out', async () => {
    const { open, asked, onclose } = await setupKnock();
    await open();
    await button('They differ').click();
    await expect.element(page.getByRole('heading', { name: /was sent away$/u })).toBeVisible();
    expect([asked('knock.refuse'), asked('device.setBan')]).toEqual([[{ serverId: nordlicht, knockId: 1 }], []]);
    await button('Keep this key out').click();
    await expect.poll(() => onclose.mock.calls.length).toBe(1);
    expect(asked('device.setBan')).toEqual([{ serverId: nordlicht, device, isBanned: true }]);
  });

  it('says when the door can be opened again, and has no button to let in meanwhile', async () => {
    const { scripted, open } = await setupKnock();
    scripted.answer('knock.open', async () => err({ type: 'overloaded', retryAfterMs: 60_000 }));
    await open();
    await expect.element(page.getByText(/five times within an hour.* at \d\d:\d\d/u)).toBeVisible();
    expect(button(/^They/u).elements()).toEqual([]);
  });

  it('says that somebody else has let them in meanwhile', async () => {
    const { scripted, wait, open } = await setupKnock();
    await open();
    await expect.element(page.getByRole('img', { name: /^Digits/u })).toBeVisible();
    const people = [buildPerson({ personId: personIdOf('s'), displayName: 'Sofia Marchetti' })];
    scripted.emit('person.changed', { serverId: nordlicht, people, removed: [] });
    wait([ken]);
    await expect.element(page.getByText('Somebody else let them in meanwhile.')).toBeVisible();
    expect(button(/^They/u).elements()).toEqual([]);
  });
});

it('[T7] a notice of a knock asks for no digits before it is clicked, and is gone once it was', async () => {
  const { hallway, asked } = await setupKnock();
  await renderInHallway(hallway, KnockNotices, {});
  await expect.element(button(/^.Ken. knocks/u)).toBeVisible();
  await button(/Sofia Marchetti. knocks/u).click();
  expect([hallway.place.dialog, hallway.place.atDoor?.knock?.knockId, asked('knock.open')]).toEqual(['knock', 1, []]);
  await expect.element(button(/Sofia Marchetti. knocks/u)).not.toBeInTheDocument();
  await button('Dismiss').click();
  await expect.element(button(/knocks/u)).not.toBeInTheDocument();
});

it('[T7, T9] whoever may let nobody in any more is shown nobody at the door', async () => {
  const { scripted, hallway } = await setupKnock('moderator');
  await renderInHallway(hallway, KnockNotices, {});
  await renderInHallway(hallway, AtDoor, { server: buildServer({ knocks: 2 }) });
  await expect.element(button(/^.Ken. knocks/u)).toBeVisible();
  await expect.element(button(/^At the door/u)).toBeVisible();
  const people = [buildPerson({ personId: mara, displayName: 'Mara', isMe: true, role: 'member' })];
  scripted.emit('person.changed', { serverId: nordlicht, people, removed: [] });
  await expect.element(button(/knocks/u)).not.toBeInTheDocument();
  await expect.element(button(/^At the door/u)).not.toBeInTheDocument();
});
