import { describe, expect, it } from 'vitest';
import { KnockVisit } from '#renderer/state/knock-visit.svelte.ts';
import { Knocks } from '#renderer/state/knocks.svelte.ts';
import { People } from '#renderer/state/people.svelte.ts';
import type { DeviceKey } from '#shared/domain/ids.ts';
import type { KnockView } from '#shared/ipc/door-api.ts';
import { err, ok } from '#shared/result.ts';
import { buildPerson, nordlicht, personIdOf } from '#test/main/terminal/builders.ts';
import { createScriptedChat } from '#test/main/terminal/scripted-chat.ts';
import { createFakeClock } from '#test/support/fake-clock.ts';
import { settle, steadyClient } from '../steady-client.ts';

const buildKnock = (parts: Partial<KnockView> = {}): KnockView => ({
  knockId: 1,
  displayName: 'Sofia',
  device: `${'S'.repeat(42)}A` as DeviceKey,
  address: '10.20.8.61',
  at: 0,
  isOpened: false,
  ...parts,
});
const sofia = buildKnock();

async function setupDoor() {
  const scripted = createScriptedChat();
  const chat = steadyClient(scripted.chat);
  const clock = createFakeClock();
  const [knocks, people] = [new Knocks(chat), new People(chat)];
  await people.load(nordlicht);
  const wait = async (list: readonly KnockView[]) => {
    scripted.answer('knock.list', async () => ok(list));
    scripted.server({ knocks: list.length });
    await settle();
  };
  const asked = (name: string) => scripted.calls.filter((call) => call.name === name).map(({ params }) => params);
  const visit = () => new KnockVisit({ chat, clock, knocks, people, serverId: nordlicht, knock: sofia });
  scripted.answer('knock.open', async () => ok({ device: sofia.device, digits: '704226' }));
  return { scripted, clock, knocks, people, wait, asked, visit };
}

describe('who knocks', () => {
  it('is read when their number changes, and not while it stays', async () => {
    const { scripted, knocks, wait, asked } = await setupDoor();
    await wait([sofia]);
    scripted.server({ unread: 3 });
    await settle();
    expect([knocks.of(nordlicht), asked('knock.list')]).toEqual([[sofia], [{ serverId: nordlicht }]]);
    await wait([]);
    expect([knocks.of(nordlicht), knocks.news, asked('knock.list').length]).toEqual([[], [], 1]);
  });

  it('is told of once: who was looked at or put aside is no news, and another one is', async () => {
    const { knocks, wait } = await setupDoor();
    await wait([sofia]);
    knocks.putAside({ serverId: nordlicht, knock: sofia });
    expect(knocks.news).toEqual([]);
    const later = buildKnock({ knockId: 2, displayName: 'Ken' });
    await wait([sofia, later]);
    expect(knocks.news).toEqual([{ serverId: nordlicht, knock: later }]);
  });
});

describe('[T7] a visit to the door', () => {
  it('asks for the digits once, and lets in as what was chosen, or sends away', async () => {
    const { wait, visit, asked } = await setupDoor();
    await wait([sofia]);
    expect(asked('knock.open')).toEqual([]);
    const at = visit();
    expect(at.view).toEqual({ type: 'opening' });
    await settle();
    expect(at.view).toEqual({ type: 'digits', digits: '704226' });
    await at.accept('guest');
    await at.refuse();
    expect([asked('knock.open').length, asked('knock.accept'), asked('knock.refuse'), at.view]).toEqual([
      1,
      [{ serverId: nordlicht, device: sofia.device, role: 'guest' }],
      [{ serverId: nordlicht, knockId: 1 }],
      { type: 'sent_away' },
    ]);
    await at.keepOut();
    expect(asked('device.setBan')).toEqual([{ serverId: nordlicht, device: sofia.device, isBanned: true }]);
  });

  it('says when it can be tried again where the door was opened too often', async () => {
    const { scripted, clock, wait, visit } = await setupDoor();
    await wait([sofia]);
    scripted.answer('knock.open', async () => err({ type: 'overloaded', retryAfterMs: 60_000 }));
    const at = visit();
    await settle();
    expect(at.view).toEqual({ type: 'too_often', at: clock.now() + 60_000 });
  });

  it('notices that somebody else has let them in, or that they have gone', async () => {
    const { scripted, wait, visit } = await setupDoor();
    await wait([sofia]);
    const at = visit();
    await settle();
    await wait([]);
    expect(at.view).toEqual({ type: 'gone', isIn: false });
    const people = [buildPerson({ personId: personIdOf('s'), displayName: 'Sofia' })];
    scripted.emit('person.changed', { serverId: nordlicht, people, removed: [] });
    await settle();
    expect(at.view).toEqual({ type: 'gone', isIn: true });
  });

  it('is over where the knock was gone before, and goes on where sending away failed', async () => {
    const { scripted, wait, visit } = await setupDoor();
    await wait([sofia]);
    const gone = err({ type: 'request_refused', reason: 'knock_not_found' } as const);
    scripted.answer('knock.open', async () => gone);
    const late = visit();
    await settle();
    expect(late.view).toEqual({ type: 'gone', isIn: false });
    scripted.answer('knock.refuse', async () => err({ type: 'server_unreachable' }));
    expect(await late.refuse()).toEqual(err({ type: 'server_unreachable' }));
    expect(late.view.type).toBe('gone');
    scripted.answer('knock.refuse', async () => gone);
    expect([(await late.refuse()).ok, late.view.type]).toEqual([true, 'sent_away']);
  });
});
