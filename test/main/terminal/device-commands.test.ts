import { describe, expect, it } from 'vitest';
import type { DeviceKey } from '#shared/domain/ids.ts';
import type { Role } from '#shared/domain/role.ts';
import type { ClaimView, DeviceView } from '#shared/ipc/device-api.ts';
import { err, ok } from '#shared/result.ts';
import { buildPerson, jonas, mara, morning, nordlicht, personIdOf } from './builders.ts';
import { setupPeople } from './setup-people.ts';

const [desk, laptop] = ['k', 'l'].map((letter) => `${letter}${'A'.repeat(42)}` as DeviceKey) as [DeviceKey, DeviceKey];
const here: DeviceView = {
  device: desk,
  name: 'desk',
  addedAt: morning,
  lastSeenAt: morning,
  isHere: true,
  isThis: true,
};
const away: DeviceView = { ...here, device: laptop, name: '', isHere: false, isThis: false };
const claim: ClaimView = {
  claimId: 3,
  device: laptop,
  name: 'laptop',
  address: '192.168.4.31',
  at: morning - 60_000,
  isByLink: false,
};

async function setupDevices(role: Role = 'member') {
  const others = [buildPerson(), buildPerson({ personId: personIdOf('p'), displayName: 'Priya', role: 'owner' })];
  const me = buildPerson({ personId: mara, displayName: 'Mara', isMe: true, role });
  const people = await setupPeople({ state: { people: [me, ...others] } });
  people.answer('device.list', async () => ok([here, away]));
  people.answer('claim.list', async () => ok([claim]));
  people.answer('claim.open', async () => ok({ device: laptop, digits: '704226' }));
  people.news();
  const asked = (call: string) => people.calls.flatMap(({ name, params }) => (name === call ? [params] : []));
  return { ...people, asked };
}

describe('[P18] /devices', () => {
  it('lists them, and revokes one when told to', async () => {
    const { type, news, asked } = await setupDevices();
    await type('/devices');
    const [first, second] = news();
    expect(first).toMatch(/^ {2}1 desk +this one · key \S{9}$/u);
    expect(second).toMatch(/^ {2}2 A device without a name +last here 10:42 · key \S{9}$/u);
    await type('/devices revoke 2');
    expect([asked('device.revoke'), news().join(' ')]).toEqual([[], expect.stringContaining('/yes does it.')]);
    await type('/yes');
    expect(asked('device.revoke')).toEqual([{ serverId: nordlicht, device: laptop }]);
    expect(news()).toEqual(['A device without a name is revoked.']);
  });

  it.each([
    ['/devices revoke 1', 'This is the computer that you are at. Revoke it from another of your devices.'],
    ['/devices revoke 3', 'There is no device of that number. /devices lists them.'],
    ['/devices revoke', '/devices lists your devices on this server'],
    ['/devices link 2', '/devices lists your devices on this server'],
  ])('asks about nothing after %s', async (line, sentence) => {
    const { type, news, asked } = await setupDevices();
    await type('/devices');
    news();
    await type(line);
    const said = news().join(' ');
    await type('/yes');
    expect([asked('device.revoke'), said]).toEqual([[], expect.stringContaining(sentence)]);
  });

  it('makes a link for one more, whole in a line', async () => {
    const { type, news, answer } = await setupDevices();
    const link = `hallway://link?s=${'n'.repeat(60)}&t=${'A'.repeat(60)}&n=Mara`;
    answer('device.offer', async () => ok({ link, forMs: 600_000 }));
    await type('/devices link');
    const said = news();
    expect(said).toContain(link);
    expect(said.join(' ')).toContain('until 10:52');
  });
});

describe('[T10] /devices of somebody', () => {
  it('lists them to an owner, and takes one out after a question', async () => {
    const { type, news, asked, answer } = await setupDevices('owner');
    answer('device.list', async () => ok([{ ...here, isThis: false }, away]));
    await type('/devices of Jonas');
    expect(asked('device.list')).toEqual([{ serverId: nordlicht, personId: jonas }]);
    expect(news()[1]).toMatch(/^ {2}2 A device without a name/u);
    await type('/devices revoke 2 of "Jonas"');
    expect([asked('device.revoke'), news().join(' ')]).toEqual([[], expect.stringContaining('/yes does it.')]);
    await type('/yes');
    expect(asked('device.revoke')).toEqual([{ serverId: nordlicht, device: laptop }]);
    expect(asked('device.list').at(-1)).toEqual({ serverId: nordlicht, personId: jonas });
  });

  it.each<[Role, string, string]>([
    ['moderator', '/devices of Jonas', 'Only owners of Nordlicht do this.'],
    ['owner', '/devices of Ole', 'There is no "Ole" here.'],
    ['owner', '/devices of', '/devices lists your devices on this server'],
    ['owner', '/devices link of Jonas', '/devices lists your devices on this server'],
  ])('of a %s: %s asks the server nothing', async (role, line, sentence) => {
    const { type, news, asked } = await setupDevices(role);
    await type(line);
    expect([asked('device.list'), news().join(' ')]).toEqual([[], expect.stringContaining(sentence)]);
  });
});

describe('[P18] /claims', () => {
  it('lists what asks to be a device of this person, shows digits, takes it in', async () => {
    const { type, news, asked } = await setupDevices();
    await type('/claims');
    expect(news()[0]).toBe('  3 laptop  by your name, which anybody may say · 192.168.4.31 · since 10:41');
    await type('/claims open 3');
    expect(news()[0]).toBe('The other screen must show 704 226.');
    await type('/claims yes 3');
    const at = { serverId: nordlicht, claimId: 3 };
    expect([asked('claim.open'), asked('claim.accept')]).toEqual([[at], [at]]);
    expect(news()).toEqual(['It is one of your devices now. /devices lists them.']);
  });

  it('takes nothing in that nobody has looked at, and sends away', async () => {
    const { type, news, asked, answer } = await setupDevices();
    answer('claim.accept', async () => err({ type: 'request_refused', reason: 'claim_not_found' }));
    await type('/claims yes 3');
    expect(news()).toEqual(['Compare the digits first: /claims open 3 shows them.']);
    await type('/claims no 3');
    expect(asked('claim.refuse')).toEqual([{ serverId: nordlicht, claimId: 3 }]);
  });

  it.each(['/claims look 3', '/claims open', '/claims no 3 4', '/claims toString 3'])(
    'says what it takes in place of doing %s',
    async (line) => {
      const { type, news, asked } = await setupDevices();
      await type(line);
      expect([asked('claim.open'), asked('claim.refuse')]).toEqual([[], []]);
      expect(news().join(' ')).toMatch(/^\/claims open N shows the digits/u);
    },
  );

  it('are told of once each, and again where one was sent away', async () => {
    const { server, news, pass, answer, type } = await setupDevices();
    const others = [claim, { ...claim, claimId: 9, device: `z${'A'.repeat(42)}` as DeviceKey }];
    const told = async (claims: number): Promise<number> => {
      answer('claim.list', async () => ok(others.slice(0, claims)));
      server({ claims });
      await pass(0);
      return news().filter((line) => line.includes('to be yours at Nordlicht')).length;
    };
    const seen = [await told(1), await told(1), await told(0), await told(2), await told(0)];
    await type(`/claims no ${claim.claimId}`);
    expect([...seen, await told(1)]).toEqual([1, 0, 0, 1, 0, 0]);
    await type(`/claims no ${claim.claimId}`);
    expect([await told(0), await told(1)]).toEqual([0, 1]);
  });
});

describe('whoever is not let in', () => {
  const pending = { type: 'pending', door: 'knock', refusal: null, digits: null, claim: null } as const;
  const refused = { type: 'refused', problem: { type: 'not_let_in' } } as const;

  it.each([
    ['/devices', pending, 'Nordlicht has not let you in yet. Try again once somebody there has.'],
    ['/claims', pending, 'Nordlicht has not let you in yet. Try again once somebody there has.'],
    ['/devices', refused, 'Whoever is at the door of Nordlicht did not let you in. /server knocks again.'],
    ['/claims', refused, 'Whoever is at the door of Nordlicht did not let you in. /server knocks again.'],
  ] as const)('[T7] reads that by %s too, and not that the server is gone (%j)', async (line, connection, sentence) => {
    const { type, news, server, answer, pass } = await setupDevices();
    answer('device.list', async () => err({ type: 'server_unreachable' }));
    answer('claim.list', async () => err({ type: 'server_unreachable' }));
    server({ connection });
    await pass(1_000);
    news();
    await type(line);
    expect(news().join(' ')).toBe(sentence);
  });
});
