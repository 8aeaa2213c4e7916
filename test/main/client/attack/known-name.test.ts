import { describe, expect, it } from 'vitest';
import { formatJoinLine } from '#shared/discovery/join-line.ts';
import type { DeviceKey } from '#shared/domain/ids.ts';
import type { ServerIdentity } from '#main/identity/server-identity.ts';
import { activeFrame, createScriptedServer, pendingFrame, type Script } from '#test/support/scripted-server.ts';
import { createSeededRandom } from '#test/support/seeded-random.ts';
import { ask, joinServer, serverView } from '#test/support/world-talk.ts';
import { createWorld } from '#test/support/world.ts';

const seed = 'known name';
const address = { host: '10.0.7.1', port: 7420 };

/** Ann is in the office, and joins a server that does what the script says. */
async function setupImpostor(script: Script) {
  const world = createWorld(seed);
  const impostor = createScriptedServer({ random: createSeededRandom(seed), script });
  world.network.listen('10.0.7.1:7420', impostor.accept);
  const office = await world.server({ name: 'Office' });
  const ann = await world.person('Ann');
  await joinServer(world, ann, office);
  const { serverId } = impostor.identity;
  const target = formatJoinLine({ serverId, addresses: [address], invite: null });
  await ask(world, ann, ['server.join', { target, displayName: 'Ann' }]);
  await world.run(1_000);
  const view = async () => (await ask(world, ann, ['server.list', {}])).find((server) => server.serverId === serverId);
  const heard = () => impostor.sessions.flatMap(({ received }) => received);
  /** What it was sent that has the name of the person, and so of their computer, anywhere in it. */
  const naming = () => impostor.sessions.flatMap(({ texts }) => texts).filter((text) => text.includes('Ann'));
  const blocked = { type: 'refused', problem: { type: 'known_name', serverId: office.serverId } };
  return { world, impostor, office, ann, serverId, target, view, heard, naming, blocked };
}

type Frame = (identity: ServerIdentity, device: DeviceKey) => object;

const active: Frame = (identity, device) => ({ ...activeFrame(identity, device), serverName: 'Office' });
const healing: Frame = (identity, device) => ({ ...active(identity, device), state: 'healing' });
const pending: Frame = (identity, device) => ({ ...pendingFrame(identity, device), serverName: 'Office' });
const called =
  (frame: Frame, serverName: string): Frame =>
  (identity, device) => ({ ...frame(identity, device), serverName });

/** Answers a login with these, one after the other. */
const answering =
  (...frames: readonly Frame[]): Script =>
  (frame, session, identity) => {
    if (frame.type !== 'login') return false;
    for (const made of frames) session.send(made(identity, frame.device));
    return true;
  };

const answers: readonly { readonly is: string; readonly frames: readonly Frame[] }[] = [
  { is: 'waits at its door', frames: [pending] },
  { is: 'is in', frames: [active] },
  { is: 'has to heal it', frames: [healing] },
  { is: 'has to heal it, and is in then', frames: [healing, active] },
  { is: 'is in, after it was stopped once', frames: [active, called(active, 'Lab')] },
  { is: 'is in under a name with blanks around it', frames: [called(active, `\u200b  Office${' '.repeat(40)}`)] },
  { is: 'is in under a name that looks so', frames: [called(active, 'Off\u0456ce')] },
];

describe('[T8] a server with the name of a known one and another key that says the person', () => {
  it.each(answers)('$is is told nothing of them', async ({ frames }) => {
    const { world, view, heard, naming, blocked, office, ann } = await setupImpostor(answering(...frames));
    expect(await view()).toMatchObject({ connection: blocked });
    expect((await view())?.name, 'what it says after that').not.toBe('Lab');
    await world.run(60_000);
    expect(naming()).toEqual([]);
    expect(heard().map(({ type }) => type)).toEqual(['hello', 'login']);
    expect((await serverView(world, ann, office)).connection).toEqual({ type: 'online' });
  });

  it('waits, under another name, and is in, under this one, is stopped there', async () => {
    const { world, impostor, view, blocked } = await setupImpostor(answering(called(pending, 'Lab')));
    const login = impostor.session.received.find((frame) => frame.type === 'login');
    if (login !== undefined) impostor.session.send(active(impostor.identity, login.device));
    await world.run(1_000);
    expect(await view()).toMatchObject({ name: 'Office', connection: blocked });
    expect(impostor.session.requests('resume'), 'nothing is asked of it').toEqual([]);
  });

  it('is in is joined once they have said that it is another', async () => {
    const { world, ann, serverId, target, view } = await setupImpostor(answering(active));
    await ask(world, ann, ['server.join', { target, displayName: 'Ann', asSeparate: serverId }]);
    await world.run(1_000);
    expect(await view()).toMatchObject({ name: 'Office', connection: { type: 'online' } });
  });
});

describe('[T8] a server that the person is in', () => {
  it('keeps the name it had where it takes that of another one, and shuts nobody out', async () => {
    let name = 'Lab';
    const { world, impostor, ann, office, view } = await setupImpostor((frame, session, identity) =>
      answering(called(active, name))(frame, session, identity),
    );
    expect(await view()).toMatchObject({ name: 'Lab', connection: { type: 'online' } });
    const again = async (next: string) => {
      name = next;
      impostor.session.connection.close(1001, '');
      await world.run(20_000);
      return view();
    };
    expect(await again('OFFICE')).toMatchObject({ name: 'Lab', connection: { type: 'online' } });
    expect((await again('Laboratory'))?.name, "a name that is nobody else's").toBe('Laboratory');
    expect((await serverView(world, ann, office)).name).toBe('Office');
  });

  it('has a name that can be read, whatever it says', async () => {
    const { view } = await setupImpostor(answering(called(active, `\u202e${'Lab'.repeat(30)}`)));
    expect(await view()).toMatchObject({ name: '?', connection: { type: 'online' } });
  });
});
