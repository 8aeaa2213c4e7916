import { describe, expect, it } from 'vitest';
import type { ConnectionState } from '#shared/ipc/connection-view.ts';
import { err, ok } from '#shared/result.ts';
import { buildServer, morning, nordlicht, serverIdOf } from './builders.ts';
import { settle } from './line-feed.ts';
import { setupPeople } from './setup-people.ts';

const werkstatt = serverIdOf('w');
const address = '10.77.0.1:7600';
const atWerkstatt = buildServer({ serverId: werkstatt, name: 'Werkstatt' });

describe('whoever comes to nothing', () => {
  it.each([
    ['off', false],
    ['working', true],
  ] as const)('reads that servers are looked for only where they are (%s)', async (type, isLooking) => {
    const { news } = await setupPeople({
      state: { servers: [], nearby: { servers: [], status: { type, problem: null } } },
    });
    const said = news().join(' ');
    expect(said.includes('Looking for servers on this network.')).toBe(isLooking);
    expect(said.includes('Looking for servers is switched off.')).toBe(!isLooking);
    expect(said).toContain('/help lists what you can type.');
  });
});

/** Somebody in a room who has asked for a server that does not answer. */
async function setupWaiting() {
  const people = await setupPeople();
  people.answer('server.join', async () => err({ type: 'unreachable', code: 'EHOSTUNREACH' }));
  await people.type(`/server ${address}`);
  const comesUp = async (): Promise<void> => {
    people.answer('server.join', async () => ok({ serverId: werkstatt }));
    people.emit('server.changed', atWerkstatt);
    for (let tries = 0; tries < 5; tries += 1) await people.pass(10_000);
  };
  return { ...people, comesUp };
}

describe('a server that has not been seen', () => {
  const link = `hallway://join?s=${werkstatt}`;

  async function setupUnseen(target: string, problem: 'server_not_known' | 'unreachable') {
    const people = await setupPeople();
    people.news();
    people.answer('server.join', async () =>
      err(problem === 'unreachable' ? { type: problem, code: 'ENOTFOUND' } : { type: problem, target: werkstatt }),
    );
    await people.type(`/server ${target}`);
    return people;
  }

  it('is no news within the moment that it takes to be seen', async () => {
    const { news, pass, answer, emit, prompt } = await setupUnseen(link, 'server_not_known');
    expect(news()).toEqual([]);
    answer('server.join', async () => ok({ serverId: werkstatt }));
    emit('server.changed', atWerkstatt);
    for (let tries = 0; tries < 4; tries += 1) await pass(1_000);
    expect(prompt()).toBe('Werkstatt · general >');
    expect(news().join(' ')).not.toMatch(/seen|answers/u);
  });

  it('is told of without the link where it takes longer', async () => {
    const { news, pass } = await setupUnseen(link, 'server_not_known');
    for (let second = 0; second < 4; second += 1) await pass(1_000);
    expect(news().join(' ')).toBe(
      'The server of this link has not been seen on this network yet. The server of the link is joined as soon as it answers. Another /server ends that.',
    );
  });

  it('is waited for by a name that nothing is called by, and that is said', async () => {
    const { news } = await setupUnseen('nonsense', 'unreachable');
    expect(news().join(' ')).toBe(
      'Nothing called "nonsense" has been seen on this network. nonsense is joined as soon as it answers. Another /server ends that.',
    );
  });
});

describe('a server that does not answer', () => {
  it('takes whoever waits for it there', async () => {
    const { prompt, news, comesUp } = await setupWaiting();
    expect(news().join(' ')).toContain(`${address} is joined as soon as it answers. Another /server ends that.`);
    await comesUp();
    expect(prompt()).toBe('Werkstatt · general >');
  });

  it('takes nobody away from where they talk meanwhile', async () => {
    const { prompt, news, type, comesUp, calls } = await setupWaiting();
    await type('lunch?');
    await comesUp();
    expect(news()).toContain('Werkstatt answers. /server 2 goes there.');
    expect(prompt()).toBe('Nordlicht · general >');
    await type('at one');
    const rooms = calls.filter(({ name }) => name === 'message.send').map(({ params }) => params);
    expect(rooms).toMatchObject([{ serverId: nordlicht }, { serverId: nordlicht }]);
  });

  it('is listed, and waited for no more once another one is asked for', async () => {
    const { prompt, news, type, comesUp, calls } = await setupWaiting();
    news();
    await type('/servers');
    expect(news().join(' ')).toContain(`${address} is joined as soon as it answers.`);
    await type('/server');
    expect(news()).toContain(`${address} is not waited for any more.`);
    const joins = () => calls.filter(({ name }) => name === 'server.join').length;
    const before = joins();
    await comesUp();
    expect([joins(), prompt()]).toEqual([before, 'Nordlicht · general >']);
    await type('/servers');
    expect(news().join(' ')).not.toContain('as soon as it answers');
  });
});

it('[T3] a server that neither a link nor digits have confirmed is marked in the list, and no other', async () => {
  for (const isVerified of [false, true]) {
    const { news, type } = await setupPeople({ state: { servers: [buildServer({ isVerified })] } });
    news();
    await type('/servers');
    expect(news().join(' ').includes('connected · not confirmed')).toBe(!isVerified);
  }
});

const banned: ConnectionState = { type: 'refused', problem: { type: 'device_removed' } };

it('a server that is named at the start is entered once, and its room', async () => {
  const { news } = await setupPeople({ target: nordlicht });
  expect(news().filter((line) => line === ' general')).toHaveLength(1);
});

describe('/server alone', () => {
  it('means the server that people are at', async () => {
    const left = buildServer({ connection: { type: 'offline', since: morning } });
    const { type, calls, news } = await setupPeople({ state: { servers: [left] } });
    expect(news().join(' ')).toContain('Not connected to Nordlicht. /server 1 joins it again');
    await type('/server');
    expect(calls).toContainEqual({ name: 'server.join', params: { target: nordlicht, displayName: 'Mara' } });
  });

  it('means what was asked for in vain, and without that the sentence names the number', async () => {
    const { type, calls, news, answer } = await setupPeople({ state: { servers: [] } });
    answer('server.join', async () => err({ type: 'local_network_denied' }));
    await type(`/server ${address}`);
    expect(news().join(' ')).toContain('Allow it in the privacy settings, then /server again.');
    await type('/server');
    const joins = calls.filter(({ name }) => name === 'server.join').map(({ params }) => params);
    expect(joins).toEqual(Array(2).fill({ target: address, displayName: 'Mara' }));
  });

  it('is told with a number where people are at another server', async () => {
    const away = buildServer({ serverId: werkstatt, name: 'Werkstatt' });
    const { emit, news } = await setupPeople({ state: { servers: [away, buildServer()] } });
    news();
    emit('server.changed', { ...away, connection: { type: 'refused', problem: { type: 'not_let_in' } } });
    await settle();
    expect(news().join(' ')).toContain('did not let you in. /server 1 knocks again.');
  });

  it('needs a name where there is nothing to be meant', async () => {
    const { type, news } = await setupPeople({ state: { servers: [] } });
    news();
    await type('/server');
    expect(news().join(' ')).toContain('/server needs a number of /nearby or /servers');
  });

  it('says again what was said before, where it is still so', async () => {
    const { type, server, news } = await setupPeople({ state: { servers: [buildServer({ connection: banned })] } });
    const refusal = 'This computer is not let in at Nordlicht.';
    expect(news().join(' ')).toContain(refusal);
    server({ connection: banned, unread: 1 });
    await settle();
    expect(news()).toEqual([]);
    for (const line of ['/server 1', '/server']) {
      await type(line);
      server({ connection: { type: 'connecting' } });
      server({ connection: banned });
      await settle();
      expect(news().join(' ')).toContain(refusal);
    }
  });

  it('tries at once a server that is out of reach, and says again that it is', async () => {
    const { type, server, news, pass, calls } = await setupPeople();
    server({ connection: { type: 'reconnecting', since: 0, nextTryAt: 0, problem: { type: 'timed_out' } } });
    await pass(1_000);
    news();
    await type('/server');
    expect(calls).toContainEqual({ name: 'server.connectNow', params: { serverId: nordlicht } });
    expect(news().join(' ')).toContain("Nordlicht can't be reached.");
  });
});

describe('an invite', () => {
  const pending = { type: 'pending', refusal: null, digits: null, claim: null } as const;

  it.each(['invite', 'knock'] as const)('[T6] is on its way, and a door set to %s says nothing else', async (door) => {
    const { server, news, pass } = await setupPeople({ state: { servers: [], rooms: [] } });
    news();
    server({ connection: { ...pending, door } });
    await pass(500);
    expect(news()).toEqual([]);
    server({ connection: { type: 'online' } });
    await pass(5_000);
    expect(news()).toEqual(['Connected to Nordlicht as Mara.']);
  });

  it('[T6] that is used up is refused at once, and one that was never there too', async () => {
    for (const refusal of [{ type: 'invite_invalid' }, { type: 'door_closed', door: 'invite' }] as const) {
      const { server, news } = await setupPeople({ state: { servers: [], rooms: [] } });
      news();
      server({ connection: { ...pending, door: 'invite' } });
      server({ connection: { ...pending, door: 'invite', refusal } });
      await settle();
      expect(news().join(' ')).toMatch(/This invite has been used|lets in who has an invite/u);
    }
  });

  it('[T6] for a server where people are already does not say that they have left it', async () => {
    const link = `hallway://join?s=${nordlicht}&h=${address}&t=AAAAAAAAAAAAAAAAAAAAAA&x=${morning / 1_000 + 60}`;
    const { server, news, type } = await setupPeople();
    await type(link);
    await type('/yes');
    news();
    server({ connection: { type: 'offline', since: morning } });
    server({ connection: { type: 'connecting' } });
    server({ connection: { type: 'online' } });
    await settle();
    expect(news()).toEqual(['Connected to Nordlicht as Mara.']);
  });
});
