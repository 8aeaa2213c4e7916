import { describe, expect, it } from 'vitest';
import type { DeviceKey, PersonId } from '#shared/domain/ids.ts';
import { createIds } from '#main/identity/ids.ts';
import { createKeyPair } from '#main/identity/key-pair.ts';
import { sampleBytes } from '#test/support/sample-ids.ts';
import { activeFrame, pendingFrame } from '#test/support/scripted-server.ts';
import { joinScriptedServer } from '#test/support/scripted-world.ts';
import { ask } from '#test/support/world-talk.ts';

const linkedBy = createKeyPair(new Uint8Array(32).fill(9)).publicKey as DeviceKey;

/** Ann's new device says at the door of a server that lies whose it is. */
async function setupClaim() {
  const { world, server, ann, serverId, view } = await joinScriptedServer((frame, session, identity) => {
    if (frame.type === 'login') session.send(pendingFrame(identity, frame.device));
    return frame.type === 'login';
  });
  await ask(world, ann, ['server.claim', { serverId, displayName: 'Ann' }]);
  await world.run(1_000);
  const login = server.session.received.find((frame) => frame.type === 'login');
  const device = (login?.type === 'login' ? login.device : '') as DeviceKey;
  const personId = createIds(serverId).personId(linkedBy);
  const connection = async () => (await view()).connection;

  async function send(frame: object): Promise<void> {
    server.session.send(frame);
    await world.run(100);
  }
  const open = (nonce: number) =>
    send({ type: 'claim.opened', personId, device: linkedBy, nonce: sampleBytes(32, nonce) });
  const said = (type: string) =>
    server.sessions.flatMap(({ received }) => received.filter((each) => each.type === type));
  const again = () => send(pendingFrame(server.identity, device));
  const inAs = (other: PersonId) => send({ ...activeFrame(server.identity, device), personId: other });
  const healing = () => send({ ...activeFrame(server.identity, device), state: 'healing' });
  return { world, server, personId, view, connection, open, said, again, inAs, healing };
}

describe('a server that wants another guess at the digits of a claim', () => {
  const broken = { type: 'refused', problem: { type: 'knock_broken' } };

  it('[P18] gets none by having the device come to the door again', async () => {
    const { world, connection, open, said, again } = await setupClaim();
    await open(5);
    expect(await connection()).toMatchObject({ type: 'pending', digits: expect.stringMatching(/^\d{6}$/u) as string });
    await again();
    await open(6);
    await world.run(60_000);
    expect(said('claim.revealed')).toHaveLength(1);
    expect(await connection()).toEqual(broken);
  });

  it('[P18] gets none by healing, and closing then', async () => {
    const { world, server, connection, open, said, healing } = await setupClaim();
    await open(5);
    await healing();
    server.session.connection.close(4000, '');
    await world.run(60_000);
    expect(said('claim')).toHaveLength(1);
    expect(await connection()).toEqual(broken);
  });
});

describe('a server that makes a device somebody’s', () => {
  const refused = { type: 'refused', problem: { type: 'login_refused', reason: 'person' } };
  const somebody = 'a'.repeat(26) as PersonId;

  it('[P18] is believed of the person whose device has come, and of nobody else', async () => {
    const good = await setupClaim();
    await good.open(5);
    await good.inAs(good.personId);
    await good.world.run(1_000);
    expect((await good.view()).personId).toBe(good.personId);
    const evil = await setupClaim();
    await evil.open(5);
    await evil.inAs(somebody);
    await evil.world.run(1_000);
    expect(await evil.connection()).toEqual(refused);
    expect((await evil.view()).personId).not.toBe(somebody);
  });

  it('[P18] is not believed where the device came as nobody’s', async () => {
    const { world, server, view } = await joinScriptedServer((frame, session, identity) => {
      if (frame.type === 'login') session.send({ ...activeFrame(identity, frame.device), personId: somebody });
      return frame.type === 'login';
    });
    await world.run(1_000);
    expect((await view()).connection).toEqual(refused);
    expect(server.sessions).toHaveLength(1);
  });
});
