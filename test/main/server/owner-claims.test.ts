import { describe, expect, it } from 'vitest';
import { createIds } from '#main/identity/ids.ts';
import { createServerIdentity } from '#main/identity/server-identity.ts';
import { systemRandom } from '#main/identity/system-random.ts';
import { createOwnerClaims } from '#main/server/owner-claims.ts';
import { present } from '#shared/assert.ts';
import type { OutboxId } from '#shared/domain/ids.ts';
import { setupChatServer } from './chat-server-world.ts';

const identity = createServerIdentity(new Uint8Array(32).fill(1));
const ids = createIds(identity.serverId);
const inviteIdOf = (token: string) => present(ids.inviteId(token), 'a token has 16 bytes');
const dayMs = 24 * 60 * 60 * 1000;
const noOutbox = '00000000-0000-0000-0000-000000000000' as OutboxId;

/** A server that lets in by invite alone, and whoever runs it. */
async function setupClaims() {
  const world = await setupChatServer();
  await world.server.act({ kind: 'server.setDoor', body: { door: 'invite', openUntil: 0 } });
  const make = () =>
    createOwnerClaims({ log: world.log, chat: world.server, identity, clock: world.clock, random: systemRandom });
  const come = async (number: number, token: string) => {
    const client = world.connect(number);
    client.sendHello();
    await world.settle();
    client.sendLogin({ token });
    await world.settle();
    client.sendCommand('person.admit', { displayName: `Person ${number}`, inviteId: inviteIdOf(token) });
    await world.settle();
    const { standing } = await world.log.login(client.device, noOutbox);
    const role = (await world.log.directory()).people.find(({ personId }) => personId === client.personId)?.role;
    return { client, standing, role };
  };
  const tokenOf = async (claims = make()) => {
    const claim = await claims.byLink();
    if (claim.type !== 'claimable') throw new Error(claim.type);
    return claim.invite.token;
  };
  return { world, claims: make(), make, come, tokenOf };
}

describe('a link for the first owner', () => {
  it('[T6] makes whoever opens it first the owner, and is refused to the second', async () => {
    const { come, tokenOf } = await setupClaims();
    const token = await tokenOf();
    expect(await come(9, token)).toMatchObject({ standing: 'active', role: 'owner' });
    const late = await come(10, token);
    expect(late.standing).toBe('unknown');
    expect(late.client.takeOf('refused')).toMatchObject([{ error: { type: 'invite_invalid' } }]);
  });

  it('[T6] is no good any more once another was made, by this start or the next', async () => {
    const { come, tokenOf, claims, make } = await setupClaims();
    const tokens = [await tokenOf(claims), await tokenOf(claims), await tokenOf(make())];
    const outcomes: unknown[] = [];
    for (const [at, token] of tokens.entries()) outcomes.push((await come(9 + at, token)).role);
    expect(outcomes).toEqual([undefined, undefined, 'owner']);
  });

  it('[T6] asked for twice at once, is one', async () => {
    const { claims, come } = await setupClaims();
    const made = await Promise.all([claims.byLink(), claims.byLink()]);
    const tokens = made.map((claim) => (claim.type === 'claimable' ? claim.invite.token : claim.type));
    expect((await come(9, String(tokens[0]))).role).toBeUndefined();
    expect((await come(10, String(tokens[1]))).role).toBe('owner');
  });

  it.each([10, 40])('holds for a day where the clock is %i days behind the log, and then has run out', async (days) => {
    const { world, come, tokenOf, claims } = await setupClaims();
    world.clock.setNow(world.clock.now() - days * dayMs);
    const made = await claims.byLink();
    expect(made).toMatchObject({ type: 'claimable', expiresAt: world.clock.now() + dayMs });
    const token = await tokenOf();
    world.clock.advance(dayMs);
    expect((await come(9, token)).role).toBeUndefined();
    expect((await come(10, await tokenOf())).role).toBe('owner');
  });

  it('runs out after a day', async () => {
    const { world, come, tokenOf } = await setupClaims();
    const token = await tokenOf();
    world.clock.advance(dayMs);
    expect((await come(9, token)).role).toBeUndefined();
  });

  it('is made no more once there is an owner', async () => {
    const { claims, come, tokenOf } = await setupClaims();
    await come(9, await tokenOf());
    expect(await claims.byLink()).toEqual({ type: 'owned' });
  });

  it('leaves alone what an owner has made', async () => {
    const { world, claims, come, tokenOf } = await setupClaims();
    const { client: olga } = await come(9, await tokenOf());
    const inviteId = inviteIdOf(Buffer.alloc(16, 7).toString('base64url'));
    const expiresAt = world.clock.now() + 3_600_000;
    olga.sendRequest('resume', { position: null });
    olga.sendCommand('invite.create', { inviteId, note: '', role: 'member', roomIds: [], maxUses: 1, expiresAt });
    await world.settle();
    await claims.byLink();
    expect(await world.log.listInvites(olga.personId, {})).toMatchObject({ value: { invites: [{ inviteId }] } });
  });

  it('is not made while the log takes nothing, which is said', async () => {
    const { world } = await setupClaims();
    const chat = { act: () => Promise.resolve(false) };
    const claims = createOwnerClaims({
      log: world.log,
      chat,
      identity,
      clock: world.clock,
      random: systemRandom,
    });
    expect(await claims.byLink()).toEqual({ type: 'not_now' });
  });
});

describe('whoever runs the server at this machine', () => {
  const roleOf = async ({ log }: Awaited<ReturnType<typeof setupClaims>>['world'], personId: string) =>
    (await log.directory()).people.find((person) => person.personId === personId)?.role;

  it('[T6] is its first owner, be it before they have come', async () => {
    const { world, claims } = await setupClaims();
    const host = world.connect(9);
    await claims.byDevice(host.device);
    host.sendHello();
    await world.settle();
    host.sendLogin();
    await world.settle();
    host.sendCommand('person.admit', { displayName: 'Host' });
    await world.settle();
    expect(await roleOf(world, host.personId)).toBe('owner');
  });

  it('[T6, T9] stays what its owner has made of them at every start after that', async () => {
    const { world, claims, make } = await setupClaims();
    await world.server.act({ kind: 'server.setDoor', body: { door: 'open', openUntil: 0 } });
    const [host, olga] = [await world.join(9), await world.join(10)];
    await claims.byDevice(host.device);
    expect(await roleOf(world, host.personId)).toBe('owner');
    host.sendCommand('person.setRole', { personId: olga.personId, role: 'owner' });
    host.sendCommand('person.setRole', { personId: host.personId, role: 'member' });
    await world.settle();
    await make().byDevice(host.device);
    expect([await roleOf(world, host.personId), await roleOf(world, olga.personId)]).toEqual(['member', 'owner']);
  });
});
