import { describe, expect, it } from 'vitest';
import { isDeviceLinkSigned, signDeviceLink } from '#main/identity/device-link.ts';
import { createIds } from '#main/identity/ids.ts';
import { createKeyPair } from '#main/identity/key-pair.ts';
import { linkCommit } from '#main/identity/link-digits.ts';
import { createServerIdentity } from '#main/identity/server-identity.ts';
import { createSignatureVerifier } from '#main/identity/signature-verifier.ts';
import { serverMigrations } from '#main/storage/migrations/server-migrations.ts';
import { openMemoryDatabase } from '#main/storage/open-database.ts';
import { maxDevices } from '#shared/domain/device.ts';
import type { InviteId } from '#shared/domain/ids.ts';
import { utf8Bytes } from '#shared/domain/text.ts';
import { limits } from '#shared/protocol/limits.ts';
import { sampleBytes } from '#test/support/sample-ids.ts';
import { setupChatServer, type ChatServerWorldOptions } from './chat-server-world.ts';
import type { TestClient } from './test-client.ts';

const { serverId } = createServerIdentity(new Uint8Array(32).fill(1));
const ids = createIds(serverId);
const verifier = createSignatureVerifier();
const [mara, laptop, other] = [2, 20, 3];
const token = sampleBytes(16, 3);
const inviteId = ids.inviteId(token) as InviteId;
const [newNonce, oldNonce] = [sampleBytes(32, 61), sampleBytes(32, 62)];
const commit = linkCommit(Buffer.from(newNonce, 'base64url'));
const keysOf = (number: number) => createKeyPair(new Uint8Array(32).fill(number).fill(0, 0, 1));

/** A server with somebody inside, behind a door at which one knocks. */
async function setupHome(options: ChatServerWorldOptions = {}) {
  const world = await setupChatServer(options);
  const first = await world.join(mara);
  await world.server.act({ kind: 'server.setDoor', body: { door: 'knock', openUntil: 0 } });
  await world.settle();
  first.take();

  async function ask(name: Parameters<TestClient['sendRequest']>[0], params: object, who = first) {
    who.sendRequest(name, params);
    await world.settle();
    return who.takeOf('reply')[0] as { readonly result?: never; readonly error?: { readonly type: string } };
  }

  async function run(client: TestClient, ...command: Parameters<TestClient['sendCommand']>) {
    client.sendCommand(...command);
    await world.settle();
    return client.take().find(({ type }) => type === 'accepted' || type === 'refused');
  }

  /** Logs in with more than a key, or waits for what is said of it. */
  async function come(number: number, login: object = {}) {
    const client = world.connect(number);
    client.sendHello();
    await world.settle();
    client.sendLogin(login);
    await world.settle();
    return client;
  }

  /** The new key's own agreement, unless another's is given. */
  const proofOf = (number: number, link: object = {}) =>
    signDeviceLink(keysOf(number), { serverId, personId: first.personId, linkedBy: first.device, ...link });

  async function link(number = laptop) {
    return run(first, 'device.link', { device: keysOf(number).publicKey as never, proof: proofOf(number) });
  }
  return { world, first, ask, run, link, proofOf, come };
}

describe('a device that is linked', () => {
  it('[P18] is refused where the new key has not signed for this person and this key', async () => {
    const { first, run, proofOf } = await setupHome();
    const device = keysOf(laptop).publicKey as never;
    const wrong = [
      proofOf(other),
      proofOf(laptop, { personId: ids.personId(keysOf(other).publicKey) }),
      proofOf(laptop, { linkedBy: keysOf(other).publicKey }),
      sampleBytes(64),
    ];
    for (const proof of wrong)
      expect(await run(first, 'device.link', { device, proof })).toMatchObject({ error: { type: 'signature_wrong' } });
    expect(await run(first, 'device.link', { device, proof: proofOf(laptop) })).toMatchObject({ type: 'accepted' });
  });

  it('[P18, D14] adds no rate: all of a person share one', async () => {
    const { world, first, link } = await setupHome();
    const devices = [first];
    for (const number of [laptop, laptop + 1]) {
      await link(number);
      devices.push(await world.login(number));
    }
    await world.wait(10_000);
    for (const device of devices) device.take();
    const burst = 60;
    for (const device of devices)
      for (let count = 0; count < burst; count += 1)
        device.sendCommand('person.rename', { displayName: `Mara ${count}` });
    await world.settle();
    const accepted = devices.reduce((sum, device) => sum + device.takeOf('accepted').length, 0);
    // Of each device that is over it, what it had said when that was found is taken.
    expect(accepted).toBe(burst + devices.length - 1);
    expect(world.server.stats().counters).toMatchObject({ readsSlowed: devices.length, commandsRefusedForNow: 0 });
  });

  it('[P18] logs in as the person, with a fresh outbox, and is told of what they do', async () => {
    const { world, first, link, run } = await setupHome();
    await link();
    const client = await world.login(laptop);
    expect(client.takeOf('session')).toMatchObject([{ state: 'active', personId: first.personId, lastNumber: 0 }]);
    expect(await run(first, 'person.rename', { displayName: 'Mara L' })).toMatchObject({ type: 'accepted' });
    expect(await run(client, 'person.rename', { displayName: 'Mara' })).toMatchObject({ type: 'accepted' });
  });

  it('[P7, P18] is told in a snapshot with what both keys have signed', async () => {
    const { world, first, link } = await setupHome();
    await link();
    const client = await world.login(laptop);
    client.sendRequest('resume', { position: null });
    await world.settle();
    client.take();
    client.sendRequest('snapshot.pull', { part: 0 });
    await world.settle();
    const [reply] = client.takeOf('reply') as never as [{ result: { people: readonly SnapshotPerson[] } }];
    const entry = reply.result.people.find(({ personId }) => personId === first.personId);
    expect(entry?.devices).toEqual([first.device, client.device]);
    const [signed] = entry?.links ?? [];
    const { device: linkedBy, body } = signed?.command ?? { device: '', body: { device: '', proof: '' } };
    expect([signed?.person, linkedBy, body.device]).toEqual([first.personId, first.device, client.device]);
    const said = { serverId, personId: first.personId, linkedBy, device: body.device };
    expect(isDeviceLinkSigned(verifier, said, body.proof)).toBe(true);
  });

  it('[P7, P9] is refused where its command is too large for a snapshot, and as many as there may be fit into a frame', async () => {
    const { world, first, run, proofOf } = await setupHome();
    const linkOf = (number: number, padding: number) => {
      const body = { device: keysOf(number).publicKey, proof: proofOf(number), padding: 'x'.repeat(padding) };
      return run(first, 'device.link', body as never);
    };
    expect(await linkOf(100, 90_000)).toMatchObject({ type: 'refused', error: { type: 'invalid_body' } });
    expect(await linkOf(100, 600)).toMatchObject({ type: 'refused', error: { type: 'invalid_body' } });
    for (let device = 1; device < maxDevices; device += 1) {
      if (device % 20 === 0) await world.wait(5_000);
      expect(await linkOf(100 + device, 400)).toMatchObject({ type: 'accepted' });
    }
    const plan = await world.log.planResume(first.personId, null);
    const parts = plan.mode === 'snapshot' ? plan.parts : [];
    expect(parts.join('').match(/"padding"/g)).toHaveLength(maxDevices - 1);
    expect(Math.max(...parts.map(utf8Bytes))).toBeLessThanOrEqual(limits.maxPageBytes);
  });

  it('[P7] is left out of what a snapshot tells as signed where an older server took a command that is too large', async () => {
    const db = openMemoryDatabase(serverMigrations);
    const { first, link, world } = await setupHome({ db });
    await link();
    const events = `UPDATE events SET command = json_set(command, '$.body.padding', ?) WHERE kind = 'device.linked'`;
    expect(db.change<[string]>(events).run('x'.repeat(90_000)).changes).toBe(1);
    const plan = await world.log.planResume(first.personId, null);
    const parts = plan.mode === 'snapshot' ? plan.parts : [];
    expect(parts.join('')).not.toContain('"padding"');
    expect(parts.join('')).toContain(keysOf(laptop).publicKey);
  });
});

it('[P18] a device is connected by a session of its own, and not by another of its person, nor once it is revoked', async () => {
  const { world, first, link, run } = await setupHome();
  await link();
  const device = keysOf(laptop).publicKey as never;
  const { server } = world;
  expect([server.isConnected(first.device), server.isConnected(device)]).toEqual([true, false]);
  await world.login(laptop);
  expect(server.isConnected(device)).toBe(true);
  await run(first, 'device.revoke', { device });
  expect([server.isConnected(first.device), server.isConnected(device)]).toEqual([true, false]);
});

interface SnapshotPerson {
  readonly personId: string;
  readonly devices: readonly string[];
  readonly links?: readonly {
    readonly person: string;
    readonly command: { readonly device: string; readonly body: { readonly device: string; readonly proof: string } };
  }[];
}

describe('a device that is revoked', () => {
  const revoked = { type: 'error', error: { type: 'device_revoked' } };

  it('[T3, T10] is cut off at once, is refused at its next login and never waits at the door', async () => {
    const { world, first, link, run } = await setupHome();
    await link();
    const client = await world.login(laptop);
    client.take();
    await run(first, 'device.revoke', { device: client.device });
    expect(client.takeOf('error')).toEqual([revoked]);
    expect(client.closed).toMatchObject({ code: 4503 });
    const again = await world.login(laptop);
    expect(again.takeOf('error')).toEqual([revoked]);
    expect(again.takeOf('session')).toEqual([]);
    expect(again.closed).toMatchObject({ code: 4503 });
    expect(first.closed).toBeNull();
  });

  it('[T10] has nothing taken that was on its way', async () => {
    const { world, first, link } = await setupHome();
    await link();
    const client = await world.login(laptop);
    client.take();
    first.sendCommand('device.revoke', { device: client.device });
    client.sendCommand('person.rename', { displayName: 'Too late' });
    await world.settle();
    expect(client.takeOf('accepted')).toEqual([]);
    const people = (await world.log.directory()).people.map(({ displayName }) => displayName);
    expect(people).not.toContain('Too late');
  });
});

describe('the devices of somebody', () => {
  it('[P18, T9] are listed to themselves, and to an owner, with what each says it is called', async () => {
    const { world, first, ask, link, come } = await setupHome();
    await link();
    const client = await come(laptop);
    client.send({ type: 'signal', name: 'device.setName', params: { name: '\u202e ThinkPad' } });
    await world.settle();
    const laptopKey = keysOf(laptop).publicKey;
    const listed = [
      { device: first.device, isHere: true },
      { device: laptopKey, name: 'ThinkPad', isHere: true },
    ];
    expect(await ask('device.list', {})).toMatchObject({ result: { devices: listed } });
    await world.server.act({ kind: 'server.setDoor', body: { door: 'open', openUntil: 0 } });
    const olga = await world.join(other);
    const { personId } = first;
    const refused = { error: { type: 'not_allowed', action: 'device.revoke' } };
    expect(await ask('device.list', { personId }, olga)).toMatchObject(refused);
    for (const role of ['moderator', 'owner'] as const) {
      expect(await ask('device.list', { personId }, olga)).toMatchObject(refused);
      await world.server.act({ kind: 'person.setRole', body: { personId: olga.personId, role } });
    }
    expect(await ask('device.list', { personId }, olga)).toMatchObject({ result: { devices: listed } });
    const nobody = ids.personId(keysOf(other + 1).publicKey);
    expect(await ask('device.list', { personId: nobody }, olga)).toMatchObject(refused);
    expect(await ask('device.list', { personId: olga.personId })).toMatchObject(refused);
  });
});

describe('a claim at the door', () => {
  async function setupClaim(claim: object = { displayName: 'Person 2' }, login: object = {}) {
    const home = await setupHome();
    const offered = await home.ask('device.offer', { inviteId, forMs: 60_000 });
    expect(offered.result).toBeDefined();
    const client = await home.come(laptop, login);
    client.take();
    client.send({ type: 'knock', nonce: sampleBytes(32, 5) });
    client.send({ type: 'claim', commit, ...claim });
    await home.world.settle();
    return { ...home, client };
  }

  it('[P18] by a link is the person’s alone to see, and gets one nonce for one nonce', async () => {
    const { world, first, client, ask } = await setupClaim({ name: '\u202eThinkPad' }, { token });
    const claims = [{ isByLink: true, commit, name: 'ThinkPad' }];
    expect(await ask('claim.list', {})).toMatchObject({ result: { claims } });
    first.sendRequest('claim.open', { claimId: 1, nonce: oldNonce });
    await world.settle();
    expect(first.takeOf('reply')).toEqual([]);
    expect(client.takeOf('claim.opened')).toMatchObject([
      { personId: first.personId, device: first.device, nonce: oldNonce },
    ]);
    client.send({ type: 'claim.revealed', nonce: newNonce, proof: sampleBytes(64) });
    await world.settle();
    expect(first.takeOf('reply')).toMatchObject([{ result: { nonce: newNonce } }]);
    expect(await ask('claim.open', { claimId: 1, nonce: oldNonce })).toMatchObject({
      error: { type: 'claim_not_found' },
    });
  });

  it('[P18] is nobody else’s to see, to open or to send away', async () => {
    const { world, ask } = await setupClaim({}, { token });
    await world.server.act({ kind: 'server.setDoor', body: { door: 'open', openUntil: 0 } });
    const stranger = await world.join(other);
    expect(await ask('claim.list', {}, stranger)).toMatchObject({ result: { claims: [] } });
    for (const name of ['claim.open', 'claim.refuse'] as const)
      expect(await ask(name, { claimId: 1, nonce: oldNonce }, stranger)).toMatchObject({
        error: { type: 'claim_not_found' },
      });
  });

  it('[P18, T7] answers once: what it says after that is none', async () => {
    const { world, first, client } = await setupClaim({}, { token });
    first.sendRequest('claim.open', { claimId: 1, nonce: oldNonce });
    await world.settle();
    for (const nonce of [newNonce, sampleBytes(32, 63)])
      client.send({ type: 'claim.revealed', nonce, proof: sampleBytes(64) });
    await world.settle();
    expect(first.takeOf('reply')).toMatchObject([{ result: { nonce: newNonce } }]);
    expect(client.takeOf('error')).toMatchObject([{ error: { type: 'unexpected_frame', frame: 'claim.revealed' } }]);
  });

  it('[P18, T7] is opened for one address five times an hour, whoever stands there, and counted', async () => {
    const { world, ask, client, first } = await setupClaim({ displayName: 'Person 2' });
    client.link.client.close(1000, '');
    await world.settle();
    const opened: unknown[] = [];
    for (let claimId = 2; claimId <= 7; claimId += 1) {
      const next = await world.login(laptop);
      next.send({ type: 'knock', nonce: sampleBytes(32, 5) });
      next.send({ type: 'claim', commit, displayName: 'Person 2' });
      await world.settle();
      first.sendRequest('claim.open', { claimId, nonce: oldNonce });
      await world.settle();
      opened.push(next.takeOf('claim.opened').length);
      next.link.client.close(1000, '');
      await world.settle();
      // Those that were opened are told that their device is gone.
      if (claimId < 7) first.takeOf('reply');
    }
    expect(opened).toEqual([1, 1, 1, 1, 1, 0]);
    expect(first.takeOf('reply')).toMatchObject([{ error: { type: 'overloaded', retryAfterMs: 720_000 } }]);
    expect(world.server.stats().counters.openingsRefused).toBe(1);
    expect(await ask('claim.list', {})).toMatchObject({ result: { claims: [] } });
  });

  it('[P18] comes by one of the four newest links of a person', async () => {
    const { world, ask, come } = await setupHome();
    const tokens = Array.from({ length: 5 }, (_, index) => sampleBytes(16, 40 + index));
    for (const each of tokens) await ask('device.offer', { inviteId: ids.inviteId(each) as InviteId, forMs: 60_000 });
    for (const [index, each] of tokens.entries()) {
      const next = await come(30 + index, { token: each });
      next.send({ type: 'knock', nonce: sampleBytes(32, 5) });
      next.send({ type: 'claim', commit });
      await world.settle();
    }
    const listed = (await ask('claim.list', {})).result as unknown as { readonly claims: readonly object[] };
    expect(listed.claims).toHaveLength(4);
  });

  it('[P18] whose device goes before it has answered is told to whoever asked', async () => {
    const { world, first, client } = await setupClaim({}, { token });
    first.sendRequest('claim.open', { claimId: 1, nonce: oldNonce });
    await world.settle();
    client.link.client.close(1000, '');
    await world.settle();
    expect(first.takeOf('reply')).toMatchObject([{ error: { type: 'claim_not_found' } }]);
  });

  it('[P18] by a link has room where as many wait by a name as may', async () => {
    const { world, ask, come } = await setupHome({ limits: { maxKnocks: 2 } });
    await ask('device.offer', { inviteId, forMs: 60_000 });
    const say = async (number: number, claim: object, login: object = {}) => {
      const client = await come(number, login);
      client.send({ type: 'knock', nonce: sampleBytes(32, 5) });
      client.send({ type: 'claim', commit, ...claim });
      await world.settle();
      return client;
    };
    for (const number of [30, 31]) expect((await say(number, { displayName: 'Person 2' })).closed).toBeNull();
    expect((await say(32, { displayName: 'Person 2' })).closed).toMatchObject({ code: 4005 });
    expect((await say(laptop, {}, { token })).closed).toBeNull();
    const listed = (await ask('claim.list', {})).result as unknown as { readonly claims: readonly object[] };
    expect(listed.claims).toHaveLength(3);
  });

  it('[P18] that says nothing to whoever came ends, and is told to whoever asked', async () => {
    const { world, first, client } = await setupClaim({}, { token });
    first.sendRequest('claim.open', { claimId: 1, nonce: oldNonce });
    await world.settle();
    await world.wait(limits.loginTimeoutMs);
    expect(first.takeOf('reply')).toMatchObject([{ error: { type: 'claim_not_found' } }]);
    expect(client.closed).toMatchObject({ code: 4001 });
  });

  it.each([
    ['by a link', {}, { token }],
    ['by a name', { displayName: 'Person 2' }, {}],
  ])('[P18, T7] %s goes on while the door is set otherwise, also once digits are compared', async (_, claim, login) => {
    const { world, first, client } = await setupClaim(claim, login);
    const everybody = { door: 'knock', openUntil: world.clock.now() + 60_000 } as const;
    await world.server.act({ kind: 'server.setDoor', body: everybody });
    await world.settle();
    expect(client.closed).toBeNull();
    first.sendRequest('claim.open', { claimId: 1, nonce: oldNonce });
    await world.settle();
    expect(client.takeOf('claim.opened')).toHaveLength(1);
    await world.server.act({ kind: 'server.setDoor', body: { door: 'invite', openUntil: 0 } });
    await world.settle();
    expect(client.closed).toBeNull();
    client.send({ type: 'claim.revealed', nonce: newNonce, proof: sampleBytes(64) });
    await world.settle();
    expect(first.takeOf('reply')).toMatchObject([{ result: { nonce: newNonce } }]);
  });

  it('[P18] under a name that nobody has is told as that to whoever comes, and comes in as somebody new', async () => {
    const { world, first, client, ask } = await setupClaim({ displayName: 'Nobody' });
    await world.server.act({ kind: 'person.setRole', body: { personId: first.personId, role: 'owner' } });
    expect(await ask('knock.list', {})).toMatchObject({
      result: { knocks: [{ displayName: 'Nobody', claims: null }] },
    });
    first.sendCommand('knock.accept', { device: keysOf(laptop).publicKey as never, role: 'member' });
    await world.settle();
    expect(client.take()).toEqual([{ type: 'claim.dropped' }]);
    expect(await ask('knock.list', {})).toMatchObject({ result: { knocks: [] } });
    client.sendCommand('person.admit', { displayName: 'Nobody' });
    await world.settle();
    expect(client.takeOf('session')).toMatchObject([{ state: 'active' }]);
    expect(client.closed).toBeNull();
  });

  it('[P18] whose key was let in as somebody new is not for the person’s devices any more', async () => {
    const { world, first, client, ask } = await setupClaim();
    await world.server.act({ kind: 'person.setRole', body: { personId: first.personId, role: 'owner' } });
    expect(await ask('claim.list', {})).toMatchObject({ result: { claims: [{ isByLink: false }] } });
    first.sendCommand('knock.accept', { device: keysOf(laptop).publicKey as never, role: 'member' });
    await world.settle();
    expect(client.take()).toEqual([{ type: 'claim.dropped' }]);
    expect(await ask('claim.list', {})).toMatchObject({ result: { claims: [] } });
  });

  it('[P18] that has answered goes on waiting for the person to compare', async () => {
    const { world, first, client } = await setupClaim({}, { token });
    first.sendRequest('claim.open', { claimId: 1, nonce: oldNonce });
    await world.settle();
    client.send({ type: 'claim.revealed', nonce: newNonce, proof: sampleBytes(64) });
    await world.wait(limits.loginTimeoutMs);
    expect(first.takeOf('reply')).toMatchObject([{ result: { nonce: newNonce } }]);
    expect(client.closed).toBeNull();
  });

  it('[P18] by a token that is none ends there, and after some of them nothing is looked at', async () => {
    const { world, client } = await setupClaim({}, { token: sampleBytes(16, 9) });
    expect(client.takeOf('error')).toMatchObject([{ error: { type: 'link_invalid' } }]);
    expect(client.closed).toMatchObject({ code: 4505 });
    const ends: unknown[] = [];
    for (let guess = 1; guess < limits.maxInviteGuessBurst + 2; guess += 1) {
      const another = world.connect(laptop);
      another.sendHello();
      await world.settle();
      another.sendLogin({ token: sampleBytes(16, 9) });
      await world.settle();
      another.send({ type: 'claim', commit });
      await world.settle();
      ends.push(...another.takeOf('error').map(({ error }) => (error as { type: string }).type));
    }
    expect(ends).toEqual([...Array.from({ length: 4 }, () => 'link_invalid'), 'door_crowded', 'door_crowded']);
    expect(world.server.stats().counters).toMatchObject({ linkGuesses: 5, linkGuessesDelayed: 2, inviteGuesses: 0 });
  });

  it('[P18, T7] by a name says nothing where only invites let in', async () => {
    const { world, first } = await setupHome();
    await world.server.act({ kind: 'server.setDoor', body: { door: 'invite', openUntil: 0 } });
    const client = await world.login(laptop);
    client.take();
    client.send({ type: 'claim', commit, displayName: 'Person 2' });
    await world.settle();
    expect(client.takeOf('error')).toMatchObject([{ error: { type: 'unexpected_frame', frame: 'claim' } }]);
    expect(first.takeOf('signal').filter(({ name }) => name === 'claims')).toEqual([]);
  });

  it('[P18, T6, T7] by a name beside an invite counts where only invites let in, and is a guess where that is none', async () => {
    const { world, first, come } = await setupHome();
    const [invited, made] = [sampleBytes(16, 21), sampleBytes(16, 22)];
    const invite = { inviteId: ids.inviteId(invited) as InviteId, note: '', role: 'member' as const, roomIds: [] };
    await world.server.act({
      kind: 'invite.create',
      body: { ...invite, maxUses: 1, expiresAt: world.clock.now() + 60_000 },
    });
    await world.server.act({ kind: 'server.setDoor', body: { door: 'invite', openUntil: 0 } });

    async function claim(token: string): Promise<TestClient> {
      const client = await come(laptop, { token });
      client.take();
      client.send({ type: 'knock', nonce: sampleBytes(32, 5) });
      client.send({ type: 'claim', commit, displayName: 'Person 2' });
      await world.settle();
      return client;
    }
    const claimsTold = () => first.takeOf('signal').filter(({ name }) => name === 'claims');
    expect((await claim(invited)).closed).toBeNull();
    expect(claimsTold()).toHaveLength(1);
    for (let guess = 0; guess < limits.maxInviteGuessBurst; guess += 1)
      expect((await claim(made)).takeOf('error')).toMatchObject([{ error: { type: 'link_invalid' } }]);
    expect((await claim(made)).takeOf('error')).toMatchObject([{ error: { type: 'door_crowded' } }]);
    const counted = { inviteGuesses: limits.maxInviteGuessBurst, inviteGuessesDelayed: 1, linkGuesses: 0 };
    expect(world.server.stats().counters).toMatchObject(counted);
  });

  it('[P18, T7] by a name that finds no room is sent away, and counted', async () => {
    const { world } = await setupHome({ limits: { maxKnocksPerAddress: 0 } });
    const client = await world.login(laptop);
    client.send({ type: 'knock', nonce: sampleBytes(32, 5) });
    client.send({ type: 'claim', commit, displayName: 'Person 2' });
    await world.settle();
    expect(client.takeOf('error')).toMatchObject([{ error: { type: 'door_crowded' } }]);
    expect(world.server.stats().counters).toMatchObject({ claimsRefused: 1 });
  });
});
