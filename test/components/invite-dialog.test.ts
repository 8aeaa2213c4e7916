import { expect, it, vi } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import InviteDialog from '#renderer/features/invites/InviteDialog.svelte';
import type { InviteId } from '#shared/domain/ids.ts';
import type { PersonRole } from '#shared/domain/role.ts';
import { ok } from '#shared/result.ts';
import {
  buildPerson,
  buildRoom,
  buildServer,
  commandIdOf,
  general,
  mara,
  roomIdOf,
} from '#test/main/terminal/builders.ts';
import { renderInHallway } from './render-in-hallway.ts';
import { setupHallway } from './setup-hallway.ts';

async function setupInvite(role: PersonRole = 'owner') {
  const people = [buildPerson({ personId: mara, displayName: 'Mara', isMe: true, role })];
  const rooms = [buildRoom(), buildRoom({ roomId: roomIdOf('l'), name: 'lab' })];
  const { scripted, hallway } = await setupHallway({ people, rooms });
  let made = 0;
  scripted.answer('invite.create', async () => {
    made += 1;
    const inviteId = `${'abcdefgh'.charAt(made).repeat(25)}a` as InviteId;
    const expiresAt = Date.now() + 3_600_000;
    return ok({ commandId: commandIdOf(100 + made), inviteId, link: `hallway://join?t=${made}`, expiresAt });
  });
  await renderInHallway(hallway, InviteDialog, { server: buildServer(), onclose: vi.fn<() => void>() });
  const link = page.getByRole('textbox', { name: 'Link of the invite' });
  await expect.element(link).toHaveValue('hallway://join?t=1');
  const asked = (name: string) => scripted.calls.filter((call) => call.name === name).map(({ params }) => params);
  return { link, asked };
}

it('[T6] a link and its code are there at once, and every change makes new ones', async () => {
  const { link, asked } = await setupInvite();
  const code = () => page.getByRole('img', { name: 'Code of the invite' }).element().innerHTML;
  const before = code();
  await page.getByRole('radio', { name: '7 days' }).click();
  await expect.element(link).toHaveValue('hallway://join?t=2');
  expect(code()).not.toBe(before);
  expect(asked('invite.revoke')).toHaveLength(1);
  await page.getByRole('textbox', { name: 'For whom' }).fill('Sofia');
  expect(asked('invite.create')).toHaveLength(2);
  await userEvent.tab();
  await expect.poll(() => asked('invite.create').at(-1)).toMatchObject({ note: 'Sofia', role: 'member', maxUses: 1 });
});

it('[T6] a guest is invited into rooms, and has no link without one', async () => {
  const { link, asked } = await setupInvite();
  await page.getByRole('radio', { name: 'Guest' }).click();
  await expect.element(page.getByText(/^Choose a room/u)).toBeVisible();
  await expect.element(link).not.toBeInTheDocument();
  await page.getByRole('button', { name: 'Room', exact: true }).click();
  await page.getByRole('menuitem', { name: 'general' }).click();
  await expect.poll(() => asked('invite.create').at(-1)).toMatchObject({ role: 'guest', roomIds: [general] });
  await page.getByRole('button', { name: /^Without/u }).click();
  await expect.element(page.getByText(/^Choose a room/u)).toBeVisible();
});

it('[T9] only owners invite moderators', async () => {
  await setupInvite('moderator');
  const roles = page.getByRole('radiogroup', { name: 'Comes in as' }).getByRole('radio').elements();
  expect(roles.map(({ textContent }) => textContent.trim())).toEqual(['Member', 'Guest']);
});

it('open invites stand below and are revoked there, one or all', async () => {
  const { asked } = await setupInvite();
  await page.getByRole('button', { name: /^Revoke the invite for/u }).click();
  await expect.element(page.getByText('1 open invite')).not.toBeInTheDocument();
  expect(asked('invite.revoke')).toHaveLength(1);
});
