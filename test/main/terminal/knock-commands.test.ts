import { describe, expect, it } from 'vitest';
import type { DeviceKey } from '#shared/domain/ids.ts';
import type { Role } from '#shared/domain/role.ts';
import type { KnockView } from '#shared/ipc/door-api.ts';
import { err, ok } from '#shared/result.ts';
import { buildPerson, buildServer, jonas, mara, morning, nordlicht } from './builders.ts';
import { setupPeople } from './setup-people.ts';

const device = `k${'A'.repeat(42)}` as DeviceKey;
const sofia: KnockView = {
  knockId: 4,
  displayName: 'Sofia',
  device,
  address: '192.168.4.31',
  at: morning - 60_000,
  isOpened: false,
};

/** Says that they are Jonas, who is in already. */
const again: KnockView = { ...sofia, displayName: 'Jonas', claims: jonas };

async function setupKnocks(knocks: readonly KnockView[] = [sofia], role: Role = 'moderator') {
  const me = buildPerson({ personId: mara, displayName: 'Mara', isMe: true, role });
  const people = await setupPeople({ state: { people: [me, buildPerson()] } });
  people.answer('knock.list', async () => ok(knocks));
  people.answer('knock.open', async () => ok({ device, digits: '704226' }));
  people.news();
  const asked = (call: string) => people.calls.flatMap(({ name, params }) => (name === call ? [params] : []));
  return { ...people, asked };
}

describe('/knocks', () => {
  it('[T7] lists who waits, with where they come from and since when', async () => {
    const { type, news } = await setupKnocks([sofia, { ...sofia, knockId: 12, displayName: '', isOpened: true }]);
    await type('/knocks');
    const [first, second] = news();
    expect(first).toBe('   4 Sofia     192.168.4.31 · since 10:41');
    expect(second).toBe('  12 Somebody  192.168.4.31 · since 10:41 · digits are shown');
  });

  it('says that nobody is there', async () => {
    const { type, news } = await setupKnocks([]);
    await type('/knocks');
    expect(news()).toEqual(['Nobody is at the door.']);
  });

  it('[T7] shows the digits that the other screen shows', async () => {
    const { type, news, asked } = await setupKnocks();
    await type('/knocks open 4');
    expect(asked('knock.open')).toEqual([{ serverId: nordlicht, knockId: 4 }]);
    expect(news().join(' ')).toContain('their screen must show 704 226.');
  });

  it('[P18] says what it means that somebody is in already by their word, under a name that nobody has', async () => {
    const { type, news, asked } = await setupKnocks([{ ...sofia, claims: null, isOpened: true }]);
    await type('/knocks open 4');
    const said = news().join(' ');
    expect(said).toContain('They say that they are Sofia, who is in already, but nobody here is called so.');
    expect(said).toContain('they are somebody new.');
    await type('/knocks in 4');
    expect(asked('knock.accept')).toMatchObject([{ role: 'member' }]);
  });

  it('[T7] lets nobody in whose digits nobody has seen', async () => {
    const { type, news, asked } = await setupKnocks();
    await type('/knocks in 4');
    expect(asked('knock.accept')).toEqual([]);
    expect(news()).toEqual(['Compare the digits first: /knocks open 4 shows them.']);
  });

  it.each([
    ['/knocks in 4', 'member'],
    ['/knocks in 4 guest', 'guest'],
  ])('[T7] lets in: %s', async (line, role) => {
    const { type, news, asked } = await setupKnocks([{ ...sofia, isOpened: true }]);
    await type(line);
    expect(asked('knock.accept')).toEqual([{ serverId: nordlicht, device, role }]);
    expect(news()).toEqual([`Sofia is let in as a ${role}.`]);
  });

  it('[T7] sends away, and keeps a key out', async () => {
    const { type, asked } = await setupKnocks();
    await type('/knocks no 4');
    await type('/knocks ban 4');
    expect(asked('knock.refuse')).toEqual([{ serverId: nordlicht, knockId: 4 }]);
    expect(asked('device.setBan')).toEqual([{ serverId: nordlicht, device, isBanned: true }]);
  });

  it.each([
    ['/knocks open 5', 'Nobody waits under 5. /knocks lists who does.'],
    ['/knocks open', 'Nobody waits under no number. /knocks lists who does.'],
  ])('says that nobody is meant by %s', async (line, sentence) => {
    const { type, news } = await setupKnocks();
    await type(line);
    expect(news()).toEqual([sentence]);
  });

  it.each(['/knocks look 4', '/knocks in 4 king', '/knocks no 4 5', '/knocks toString 4'])(
    'says what it takes in place of doing %s',
    async (line) => {
      const { type, news } = await setupKnocks();
      await type(line);
      expect(news().join(' ')).toMatch(/^\/knocks open N shows the digits/u);
    },
  );

  it('says that the door was opened for an address too often', async () => {
    const { type, news, answer } = await setupKnocks();
    answer('knock.open', async () => err({ type: 'overloaded', retryAfterMs: 60_000 }));
    await type('/knocks open 4');
    expect(news().join(' ')).toBe(
      'The door was opened five times within an hour for this address. It can be again at 10:43; they wait meanwhile.',
    );
  });

  describe('is told of', () => {
    const other = { ...sofia, knockId: 5, device: `o${'A'.repeat(42)}` as DeviceKey };

    async function setupDoor() {
      const people = await setupKnocks([]);
      /** The server says how many wait; comes back with what is said of that. */
      const wait = async (...knocks: KnockView[]): Promise<string[]> => {
        people.answer('knock.list', async () => ok(knocks));
        people.server({ knocks: knocks.length });
        await people.pass(0);
        return people.news().filter((line) => line.startsWith('Somebody knocks'));
      };
      return { ...people, wait };
    }

    it('[T7] once a knock, with how many wait', async () => {
      const { wait } = await setupDoor();
      expect(await wait(sofia)).toEqual([
        'Somebody knocks: 1 person waits at the door of Nordlicht. /knocks shows who.',
      ]);
      expect((await wait(sofia, other))[0]).toContain('2 people wait');
      expect(await wait(other)).toEqual([]);
    });

    it('once where the connection comes back, the own one or that of who waits', async () => {
      const { wait, server, pass } = await setupDoor();
      await wait(sofia);
      server({ knocks: 0, connection: { type: 'connecting' } });
      await pass(3_600_000);
      server({ connection: { type: 'online' } });
      expect(await wait(sofia)).toEqual([]);
      await wait();
      await pass(5_000);
      expect(await wait({ ...sofia, knockId: 9 })).toEqual([]);
    });

    it('[T7] though it comes before the login is complete, in place of one that was there when the connection broke', async () => {
      const { wait, server, pass } = await setupDoor();
      await wait(sofia);
      server({ knocks: 0, connection: { type: 'connecting' } });
      await pass(60_000);
      server({ connection: { type: 'catching_up' } });
      expect(await wait(other)).toEqual([]);
      server({ connection: { type: 'online' } });
      expect(await wait(other)).toHaveLength(1);
    });

    it('[T7] once more where they went and came again, though the connection broke meanwhile', async () => {
      const { wait, server, pass } = await setupDoor();
      await wait(sofia);
      server({ knocks: 0, connection: { type: 'connecting' } });
      await pass(60_000);
      server({ connection: { type: 'online' } });
      expect(await wait()).toEqual([]);
      await pass(30_000);
      expect(await wait({ ...sofia, knockId: 9 })).toHaveLength(1);
    });

    it('again where somebody was away for a while, or was sent away', async () => {
      const { wait, pass, type } = await setupDoor();
      await wait(sofia);
      await wait();
      await pass(30_000);
      expect(await wait({ ...sofia, knockId: 9 })).toHaveLength(1);
      await type('/knocks no 9');
      await wait();
      expect(await wait({ ...sofia, knockId: 10 })).toHaveLength(1);
    });
  });
});

describe('/knocks, of somebody who says they are in already,', () => {
  it.each<[Role, string]>([
    ['owner', '/knocks vouch 4 makes it a device of Jonas'],
    ['moderator', 'Only an owner can let somebody back in.'],
  ])('[T8] tells %s so, and what can be done', async (role, way) => {
    const { type, news } = await setupKnocks([again], role);
    await type('/knocks');
    expect(news()[0]).toBe('  4 Jonas  says they are Jonas already · 192.168.4.31 · since 10:41');
    await type('/knocks open 4');
    const said = news().join(' ');
    expect(said).toContain('They say that they are Jonas, who is on the server already');
    expect(said).toContain(way);
    expect(said).not.toContain('/knocks in 4');
  });

  it.each<[Role, string]>([
    ['owner', '/knocks vouch 4 makes this device theirs'],
    ['moderator', 'Only an owner can let them back in'],
  ])('[T8] lets nobody in as a stranger, and tells %s the way', async (role, way) => {
    const { type, news, asked } = await setupKnocks([{ ...again, isOpened: true }], role);
    await type('/knocks in 4');
    expect(asked('knock.accept')).toEqual([]);
    expect(news().join(' ')).toContain(way);
  });

  it('[T8] takes the word of an owner who has seen the digits', async () => {
    const { type, news, asked } = await setupKnocks([{ ...again, isOpened: true }], 'owner');
    await type('/knocks vouch 4');
    expect(asked('device.vouch')).toEqual([{ serverId: nordlicht, device, personId: jonas }]);
    expect(news().join(' ')).toBe('Jonas is back in. What this device says is marked as vouched for by you.');
  });

  it.each<[Role, KnockView, string]>([
    ['moderator', { ...again, isOpened: true }, 'Only owners of Nordlicht do this.'],
    ['owner', again, 'Compare the digits first: /knocks open 4 shows them.'],
    ['owner', { ...sofia, isOpened: true }, 'Sofia is new here, and nobody to vouch for. /knocks in 4 lets them in.'],
  ])('[T8] takes the word of nobody else: %s, %j', async (role, knock, sentence) => {
    const { type, news, asked } = await setupKnocks([knock], role);
    await type('/knocks vouch 4');
    expect([asked('device.vouch'), news().join(' ')]).toEqual([[], sentence]);
  });
});

describe('whoever knocks', () => {
  const pending = { type: 'pending', door: 'knock', refusal: null, digits: null, claim: null } as const;

  it('[T7] reads that somebody has to come, and then the digits and what to do with them', async () => {
    const { news, server, pass, type, calls } = await setupPeople({
      state: { servers: [buildServer({ connection: pending })], rooms: [] },
    });
    await type('/confirm');
    expect(calls.some(({ name }) => name === 'server.confirm')).toBe(false);
    expect(news().join(' ')).toContain('Nothing of Nordlicht was shown yet to compare.');
    await pass(1_000);
    expect(news().join(' ')).toContain('You knock at Nordlicht.');
    server({ connection: { ...pending, digits: '704226' } });
    await pass(10);
    const said = news().join(' ');
    expect(said).toContain('not by a message: 704 226.');
    await type('/confirm');
    expect(calls.some(({ name }) => name === 'server.confirm')).toBe(true);
    await type('hello');
    expect(news().join(' ')).toContain('704 226');
  });

  it.each(['knock', 'open'] as const)(
    '[P18] as a device of somebody who is in reads what waits for whom, and then the digits, at a door set to %s',
    async (door) => {
      const connection = { ...pending, door, claim: 'link' } as const;
      const { news, server, pass } = await setupPeople({
        state: { servers: [buildServer({ connection })], rooms: [] },
      });
      const waiting = news().join(' ');
      expect(waiting).toContain('This computer asks Nordlicht to be one more of your devices.');
      expect(waiting).toContain('say yes there, once the digits on both screens are the same');
      expect(waiting).not.toMatch(/You knock|invite/u);
      server({ connection: { ...connection, digits: '704226' } });
      await pass(10);
      const said = news().join(' ');
      expect(said).toContain('Compare these digits with the other screen: 704 226. If it shows the same, say so there');
      expect(said).not.toMatch(/confirm|invite/u);
    },
  );

  it('[P18] by the name of somebody who is in reads that an owner can let them back in', async () => {
    const connection = { ...pending, claim: 'name' } as const;
    const { news } = await setupPeople({ state: { servers: [buildServer({ connection })], rooms: [] } });
    expect(news().join(' ')).toContain('to be a device of Mara. If Mara has another one there');
  });

  it('[T6] reads what opens a door that wants an invite', async () => {
    const door = 'invite' as const;
    const connection = { ...pending, door, refusal: { type: 'door_closed', door } } as const;
    const { news } = await setupPeople({ state: { servers: [buildServer({ connection })], rooms: [] } });
    const said = news().join(' ');
    expect(said).toContain('Nordlicht lets in who has an invite. Ask for a link with one, and paste it here.');
    expect(said).not.toContain('/name');
  });
});
