import { describe, expect, it, vi } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import DoorPage from '#renderer/features/door/DoorPage.svelte';
import MemberDialog from '#renderer/features/members/MemberDialog.svelte';
import MembersPage from '#renderer/features/members/MembersPage.svelte';
import Plate from '#renderer/features/servers/Plate.svelte';
import type { MemberDecision } from '#renderer/state/place.svelte.ts';
import { paletteEntries } from '#renderer/features/palette/palette-entries.ts';
import { isPossible } from '#renderer/state/window-actions.ts';
import type { DeviceKey } from '#shared/domain/ids.ts';
import type { PersonRole } from '#shared/domain/role.ts';
import { ok } from '#shared/result.ts';
import {
  buildPerson,
  buildServer,
  commandIdOf,
  jonas,
  mara,
  nordlicht,
  personIdOf,
} from '#test/main/terminal/builders.ts';
import { renderInHallway } from './render-in-hallway.ts';
import { setupHallway } from './setup-hallway.ts';

const server = buildServer();

async function setupHouse(role: PersonRole = 'owner') {
  const dayMs = 86_400_000;
  const people = [
    buildPerson({ personId: mara, displayName: 'Mara', isMe: true, role }),
    buildPerson(),
    buildPerson({ personId: personIdOf('o'), displayName: 'Oskar', role: 'guest' }),
    buildPerson({
      personId: personIdOf('v'),
      displayName: 'Viktor',
      standing: 'removed',
      standingSince: Date.now() - dayMs,
    }),
    buildPerson({
      personId: personIdOf('z'),
      displayName: 'Zoe',
      standing: 'banned',
      standingSince: Date.now() - 31 * dayMs,
    }),
  ];
  const { scripted, hallway } = await setupHallway({ people });
  const asked = (name: string) => scripted.calls.filter((call) => call.name === name).map(({ params }) => params);
  return { scripted, hallway, asked };
}

const button = (name: string | RegExp) => page.getByRole('button', { name });
const items = (role: 'menuitem' | 'menuitemradio') =>
  page
    .getByRole(role)
    .elements()
    .map(({ textContent }) => textContent.trim());

describe('the page of members', () => {
  it('[T9] changes a role in place, to what the table allows', async () => {
    const { hallway, asked } = await setupHouse('moderator');
    await renderInHallway(hallway, MembersPage, { server });
    await button(/^Role of .Jonas.: Member$/u).click();
    expect(items('menuitemradio')).toEqual(['Member', 'Guest']);
    await page.getByRole('menuitemradio', { name: 'Guest' }).click();
    await expect.poll(() => asked('person.setRole')).toEqual([{ serverId: nordlicht, personId: jonas, role: 'guest' }]);
    expect(button(/^Role of .Mara/u).elements()).toEqual([]);
  });

  it('offers in the menu what can be done, and leads from there to the roles', async () => {
    const { hallway } = await setupHouse();
    await renderInHallway(hallway, MembersPage, { server });
    await button(/^More about .Jonas/u).click();
    expect(items('menuitem').map((name) => name.replaceAll(/[\u2068\u2069]/gu, ''))).toEqual([
      'Write to Jonas',
      'Change role',
      'Hand over the server…',
      'Devices…',
      'Block…',
      'Report…',
      'Deactivate…',
      'Remove…',
      'Remove and ban…',
    ]);
    await page.getByRole('menuitem', { name: 'Change role' }).click();
    await expect.poll(() => items('menuitemradio')).toEqual(['Owner', 'Moderator', 'Member', 'Guest']);
    await userEvent.keyboard('{Escape}');
    await expect.element(button(/^More about .Jonas/u)).toHaveFocus();
  });

  it('shows a member the others without a button that would be refused', async () => {
    const { hallway } = await setupHouse('member');
    await renderInHallway(hallway, MembersPage, { server });
    await button(/^More about .Jonas/u).click();
    expect(items('menuitem').map((name) => name.replaceAll(/[\u2068\u2069]/gu, ''))).toEqual([
      'Write to Jonas',
      'Block…',
      'Report…',
    ]);
    expect(button(/^(Role of|Removed)/u).elements()).toEqual([]);
  });

  it('finds by name, and says where nobody is called so', async () => {
    const { hallway } = await setupHouse();
    await renderInHallway(hallway, MembersPage, { server });
    await page.getByRole('searchbox', { name: 'Find by name' }).fill('osk');
    await expect.element(page.getByText('Jonas', { exact: true })).not.toBeInTheDocument();
    await expect.element(page.getByText('Oskar', { exact: true })).toBeVisible();
    await page.getByRole('searchbox', { name: 'Find by name' }).fill('nobody');
    await expect.element(page.getByText('Nobody of this name.')).toBeVisible();
  });

  it('[T10] takes back who was removed, until the day on which that ends', async () => {
    const { hallway, asked } = await setupHouse();
    await renderInHallway(hallway, MembersPage, { server });
    await button(/^Removed 2$/u).click();
    expect(button(/^Take back /u).elements()).toHaveLength(1);
    await button(/^Take back .Viktor/u).click();
    const personId = personIdOf('v');
    await expect
      .poll(() => asked('person.setStanding'))
      .toEqual([{ serverId: nordlicht, personId, standing: 'active' }]);
  });
});

it.each([
  ['guest', [], false],
  ['member', ['Members'], false],
  ['moderator', ['Invite to', 'Members'], true],
] as const)(
  '[T9] the menu of the server offers a %s no more than what is allowed',
  async (role, offered, canInvite) => {
    const { hallway } = await setupHouse(role);
    await renderInHallway(hallway, Plate, { server });
    await button(/Server menu/u).click();
    const found = items('menuitem').flatMap((name) => /^(Invite to|Members)/u.exec(name)?.[0] ?? []);
    expect(found).toEqual(offered);
    await userEvent.keyboard('{Escape}');
    hallway.settings.values = { ...hallway.settings.values, displayName: 'Mara' };
    expect(isPossible(hallway, 'server.invite')).toBe(canInvite);
    for (const action of ['members', 'direct.open', 'room.create', 'room.browse'] as const)
      expect([action, isPossible(hallway, action)]).toEqual([action, role !== 'guest']);
    const entries = paletteEntries(hallway, 'Jonas').map(({ target }) => target.type);
    expect(entries.includes('person')).toBe(role !== 'guest');
  },
);

describe('what cannot be undone by itself is asked first:', () => {
  async function setupDecision(decision: MemberDecision) {
    const { scripted, hallway, asked } = await setupHouse();
    const onclose = vi.fn<() => void>();
    scripted.answer('person.setRole', async () => ok({ commandId: commandIdOf(7) }));
    const shown = await renderInHallway(hallway, MemberDialog, { server, decision, onclose });
    const becomesOwner = () => {
      const people = [buildPerson({ role: 'owner' })];
      scripted.emit('person.changed', { serverId: nordlicht, people, removed: [] });
    };
    return { scripted, asked, onclose, shown, becomesOwner };
  }

  it('removing names what follows, and the safe answer has the focus', async () => {
    const { asked, onclose } = await setupDecision({ type: 'standing', personId: jonas, standing: 'removed' });
    await expect.element(page.getByText(/cut off within a second.*whenever you like/u)).toBeVisible();
    await expect.element(button('Keep')).toHaveFocus();
    await button('Remove').click();
    await expect.poll(() => onclose.mock.calls.length).toBe(1);
    expect(asked('person.setStanding')).toEqual([{ serverId: nordlicht, personId: jonas, standing: 'removed' }]);
  });

  it('handing over makes the owner first, and steps down once the server has', async () => {
    const { asked, onclose, becomesOwner } = await setupDecision({ type: 'owner', personId: jonas });
    await button('Hand over').click();
    await expect.poll(() => asked('person.setRole')).toHaveLength(1);
    await expect.element(button('Hand over')).toBeDisabled();
    expect([asked('person.setRole').length, onclose.mock.calls.length]).toEqual([1, 0]);
    becomesOwner();
    await expect.poll(() => onclose.mock.calls.length).toBe(1);
    expect(asked('person.setRole')).toEqual([
      { serverId: nordlicht, personId: jonas, role: 'owner' },
      { serverId: nordlicht, personId: mara, role: 'moderator' },
    ]);
  });

  it('handing over leaves the owner what they are where the server refuses the other one', async () => {
    const { scripted, asked, onclose } = await setupDecision({ type: 'owner', personId: jonas });
    await button('Hand over').click();
    await expect.poll(() => asked('person.setRole')).toHaveLength(1);
    const refused = { serverId: nordlicht, commandId: commandIdOf(7), kind: 'person.setRole', roomId: null };
    scripted.emit('command.failed', { ...refused, reason: { type: 'not_allowed' } });
    await expect.element(page.getByRole('alert')).toBeVisible();
    expect([asked('person.setRole').length, onclose.mock.calls.length]).toEqual([1, 0]);
  });

  it('handing over leaves the owner what they are once they have thought better of it', async () => {
    const { asked, shown, becomesOwner } = await setupDecision({ type: 'owner', personId: jonas });
    await button('Hand over').click();
    await expect.poll(() => asked('person.setRole')).toHaveLength(1);
    await shown.unmount();
    becomesOwner();
    await new Promise((resolve) => requestAnimationFrame(resolve));
    expect(asked('person.setRole')).toHaveLength(1);
  });

  it('a second owner leaves the first one what they are', async () => {
    const { asked, onclose } = await setupDecision({ type: 'owner', personId: jonas });
    await page.getByRole('radio', { name: /^Stay an owner too/u }).click();
    await button('Make owner').click();
    await expect.poll(() => onclose.mock.calls.length).toBe(1);
    expect(asked('person.setRole')).toHaveLength(1);
  });
});

describe('[T7] the page of the door', () => {
  const device = `${'R'.repeat(42)}A` as DeviceKey;

  it('is set by owners, and says what each means', async () => {
    const { scripted, hallway, asked } = await setupHouse();
    const banned = [{ device, bannedAt: 0 }];
    scripted.answer('door.read', async () => ok({ door: 'knock', openUntil: 0, banned }));
    await renderInHallway(hallway, DoorPage, { server });
    await expect.element(page.getByRole('radio', { name: /^Knock/u })).toHaveAttribute('aria-checked', 'true');
    await page.getByRole('radio', { name: /^Invite only/u }).click();
    await expect.poll(() => asked('door.set')).toEqual([{ serverId: nordlicht, door: 'invite', openForMs: 0 }]);
    await button(/^Let knock again: R/u).click();
    await expect.element(page.getByText('No key is kept out.')).toBeVisible();
    expect(asked('device.setBan')).toEqual([{ serverId: nordlicht, device, isBanned: false }]);
  });

  it('lets moderators open it for a while, and close it again, and no more', async () => {
    const { scripted, hallway, asked } = await setupHouse('moderator');
    const openUntil = Date.now() + 600_000;
    scripted.answer('door.read', async () => ok({ door: 'knock', openUntil, banned: [] }));
    await renderInHallway(hallway, DoorPage, { server });
    await expect.element(page.getByText(/^Open for everyone until \d\d:\d\d$/u)).toBeVisible();
    expect(page.getByRole('radio').elements()).toEqual([]);
    await button('Close it now').click();
    await expect.poll(() => asked('door.set')).toEqual([{ serverId: nordlicht, door: 'knock', openForMs: 0 }]);
    await button('Let everyone in for 15 minutes…').click();
    expect(hallway.place.dialog).toBe('open-door');
  });
});
