import { describe, expect, it } from 'vitest';
import { createIds } from '#main/identity/ids.ts';
import { knockDigits } from '#main/identity/knock-digits.ts';
import { createServerIdentity } from '#main/identity/server-identity.ts';
import type { CommandDraft } from '#shared/domain/command.ts';
import type { DoorSetting } from '#shared/domain/door.ts';
import type { PersonRole } from '#shared/domain/role.ts';
import type { InviteId, PersonId, RoomId } from '#shared/domain/ids.ts';
import type { Standing } from '#shared/domain/standing.ts';
import type { RequestResult } from '#shared/protocol/request.ts';
import { sampleBytes } from '#test/support/sample-ids.ts';
import { firstRoom, setupChatServer, type ChatServerWorldOptions } from './chat-server-world.ts';
import type { TestClient } from './test-client.ts';

const identity = createServerIdentity(new Uint8Array(32).fill(1));
const clientNonce = sampleBytes(32, 77);
const [owner, stranger] = [1, 9];

/** A server with an owner who is live, behind a door. */
async function setupDoor(door: DoorSetting['door'], options: ChatServerWorldOptions = {}) {
  const world = await setupChatServer(options);
  const olga = await world.join(owner);
  await world.server.act({ kind: 'person.setRole', body: { personId: olga.personId, role: 'owner' } });
  await world.server.act({ kind: 'server.setDoor', body: { door, openUntil: 0 } });
  await world.settle();
  olga.take();

  async function ask<Name extends Parameters<TestClient['sendRequest']>[0]>(
    name: Name,
    params: Parameters<TestClient['sendRequest']>[1] = {},
    who = olga,
  ): Promise<{ readonly result?: RequestResult<Name>; readonly error?: { type: string } }> {
    who.sendRequest(name, params);
    await world.settle();
    const [reply] = who.takeOf('reply');
    return reply as never;
  }

  /** Logs in and knocks; the frames so far are kept for `take`. */
  async function knock(number = stranger, displayName = 'Sofia'): Promise<TestClient> {
    const client = await world.login(number);
    client.send({ type: 'knock', nonce: clientNonce });
    client.sendCommand('person.admit', { displayName });
    await world.settle();
    return client;
  }

  async function knocks() {
    return (await ask('knock.list')).result?.knocks ?? [];
  }

  async function openFirst() {
    const [first] = await knocks();
    return ask('knock.open', { knockId: first?.knockId ?? 0 });
  }

  async function accept(client: TestClient, role: PersonRole = 'member') {
    olga.sendCommand('knock.accept', { device: client.device, role });
    await world.settle();
  }
  return { world, olga, ask, knock, knocks, openFirst, accept };
}

function lastSession(client: TestClient) {
  return client.takeOf('session').at(-1);
}

const standingOf = (standing: Standing) => (personId: PersonId) =>
  ({ kind: 'person.setStanding', body: { personId, standing } }) satisfies CommandDraft;
const roleOf = (role: PersonRole) => (personId: PersonId) =>
  ({ kind: 'person.setRole', body: { personId, role } }) satisfies CommandDraft;

describe('a stranger before a door to knock at', () => {
  it('[T7] whose knock crosses with what lets them in is told of no error, and of one when they come with it later', async () => {
    const { world, knock, accept } = await setupDoor('knock');
    const sofia = await knock();
    await accept(sofia);
    expect(lastSession(sofia)).toMatchObject({ state: 'active' });
    sofia.send({ type: 'knock', nonce: clientNonce });
    await world.settle();
    expect(sofia.takeOf('error')).toEqual([]);
    sofia.sendRequest('resume', { position: null });
    sofia.send({ type: 'knock', nonce: clientNonce });
    await world.settle();
    expect(sofia.takeOf('error')).toMatchObject([{ error: { type: 'unexpected_frame', frame: 'knock' } }]);
  });

  it('[T7] waits without an answer, and is seen by who may let them in', async () => {
    const { knock, knocks, olga } = await setupDoor('knock');
    const sofia = await knock();
    expect(sofia.take().map(({ type, state }) => [type, state])).toEqual([
      ['hello', undefined],
      ['session', 'pending'],
    ]);
    expect(olga.takeOf('signal').filter(({ name }) => name === 'knocks')).toMatchObject([{ params: { waiting: 1 } }]);
    expect(await knocks()).toMatchObject([{ displayName: 'Sofia', device: sofia.device, isOpened: false }]);
  });

  it('[T7] and whoever opens the knock work out the same digits, which nobody could before', async () => {
    const { knock, openFirst } = await setupDoor('knock');
    const sofia = await knock();
    const session = lastSession(sofia);
    expect(JSON.stringify(session)).not.toContain('serverNonce');
    const { result } = await openFirst();
    const [opened] = sofia.takeOf('knock.opened');
    const { certificateHash } = sofia.link.client;
    const shared = { serverKey: identity.publicKey, device: sofia.device, clientNonce };
    const hers = knockDigits({
      ...shared,
      certificateHash,
      commit: String(session?.['commit']),
      serverNonce: String(opened?.['nonce']),
    });
    const theirs = knockDigits({
      serverKey: identity.publicKey,
      device: String(result?.device),
      certificateHash: Buffer.from(String(result?.certificateHash), 'base64url'),
      commit: String(result?.commit),
      clientNonce: String(result?.clientNonce),
      serverNonce: String(result?.serverNonce),
    });
    expect(hers).toMatch(/^\d{6}$/);
    expect(theirs).toBe(hers);
  });

  it('[T7] comes in as what they are let in as, without another word', async () => {
    const { knock, accept, world } = await setupDoor('knock');
    const sofia = await knock();
    await accept(sofia, 'guest');
    const frames = sofia.take();
    expect(frames.map(({ type, state }) => [type, state]).slice(-2)).toEqual([
      ['accepted', undefined],
      ['session', 'active'],
    ]);
    const { people } = await world.log.directory();
    expect(people.find(({ personId }) => personId === sofia.personId)).toMatchObject({
      role: 'guest',
      displayName: 'Sofia',
    });
  });

  it('[T7] who was let in while away comes in when they come again', async () => {
    const { knock, accept, knocks, world } = await setupDoor('knock');
    const sofia = await knock();
    sofia.link.client.terminate();
    await world.settle();
    expect(await knocks()).toEqual([]);
    await accept(sofia);
    const again = await knock();
    expect(lastSession(again)).toMatchObject({ state: 'active' });
  });

  it('[T7] is sent away for good by who looks, and only a click brings them back', async () => {
    const { knock, knocks, ask } = await setupDoor('knock');
    const sofia = await knock();
    const [first] = await knocks();
    expect(await ask('knock.refuse', { knockId: first?.knockId ?? 0 })).toMatchObject({ result: {} });
    expect(sofia.takeOf('error')).toMatchObject([{ error: { type: 'not_let_in' } }]);
    expect(sofia.closed?.code).toBe(4505);
    expect(await knocks()).toEqual([]);
    expect(await ask('knock.open', { knockId: first?.knockId ?? 0 })).toMatchObject({
      error: { type: 'knock_not_found' },
    });
  });

  it('[T7] asks for another name while waiting, and is seen under that one', async () => {
    const { knock, knocks, world } = await setupDoor('knock');
    const sofia = await knock();
    sofia.send(sofia.commandFrame('person.admit', { displayName: 'Sofia M' }, { number: 1 }));
    await world.settle();
    expect((await knocks()).map(({ displayName }) => displayName)).toEqual(['Sofia M']);
  });

  it('[T7] without a nonce is told that the door is closed, as there can be no digits', async () => {
    const { world, knocks } = await setupDoor('knock');
    const sofia = await world.login(stranger);
    sofia.sendCommand('person.admit', { displayName: 'Sofia' });
    await world.settle();
    expect(sofia.takeOf('refused')).toMatchObject([{ isFinal: false, error: { type: 'door_closed', door: 'knock' } }]);
    expect(await knocks()).toEqual([]);
  });

  it('[T7] who finds no room is told that the door is closed, and counted', async () => {
    const { knock, knocks, world } = await setupDoor('knock', { limits: { maxKnocksPerAddress: 1 } });
    await knock(8, 'Eva');
    expect((await knock(258)).takeOf('refused')).toMatchObject([{ error: { type: 'door_closed' } }]);
    expect(await knocks()).toHaveLength(1);
    expect(world.server.stats().counters).toMatchObject({ knocks: 1, knocksRefused: 1 });
  });

  it('[T7] all come in when everybody may, those who knock and those who were turned away', async () => {
    const { knock, world, olga } = await setupDoor('knock');
    const waiting = [await knock(8, 'Eva'), await knock(9, 'Sofia')];
    const openUntil = world.clock.now() + 900_000;
    olga.sendCommand('server.setDoor', { door: 'knock', openUntil });
    await world.settle();
    expect(waiting.map((client) => lastSession(client)?.['state'])).toEqual(['active', 'active']);
    const late = await knock(10, 'Lu');
    expect(lastSession(late)).toMatchObject({ state: 'active' });
    await world.wait(900_000);
    expect(lastSession(await knock(11, 'Too late'))).toMatchObject({ state: 'pending', door: 'knock' });
  });

  it('[T7] is opened five times an hour for one address', async () => {
    const { knock, openFirst, knocks, ask, world } = await setupDoor('knock', { limits: { maxKnocksPerAddress: 99 } });
    const outcomes: unknown[] = [];
    for (let round = 0; round < 6; round += 1) {
      await knock();
      const { error } = await openFirst();
      outcomes.push(error?.type ?? 'opened');
      const [first] = await knocks();
      await ask('knock.refuse', { knockId: first?.knockId ?? 0 });
    }
    expect(outcomes).toEqual([...Array.from({ length: 5 }, () => 'opened'), 'overloaded']);
    expect(world.server.stats().counters).toMatchObject({ knocks: 6, openingsRefused: 1 });
    await world.wait(720_000);
    await knock();
    expect(await openFirst()).toMatchObject({ result: {} });
  });

  it('[T7, T9] is nothing that members are told of or may ask about', async () => {
    const { world, knock, ask, accept } = await setupDoor('knock');
    const mia = await knock(2, 'Mia');
    await accept(mia);
    await world.resume(mia);
    mia.take();
    await knock();
    expect(mia.takeOf('signal').filter(({ name }) => name === 'knocks')).toEqual([]);
    for (const name of ['knock.list', 'door.read', 'invite.list'] as const)
      expect(await ask(name, {}, mia)).toMatchObject({ error: { type: 'not_allowed' } });
    for (const name of ['knock.open', 'knock.refuse'] as const)
      expect(await ask(name, { knockId: 1 }, mia)).toMatchObject({ error: { type: 'not_allowed' } });
  });

  it('[T7] waits in vain where so many wait already', async () => {
    const { knock, knocks } = await setupDoor('knock', { limits: { maxKnocks: 2, maxPending: 3 } });
    const [eva, lu] = [await knock(7, 'Eva'), await knock(8, 'Lu')];
    const third = await knock(9, 'Sofia');
    expect(third.takeOf('refused')).toMatchObject([{ error: { type: 'door_closed' } }]);
    const fourth = await knock(10, 'Ada');
    expect(fourth.closed?.code).toBe(4005);
    expect([eva.closed, lu.closed, (await knocks()).length]).toEqual([null, null, 2]);
  });

  it('[T3] whose key is banned is cut off, and does not come back', async () => {
    const { knock, knocks, olga, world } = await setupDoor('knock');
    const sofia = await knock();
    olga.sendCommand('device.setBan', { device: sofia.device, isBanned: true });
    await world.settle();
    expect([sofia.closed?.code, await knocks()]).toEqual([4503, []]);
    expect((await knock()).closed?.code).toBe(4503);
  });
});

describe('an invite', () => {
  const token = Buffer.alloc(16, 7).toString('base64url');
  const inviteId = createIds(identity.serverId).inviteId(token) as InviteId;

  async function setupInvite(body: object = {}, options: ChatServerWorldOptions = {}) {
    const setup = await setupDoor('invite', options);
    const { world, olga } = setup;
    const expiresAt = world.clock.now() + 3_600_000;
    const usual = {
      inviteId,
      note: 'Interns',
      role: 'member' as const,
      roomIds: [] as RoomId[],
      maxUses: 1,
      expiresAt,
    };
    olga.sendCommand('invite.create', { ...usual, ...body });
    await world.settle();
    const come = async (number: number, withToken: string | null = token, body: object = { inviteId }) => {
      const client = world.connect(number);
      client.sendHello();
      await world.settle();
      client.sendLogin(withToken === null ? {} : { token: withToken });
      await world.settle();
      client.sendCommand('person.admit', { displayName: `Person ${number}`, ...body });
      await world.settle();
      return client;
    };
    return { ...setup, come };
  }

  it('[T6] lets in whoever sends its token, and nobody once it is used up', async () => {
    const { come, ask } = await setupInvite();
    expect(lastSession(await come(9))).toMatchObject({ state: 'active' });
    const late = await come(10);
    expect(late.takeOf('refused')).toMatchObject([{ isFinal: false, error: { type: 'invite_invalid' } }]);
    expect((await ask('invite.list')).result?.invites).toEqual([]);
  });

  it('[T6] is told to its maker’s devices and in lists, and its token to nobody', async () => {
    const { ask, olga, come, world } = await setupInvite({ maxUses: 5 });
    await come(9);
    const { result } = await ask('invite.list');
    expect(result?.invites).toMatchObject([
      { inviteId, note: 'Interns', uses: 1, maxUses: 5, createdBy: olga.personId },
    ]);
    const mia = await world.log.planResume(olga.personId, null);
    expect(JSON.stringify([result, mia])).not.toContain(token);
  });

  it('[T6] is not told to other people', async () => {
    const { come, world, olga } = await setupInvite({ maxUses: 5 });
    const mia = await come(9);
    await world.resume(mia);
    mia.take();
    olga.take();
    const second = createIds(identity.serverId).inviteId(Buffer.alloc(16, 8).toString('base64url')) as InviteId;
    const expiresAt = world.clock.now() + 1_000;
    olga.sendCommand('invite.create', {
      inviteId: second,
      note: 'x',
      role: 'member',
      roomIds: [],
      maxUses: 1,
      expiresAt,
    });
    await world.settle();
    expect(olga.takeOf('accepted')).toHaveLength(1);
    expect(JSON.stringify(mia.take())).not.toContain('invite');
  });

  it.each([
    ['is removed', standingOf('removed'), standingOf('active')],
    ['is banned', standingOf('banned'), standingOf('active')],
    ['is less than that', roleOf('member'), roleOf('moderator')],
  ] as const)(
    '[T6, T10] of somebody who %s lets nobody in and is not listed, until that is taken back',
    async (_, taken, back) => {
      const { world, ask, come } = await setupInvite();
      await world.server.act({ kind: 'server.setDoor', body: { door: 'open', openUntil: 0 } });
      const mo = await world.join(5);
      const { personId } = mo;
      await world.server.act({ kind: 'server.setDoor', body: { door: 'invite', openUntil: 0 } });
      await world.server.act({ kind: 'person.setRole', body: { personId, role: 'moderator' } });
      const own = Buffer.alloc(16, 8).toString('base64url');
      const ownId = createIds(identity.serverId).inviteId(own) as InviteId;
      const expiresAt = world.clock.now() + 60_000;
      const usual = { note: '', role: 'member' as const, maxUses: 1, expiresAt };
      mo.sendCommand('invite.create', { inviteId: ownId, roomIds: [], ...usual });
      await world.settle();
      const listed = async () => (await ask('invite.list')).result?.invites.map(({ inviteId: id }) => id);
      expect(await listed()).toContain(ownId);
      await world.server.act(taken(personId));
      expect(await listed()).toEqual([inviteId]);
      const guest = await come(9, own, { inviteId: ownId });
      expect(guest.takeOf('refused')).toMatchObject([{ error: { type: 'invite_invalid' } }]);
      expect(world.server.stats().counters).toMatchObject({ inviteGuesses: 1 });
      await world.server.act(back(personId));
      expect(await listed()).toContain(ownId);
      guest.send(guest.commandFrame('person.admit', { displayName: 'Sofia', inviteId: ownId }, { number: 1 }));
      await world.settle();
      expect(lastSession(guest)).toMatchObject({ state: 'active' });
    },
  );

  it('[T6] runs out by the latest clock that the server has seen', async () => {
    const { world, come } = await setupInvite();
    await world.wait(3_600_000);
    expect((await come(9)).takeOf('refused')).toMatchObject([{ error: { type: 'invite_invalid' } }]);
  });

  it('[T6] leads into its rooms: the session says which, until they were joined', async () => {
    const setup = await setupDoor('invite');
    const { world, olga } = setup;
    const general = await firstRoom(world);
    olga.sendCommand('room.join', { roomId: general });
    const expiresAt = world.clock.now() + 3_600_000;
    const rooms = { role: 'guest' as const, roomIds: [general] };
    olga.sendCommand('invite.create', { inviteId, note: '', maxUses: 1, expiresAt, ...rooms });
    await world.settle();
    const sofia = world.connect(9);
    sofia.sendHello();
    await world.settle();
    sofia.sendLogin({ token });
    await world.settle();
    sofia.sendCommand('person.admit', { displayName: 'Sofia', inviteId });
    await world.settle();
    expect(lastSession(sofia)).toMatchObject({ state: 'active', grantedRoomIds: [general] });
    sofia.sendRequest('resume', { position: null });
    sofia.sendCommand('room.join', { roomId: general });
    await world.settle();
    const again = await world.login(9);
    expect(lastSession(again)).not.toHaveProperty('grantedRoomIds');
  });

  it('[T6] that is none is looked at five times at once from one address, and later then', async () => {
    const { world, come } = await setupInvite();
    const none = Buffer.alloc(16, 9).toString('base64url');
    const noneId = createIds(identity.serverId).inviteId(none);
    const outcomes: unknown[] = [];
    for (let guess = 0; guess < 7; guess += 1) {
      const client = await come(259 + guess * 250, none, { inviteId: noneId });
      outcomes.push(client.takeOf('refused').map(({ error }) => (error as { type: string }).type)[0]);
      client.link.client.terminate();
      await world.settle();
    }
    expect(outcomes).toEqual([...Array.from({ length: 5 }, () => 'invite_invalid'), 'overloaded', 'overloaded']);
    const honest = await come(9);
    expect(honest.takeOf('refused'), 'of the same address').toMatchObject([{ error: { type: 'overloaded' } }]);
    await world.wait(20_000);
    honest.send(honest.commandFrame('person.admit', { displayName: 'Sofia', inviteId }, { number: 1 }));
    await world.settle();
    expect(lastSession(honest)).toMatchObject({ state: 'active' });
    expect(world.server.stats().counters).toMatchObject({ inviteGuesses: 5, inviteGuessesDelayed: 3 });
  });
});

describe('what people are and whether they may come in', () => {
  it('[T10] whoever is deactivated is cut off at once, and comes back when that is taken back', async () => {
    const { world, olga } = await setupDoor('open');
    const ben = await world.join(2);
    const set = async (standing: 'deactivated' | 'active') => {
      olga.sendCommand('person.setStanding', { personId: ben.personId, standing });
      await world.settle();
    };
    await set('deactivated');
    expect(ben.takeOf('error')).toMatchObject([{ error: { type: 'deactivated' } }]);
    expect(ben.closed?.code).toBe(4503);
    expect((await world.login(2)).closed?.code).toBe(4503);
    await set('active');
    expect(lastSession(await world.login(2))).toMatchObject({ state: 'active' });
  });

  it('[T10] whoever removes and whoever else is there hear of it, and the removed one of nothing after', async () => {
    const { world, olga } = await setupDoor('open');
    const [ben, cleo] = [await world.join(2), await world.join(3)];
    ben.take();
    cleo.take();
    olga.sendCommand('person.setStanding', { personId: ben.personId, standing: 'removed' });
    olga.sendCommand('person.rename', { displayName: 'Olga' });
    await world.settle();
    const kinds = (client: TestClient) =>
      client.take().flatMap(({ type, header }) => (type === 'event' ? [(header as { kind: string }).kind] : []));
    expect(kinds(cleo)).toEqual(['person.standingSet', 'person.renamed']);
    expect(kinds(ben)).toEqual(['person.standingSet']);
  });

  it('[T7, T9] who becomes a moderator is told who waits', async () => {
    const { world, olga, knock, accept } = await setupDoor('knock');
    const ben = await knock(2, 'Ben');
    await accept(ben);
    await world.resume(ben);
    await knock();
    ben.take();
    olga.sendCommand('person.setRole', { personId: ben.personId, role: 'moderator' });
    await world.settle();
    expect(ben.takeOf('signal').filter(({ name }) => name === 'knocks')).toMatchObject([{ params: { waiting: 1 } }]);
  });

  it('[T7, T9] who is a moderator no more is told that nobody waits, and of nobody who comes later', async () => {
    const { world, olga, knock, accept } = await setupDoor('knock');
    const ben = await knock(2, 'Ben');
    await accept(ben, 'moderator');
    await world.resume(ben);
    await knock();
    ben.take();
    olga.sendCommand('person.setRole', { personId: ben.personId, role: 'member' });
    await world.settle();
    await knock(10, 'Eva');
    expect(ben.takeOf('signal').filter(({ name }) => name === 'knocks')).toMatchObject([{ params: { waiting: 0 } }]);
  });

  it('[T7] who looks after the door is told how it is set', async () => {
    const { ask, olga, world } = await setupDoor('knock');
    olga.sendCommand('device.setBan', { device: identity.publicKey as never, isBanned: true });
    await world.settle();
    expect(await ask('door.read')).toMatchObject({ result: { door: 'knock', openUntil: 0, banned: [] } });
  });
});
