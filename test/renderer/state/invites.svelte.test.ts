import { describe, expect, it } from 'vitest';
import { eveningAfter, InviteDraft, inviteMs } from '#renderer/state/invite-draft.svelte.ts';
import { Invites } from '#renderer/state/invites.svelte.ts';
import type { InviteId } from '#shared/domain/ids.ts';
import { err, ok } from '#shared/result.ts';
import { commandIdOf, general, mara, nordlicht } from '#test/main/terminal/builders.ts';
import { createScriptedChat } from '#test/main/terminal/scripted-chat.ts';
import { createFakeClock } from '#test/support/fake-clock.ts';
import { settle, steadyClient } from '../steady-client.ts';

const inviteIdOf = (number: number) => `${'abcdefghij'.charAt(number).repeat(25)}a` as InviteId;
const minuteMs = 60_000;

/** A dialog about invites, opened; the server makes the first one, the second one and so on. */
async function setupInvites() {
  const scripted = createScriptedChat();
  const chat = steadyClient(scripted.chat);
  const clock = createFakeClock();
  let made = 0;
  scripted.answer('invite.create', async ({ expiresInMs }) => {
    made += 1;
    const expiresAt = clock.now() + expiresInMs;
    return ok({ commandId: commandIdOf(100 + made), inviteId: inviteIdOf(made), link: `link ${made}`, expiresAt });
  });
  const invites = new Invites({ chat, clock, serverId: nordlicht, me: mara });
  await settle();
  const draft = new InviteDraft({ chat, clock, invites });
  await settle();
  const asked = (name: string) => scripted.calls.filter((call) => call.name === name).map(({ params }) => params);
  return { scripted, clock, invites, draft, asked };
}

describe('[T6] an invite that is being made', () => {
  it('is there at once for one member, and stands among the open ones', async () => {
    const { invites, draft, asked } = await setupInvites();
    expect(draft.made?.link).toBe('link 1');
    expect(asked('invite.create')).toMatchObject([{ note: '', role: 'member', roomIds: [], maxUses: 1 }]);
    expect(invites.list).toMatchObject([{ inviteId: inviteIdOf(1), createdBy: mara, uses: 0 }]);
  });

  it('is another one after every change, and the one before is revoked', async () => {
    const { invites, draft, asked } = await setupInvites();
    draft.change({ isSeveral: true, note: ' Interns ', until: 'hour' });
    await settle();
    await settle();
    expect(draft.made?.link).toBe('link 2');
    expect(asked('invite.revoke')).toEqual([{ serverId: nordlicht, inviteId: inviteIdOf(1) }]);
    expect(asked('invite.create').at(-1)).toMatchObject({
      note: 'Interns',
      maxUses: 1_000,
      expiresInMs: 60 * minuteMs,
    });
    expect(invites.list.map(({ inviteId }) => inviteId)).toEqual([inviteIdOf(2)]);
  });

  it.each([
    [
      'is taken back where the dialog is closed at a glance',
      5_000,
      () => undefined,
      [{ serverId: nordlicht, inviteId: inviteIdOf(1) }],
    ],
    ['stays where it was shown for longer', 5_001, () => undefined, []],
    ['stays where something of it was taken', 0, (draft: InviteDraft) => draft.take(), []],
  ] as const)('%s', async (...[, shownMs, act, revoked]) => {
    const { draft, asked, clock } = await setupInvites();
    act(draft);
    clock.advance(shownMs);
    draft.close();
    await settle();
    expect(asked('invite.revoke')).toEqual(revoked);
  });

  it('stays where it was changed, in its last form', async () => {
    const { draft, asked } = await setupInvites();
    draft.change({ note: 'Sofia' });
    for (let turn = 0; turn < 4; turn += 1) await settle();
    draft.close();
    await settle();
    expect(asked('invite.revoke')).toEqual([{ serverId: nordlicht, inviteId: inviteIdOf(1) }]);
  });

  it('is taken back where the dialog was closed before it could be shown', async () => {
    const { draft, asked } = await setupInvites();
    draft.change({ note: 'Sofia' });
    draft.close();
    for (let turn = 0; turn < 6; turn += 1) await settle();
    expect(asked('invite.revoke').at(-1)).toEqual({
      serverId: nordlicht,
      inviteId: inviteIdOf(asked('invite.create').length),
    });
    expect(draft.made).toBeNull();
  });

  it('is made once for changes that come together, and of all made the last one alone works', async () => {
    const { draft, asked, invites } = await setupInvites();
    for (const note of ['S', 'So', 'Sofia']) draft.change({ note });
    for (let turn = 0; turn < 6; turn += 1) await settle();
    expect(asked('invite.create').at(-1)).toMatchObject({ note: 'Sofia' });
    expect(invites.list).toHaveLength(1);
    expect(invites.list[0]?.inviteId).toBe(draft.made?.inviteId);
  });

  it('waits for a room where a guest is invited', async () => {
    const { draft, asked } = await setupInvites();
    draft.change({ role: 'guest' });
    await settle();
    expect([draft.needsRoom, draft.made, asked('invite.create').length]).toEqual([true, null, 1]);
    draft.change({ roomIds: [general] });
    await settle();
    expect([draft.needsRoom, draft.made?.link]).toEqual([false, 'link 2']);
  });

  it('shows no link that the server refused', async () => {
    const { scripted, draft } = await setupInvites();
    const reason = { type: 'not_allowed', action: 'invite.create' } as const;
    const failed = { serverId: nordlicht, commandId: commandIdOf(101), kind: 'invite.create', roomId: null, reason };
    scripted.emit('command.failed', failed);
    await settle();
    expect([draft.made, draft.problem]).toEqual([null, reason]);
    scripted.answer('invite.create', async () => err({ type: 'server_unreachable' }));
    draft.change({ until: 'week' });
    await settle();
    expect([draft.made, draft.problem]).toEqual([null, { type: 'server_unreachable' }]);
  });
});

describe('open invites', () => {
  it('are read anew while somebody looks, and what was revoked and refused comes back', async () => {
    const { scripted, clock, invites, draft, asked } = await setupInvites();
    const [own] = invites.list;
    if (own === undefined) throw new Error('One was made.');
    scripted.answer('invite.list', async () => ok([{ ...own, uses: 1 }]));
    clock.advance(10_000);
    await settle();
    expect(invites.list[0]?.uses).toBe(1);
    const queued = { commandId: commandIdOf(7) };
    scripted.answer('invite.revoke', async () => ok(queued));
    await invites.revoke(own.inviteId);
    expect(invites.list).toEqual([]);
    const reason = { type: 'not_allowed' };
    scripted.emit('command.failed', { serverId: nordlicht, ...queued, kind: 'invite.revoke', roomId: null, reason });
    await settle();
    expect(invites.list).toHaveLength(1);
    draft.close();
    invites.close();
    const before = asked('invite.list').length;
    clock.advance(60_000);
    await settle();
    expect([asked('invite.list').length - before, clock.pendingTimers()]).toEqual([0, 0]);
  });
});

it('an evening that is near or over is the next one', () => {
  const at = (hours: number, minutes: number) => new Date(2026, 4, 14, hours, minutes).getTime();
  expect(eveningAfter(at(10, 42))).toBe(at(18, 0));
  expect(eveningAfter(at(17, 50))).toBe(at(18 + 24, 0));
  expect(inviteMs('evening', at(17, 0))).toBe(60 * minuteMs);
  expect(['quarter', 'hour', 'week'].map((until) => inviteMs(until as 'week', 0) / minuteMs)).toEqual([15, 60, 10_080]);
});
