import { afterEach, describe, expect, it } from 'vitest';
import type { Door } from '#shared/domain/door.ts';
import type { ChatContract } from '#shared/ipc/chat-api.ts';
import { createRpcClient } from '#shared/ipc/rpc.ts';
import { linkedPorts } from '#main/ipc/linked-ports.ts';
import { serverView } from '#test/support/world-talk.ts';
import { createWorld, type World } from '#test/support/world.ts';
import { sitDown } from './people-desk.ts';

const stops: AbortController[] = [];
afterEach(() => {
  for (const stop of stops.splice(0)) stop.abort();
});

async function sitDownIn(world: World, name: string, target: string | null) {
  const person = await world.person(name);
  const [near, far] = linkedPorts();
  person.client.serve(far);
  const chat = createRpcClient<ChatContract>(near);
  const desk = sitDown({ chat, clock: world.clock, name, target, width: Infinity });
  stops.push(desk.stop);
  await world.run(2000);
  const type = async (line: string): Promise<string> => {
    desk.feed.type(line);
    await world.run(4000);
    return desk.news().join('\n');
  };
  return { ...desk, person, type, chat };
}

/** A server with its owner inside, at a terminal. */
async function setupHouse(name: string, door: Door) {
  const world = createWorld(name);
  const server = await world.server();
  const olga = await sitDownIn(world, 'Olga', server.address);
  const { personId } = await serverView(world, olga.person, server);
  await server.chat.act({ kind: 'person.setRole', body: { personId, role: 'owner' } });
  await world.run(1000);
  expect(await olga.type(`/door ${door}`)).toContain(`Door: ${door};`);
  return { world, server, olga };
}

describe('two terminals and a door', () => {
  it('[T7] show the same digits, and whoever is let in is in', async () => {
    const { world, server, olga } = await setupHouse('terminal knock', 'knock');
    const sofia = await sitDownIn(world, 'Sofia', server.address);
    expect(sofia.news().join('\n')).toContain('You knock at Office.');
    expect(olga.news().join('\n')).toContain('Somebody knocks: 1 person waits at the door of Office.');
    const list = await olga.type('/knocks');
    const number = /^ *(\d+) Sofia/mu.exec(list)?.[1];
    const opened = await olga.type(`/knocks open ${number}`);
    const digits = /must show (\d{3} \d{3})\./u.exec(opened)?.[1];
    expect(sofia.news().join('\n')).toContain(`not by a message: ${digits}.`);
    expect(await olga.type(`/knocks in ${number} guest`)).toContain('Sofia is let in as a guest.');
    expect(sofia.news().join('\n')).toContain('Connected to Office as Sofia.');
    expect(await sofia.type('/door')).toBe('Only owners and moderators of Office do this.');
    expect(await olga.type('/members')).toMatch(/Olga +you · owner[\s\S]*Sofia +guest/u);
  });

  it('[T7] and whoever is sent away can knock again', async () => {
    const { world, server, olga } = await setupHouse('terminal refuse', 'knock');
    const sofia = await sitDownIn(world, 'Sofia', server.address);
    sofia.news();
    expect(await olga.type('/knocks no 1')).toContain('Sofia was sent away.');
    expect(sofia.news().join('\n')).toContain('did not let you in. /server knocks again.');
    expect(await olga.type('/knocks')).toBe('Nobody is at the door.');
    expect(await sofia.type(`/server ${server.serverId}`)).toContain('You knock at Office.');
  });

  it('[T6] and an invite that is pasted leads in, and into the room, once', async () => {
    const { world, olga } = await setupHouse('terminal invite', 'invite');
    const made = await olga.type('/invite');
    const link = /^hallway:\S+$/mu.exec(made)?.[0] ?? '';
    const [sofia, late] = [await sitDownIn(world, 'Sofia', null), await sitDownIn(world, 'Late', null)];
    expect(await sofia.type(link)).toContain('/yes joins');
    expect(await sofia.type('/yes')).toContain('Connected to Office as Sofia.');
    expect(sofia.prompt()).toBe('Office · general >');
    await late.type(link);
    expect(await late.type('/yes')).toContain('This invite has been used or has run out. Ask for a new one.');
    expect(await olga.type('/invites')).toContain('No invite is open. /invite makes one.');
  });

  it('[T6] and an invite that was taken back leads nowhere', async () => {
    const { world, olga } = await setupHouse('terminal revoke', 'invite');
    const link = /^hallway:\S+$/mu.exec(await olga.type('/invite --several'))?.[0] ?? '';
    expect(await olga.type('/invites')).toContain('1 by Olga');
    expect(await olga.type('/invites revoke 1')).toContain('Taken back');
    const sofia = await sitDownIn(world, 'Sofia', null);
    await sofia.type(link);
    expect(await sofia.type('/yes')).toContain('This invite has been used or has run out.');
  });

  it('[T6, T7] and who comes with a used invite to a door that is knocked at can knock without it', async () => {
    const { world, server, olga } = await setupHouse('terminal spent', 'knock');
    const link = /^hallway:\S+$/mu.exec(await olga.type('/invite'))?.[0] ?? '';
    await sitDownIn(world, 'Sofia', link);
    const late = await sitDownIn(world, 'Late', link);
    const said = late.news().join('\n');
    expect(said).toContain('Ask for a new one. You can knock without one too: /server does.');
    olga.news();
    expect(await late.type('/server')).toContain('You knock at Office.');
    expect(olga.news().join('\n')).toContain('Somebody knocks');
    expect(await late.type('/server')).not.toContain('invite');
    const number = /^ *(\d+) Late/mu.exec(await olga.type('/knocks'))?.[1];
    await olga.type(`/knocks open ${number}`);
    await olga.type(`/knocks in ${number}`);
    expect(late.news().join('\n')).toContain('Connected to Office as Late.');
    await olga.type('/door invite');
    const second = await sitDownIn(world, 'Second', link);
    expect(second.news().join('\n')).not.toContain('without one');
    expect(await second.type(`/server ${server.serverId}`)).toContain('This invite has been used');
  });

  it('[P18] and a computer that is added to the devices of somebody, once both show the same digits', async () => {
    const { world, olga } = await setupHouse('terminal device', 'knock');
    const link = /^hallway:\S+$/mu.exec(await olga.type('/devices link'))?.[0] ?? '';
    const laptop = await sitDownIn(world, 'Somebody', null);
    expect(await laptop.type(link)).toContain('one more device of Olga');
    expect(await laptop.type('/yes')).toContain('asks Office to be one more of your devices.');
    expect(olga.news().join('\n')).toContain('1 device asks to be yours at Office.');
    expect(await olga.type('/claims')).toContain('with your link');
    const digits = /must show (\d{3} \d{3})\./u.exec(await olga.type('/claims open 1'))?.[1];
    expect(laptop.news().join('\n')).toContain(`Compare these digits with the other screen: ${digits}.`);
    expect(await olga.type('/claims yes 1')).toContain('It is one of your devices now.');
    const came = laptop.news().join('\n');
    expect(came).toContain('Connected to Office as Olga.');
    expect(came).not.toMatch(/broke|Not connected|out of reach|can't be reached/u);
    expect(await laptop.type('/devices')).toContain('this one');
  });

  it('[T8] and somebody whose computer is lost is let back in by an owner, and not as a stranger', async () => {
    const { world, server, olga } = await setupHouse('terminal vouch', 'open');
    await sitDownIn(world, 'Ben', server.address);
    await olga.type('/door knock');
    const ben = await sitDownIn(world, 'Ben', server.address);
    const { serverId } = server;
    await Promise.all([world.run(1000), ben.chat.call('server.claim', { serverId, displayName: 'Ben' })]);
    const number = /^ *(\d+) Ben +says they are Ben already/mu.exec(await olga.type('/knocks'))?.[1];
    await olga.type(`/knocks open ${number}`);
    expect(await olga.type(`/knocks in ${number}`)).toContain("can't be let in anew");
    ben.news();
    expect(await olga.type(`/knocks vouch ${number}`)).toContain('Ben is back in.');
    expect(ben.news().join('\n')).toContain('Connected to Office as Ben.');
  });

  it('[T10] and whoever is removed is out, and let back in', async () => {
    const { world, server, olga } = await setupHouse('terminal remove', 'open');
    const ben = await sitDownIn(world, 'Ben', server.address);
    await olga.type('/remove Ben');
    ben.news();
    expect(await olga.type('/yes')).toContain('Ben is removed from Office.');
    expect(ben.news().join('\n')).toContain('This computer is not let in at Office.');
    expect(await olga.type('/members')).toMatch(/Ben +member · removed since/u);
    expect(await olga.type('/let-back Ben')).toContain('Ben may come into Office again.');
    expect(await ben.type(`/server ${server.serverId}`)).toContain('Connected to Office as Ben.');
    await ben.type('/forget-server');
    expect(await ben.type('/yes')).toBe('Office is forgotten.');
  });
});
