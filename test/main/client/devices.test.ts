import { describe, expect, it } from 'vitest';
import { present } from '#shared/assert.ts';
import { parseJoinLine } from '#shared/discovery/join-line.ts';
import type { ClaimView } from '#shared/ipc/device-api.ts';
import { sampleBytes } from '#test/support/sample-ids.ts';
import { joinScriptedServer } from '#test/support/scripted-world.ts';
import {
  addDevice,
  becomesOnline,
  claimByName,
  claimsOf,
  comeByLink,
  connectionOf,
  devicesOf,
  digitsOf,
  setupOffice,
  type Office,
} from '#test/support/world-devices.ts';
import { ask, messages, roomNamed, say, serverView, texts } from '#test/support/world-talk.ts';
import type { WorldPerson } from '#test/support/world.ts';

async function openFirst({ world, server }: Office, at: WorldPerson): Promise<{ claim: ClaimView; digits: string }> {
  const [claim] = await claimsOf({ world, server }, at);
  const { claimId } = present(claim, 'somebody waits');
  const { digits } = await ask(world, at, ['claim.open', { serverId: server.serverId, claimId }]);
  await world.run(100);
  return { claim: present(claim, 'somebody waits'), digits };
}

describe('a link for one more device', () => {
  it('[P18] brings it to the person’s other screen, with the same six digits on both', async () => {
    const office = await setupOffice(1);
    const { world, server, mara } = office;
    const laptop = await comeByLink(office, mara);
    expect(await connectionOf(office, laptop)).toMatchObject({ type: 'pending', claim: 'link', digits: null });
    expect((await serverView(world, mara, server)).claims).toBe(1);
    const { claim, digits } = await openFirst(office, mara);
    expect(claim).toMatchObject({ isByLink: true });
    expect(digits).toMatch(/^\d{6}$/u);
    expect(await digitsOf(office, laptop)).toBe(digits);
    await ask(world, mara, ['claim.accept', { serverId: server.serverId, claimId: claim.claimId }]);
    await becomesOnline(office, laptop);
    const own = await serverView(world, mara, server);
    expect(await serverView(world, laptop, server)).toMatchObject({ personId: own.personId, displayName: 'Mara' });
    expect((await devicesOf(office, mara)).map(({ isThis, isHere }) => [isThis, isHere])).toEqual([
      [true, true],
      [false, true],
    ]);
    expect((await serverView(world, mara, server)).claims).toBe(0);
  });

  it('[P18] is for one device alone, and for some minutes', async () => {
    const office = await setupOffice(2);
    const { world, server, mara } = office;
    const { link, forMs } = await ask(world, mara, ['device.offer', { serverId: server.serverId }]);
    const first = await comeByLink(office, mara, link);
    const second = await comeByLink(office, mara, link);
    expect(await connectionOf(office, first)).toMatchObject({ type: 'pending', claim: 'link' });
    expect(await connectionOf(office, second)).toEqual({ type: 'refused', problem: { type: 'link_invalid' } });
    const { link: late } = await ask(world, mara, ['device.offer', { serverId: server.serverId }]);
    await world.run(forMs);
    const third = await comeByLink(office, mara, late);
    expect(await connectionOf(office, third)).toEqual({ type: 'refused', problem: { type: 'link_invalid' } });
  });

  it('[P18] says whose it is, and has a token whose hash alone the server is told', async () => {
    const { world, server, mara } = await setupOffice(3);
    const { link } = await ask(world, mara, ['device.offer', { serverId: server.serverId }]);
    const line = parseJoinLine(link);
    expect(line).toMatchObject({ ok: true, value: { serverId: server.serverId, linksTo: 'Mara' } });
  });

  it('[P18] is nothing any more once the person has said that the device is not theirs', async () => {
    const office = await setupOffice(4);
    const { world, server, mara } = office;
    const stranger = await comeByLink(office, mara);
    const { claim } = await openFirst(office, mara);
    await ask(world, mara, ['claim.refuse', { serverId: server.serverId, claimId: claim.claimId }]);
    await world.run(30_000);
    expect((await connectionOf(office, stranger)).type).toBe('refused');
    await ask(world, stranger, ['server.connectNow', { serverId: server.serverId }]);
    await world.run(1_000);
    expect(await connectionOf(office, stranger)).toEqual({ type: 'refused', problem: { type: 'link_invalid' } });
    expect(await devicesOf(office, mara)).toHaveLength(1);
  });
});

describe('somebody who says that they are in already', () => {
  it('[P18, T8] is looked at on their other device, and becomes the same person', async () => {
    const office = await setupOffice(5);
    const { world, server, mara } = office;
    const laptop = await claimByName(office, 'mara');
    expect(await connectionOf(office, laptop)).toMatchObject({ type: 'pending', claim: 'name' });
    const { claim, digits } = await openFirst(office, mara);
    expect(claim.isByLink).toBe(false);
    expect(await digitsOf(office, laptop)).toBe(digits);
    await ask(world, mara, ['claim.accept', { serverId: server.serverId, claimId: claim.claimId }]);
    await becomesOnline(office, laptop);
    const { personId } = await serverView(world, mara, server);
    expect((await serverView(world, laptop, server)).personId).toBe(personId);
  });

  it('[P18] is told nothing of whether there is anybody of that name', async () => {
    const office = await setupOffice(6);
    const known = await connectionOf(office, await claimByName(office, 'Mara'));
    const unknown = await connectionOf(office, await claimByName(office, 'Nobody'));
    expect(unknown).toEqual(known);
  });

  it('[P18] goes on as somebody new where an owner lets it in under a name that nobody has, over the same connection', async () => {
    const office = await setupOffice(27);
    const { world, server, olga } = office;
    const { serverId } = server;
    const other = await claimByName(office, 'Nobody');
    const [knock] = await ask(world, olga, ['knock.list', { serverId }]);
    const { knockId, device } = present(knock, 'somebody knocks');
    expect(knock).toMatchObject({ displayName: 'Nobody', claims: null });
    const { digits } = await ask(world, olga, ['knock.open', { serverId, knockId }]);
    await world.run(100);
    expect(await digitsOf(office, other)).toBe(digits);
    const before = other.told.length;
    await ask(world, olga, ['knock.accept', { serverId, device, role: 'member' }]);
    await becomesOnline(office, other);
    expect(await serverView(world, other, server)).toMatchObject({ displayName: 'Nobody' });
    const told = other.told.slice(before);
    const states = told.map(({ name, event }) => (name === 'server.changed' ? event.connection.type : name));
    expect(states).not.toContain('reconnecting');
    expect(states).not.toContain('refused');
    expect(told.filter(({ name }) => name === 'claim.dropped')).toMatchObject([{ event: { displayName: 'Nobody' } }]);
  });

  it('[P18] goes on as themselves once they take it back', async () => {
    const office = await setupOffice(7);
    const { world, server } = office;
    const other = await claimByName(office, 'Mara');
    await ask(world, other, ['server.claim', { serverId: server.serverId, displayName: null }]);
    await world.run(500);
    expect(await connectionOf(office, other)).toMatchObject({ type: 'pending', claim: null });
  });
});

describe('a second device', () => {
  it('[P18, D7] has the person’s rooms, direct chats and what they have read', async () => {
    const office = await setupOffice(8);
    const { world, server, mara, olga } = office;
    const { serverId } = server;
    const { roomId } = await roomNamed(world, mara, { server, name: 'general' });
    await say(world, olga, { server, roomId, text: 'one' });
    const { personId } = await serverView(world, olga, server);
    const direct = await ask(world, mara, ['direct.open', { serverId, personIds: [personId] }]);
    await world.run(500);
    await say(world, olga, { server, roomId: direct.roomId, text: 'just us' });
    await world.run(500);
    await ask(world, mara, ['room.markRead', { serverId, roomId }]);
    await world.run(2_000);
    const laptop = await addDevice(office, mara);
    await world.until(async () => (await texts(world, laptop, { server, roomId: direct.roomId })).length === 1);
    expect(await texts(world, laptop, { server, roomId: direct.roomId })).toEqual(['just us']);
    expect(await texts(world, laptop, { server, roomId })).toEqual(['one']);
    const rooms = await ask(world, laptop, ['room.list', { serverId }]);
    expect(rooms.find((room) => room.roomId === roomId)).toMatchObject({ isMember: true, unread: 0 });
    expect(rooms.find((room) => room.roomId === direct.roomId)).toMatchObject({ isMember: true, unread: 1 });
    await ask(world, laptop, ['room.markRead', { serverId, roomId: direct.roomId }]);
    await world.run(3_000);
    const onFirst = await ask(world, mara, ['room.list', { serverId }]);
    expect(onFirst.find((room) => room.roomId === direct.roomId)).toMatchObject({ unread: 0 });
  });

  it('[P11, P18] speaks for the person on every screen, on those that come later too', async () => {
    const office = await setupOffice(9);
    const { world, server, mara, olga } = office;
    const laptop = await addDevice(office, mara);
    const { roomId } = await roomNamed(world, laptop, { server, name: 'general' });
    await say(world, laptop, { server, roomId, text: 'from the laptop' });
    await world.run(500);
    const { personId } = await serverView(world, mara, server);
    const late = await office.come('Late');
    for (const reader of [olga, mara, laptop, late]) {
      await world.until(async () => (await texts(world, reader, { server, roomId })).includes('from the laptop'));
      const message = (await messages(world, reader, { server, roomId })).at(-1);
      expect(message).toMatchObject({ author: personId, isForged: false, vouchedBy: null });
    }
  });

  it('[D1, D3] has an outbox of its own: both send at once, and nothing is lost or doubled', async () => {
    const office = await setupOffice(10);
    const { world, server, mara, olga } = office;
    const laptop = await addDevice(office, mara);
    const { roomId } = await roomNamed(world, laptop, { server, name: 'general' });
    for (const number of [1, 2, 3])
      for (const [place, device] of [mara, laptop].entries())
        await say(world, device, { server, roomId, text: `${place}-${number}` });
    await world.run(1_000);
    const said = await texts(world, olga, { server, roomId });
    expect(said.toSorted()).toEqual(['0-1', '0-2', '0-3', '1-1', '1-2', '1-3']);
  });

  it('[P18] may add the next one, and every start finds it as it was', async () => {
    const office = await setupOffice(11);
    const { world, server, mara } = office;
    const laptop = await addDevice(office, mara);
    const phone = await addDevice(office, laptop);
    await laptop.close();
    await laptop.start();
    await becomesOnline(office, laptop);
    const { personId } = await serverView(world, mara, server);
    for (const device of [laptop, phone]) expect((await serverView(world, device, server)).personId).toBe(personId);
    expect(await devicesOf(office, phone)).toHaveLength(3);
  });

  it('[P18] says what it is called where it is in, at once, and where it asks to be', async () => {
    const office = await setupOffice(12);
    const names = async (at: WorldPerson) => (await devicesOf(office, at)).map(({ name }) => name);
    expect(await names(office.mara)).toEqual(['pc of Mara']);
    await comeByLink(office, office.mara);
    expect((await openFirst(office, office.mara)).claim.name).toBe('pc of laptop');
    const phone = await addDevice(office, office.mara);
    expect(await names(phone)).toEqual(['pc of Mara', 'pc of laptop']);
  });
});

describe('a device that is revoked', () => {
  it('[T10, P18] is cut off within a second, and stays out', async () => {
    const office = await setupOffice(13);
    const { world, server, mara } = office;
    const laptop = await addDevice(office, mara);
    const device = present((await devicesOf(office, mara)).find(({ isThis }) => !isThis)?.device, 'there are two');
    await ask(world, mara, ['device.revoke', { serverId: server.serverId, device }]);
    await world.run(1_000);
    const cut = { type: 'refused', problem: { type: 'device_revoked' } };
    expect(await connectionOf(office, laptop)).toEqual(cut);
    await ask(world, laptop, ['server.connectNow', { serverId: server.serverId }]);
    await world.run(1_000);
    expect(await connectionOf(office, laptop)).toEqual(cut);
    expect(await devicesOf(office, mara)).toHaveLength(1);
  });

  it('[P11] has said what it said before', async () => {
    const office = await setupOffice(14);
    const { world, server, mara } = office;
    const laptop = await addDevice(office, mara);
    const { roomId } = await roomNamed(world, laptop, { server, name: 'general' });
    await say(world, laptop, { server, roomId, text: 'before' });
    await world.run(500);
    const device = present((await devicesOf(office, mara)).find(({ isThis }) => !isThis)?.device, 'there are two');
    await ask(world, mara, ['device.revoke', { serverId: server.serverId, device }]);
    await world.run(1_000);
    const late = await office.come('Late');
    await world.until(async () => (await texts(world, late, { server, roomId })).includes('before'));
    expect(await messages(world, late, { server, roomId })).toMatchObject([{ isForged: false }]);
  });

  it('[P18] is never the last one', async () => {
    const office = await setupOffice(15);
    const { world, server, mara } = office;
    const device = present((await devicesOf(office, mara))[0]?.device, 'there is one');
    await ask(world, mara, ['device.revoke', { serverId: server.serverId, device }]);
    await world.run(500);
    expect(await ask(world, mara, ['command.failedList', { serverId: server.serverId }])).toMatchObject([
      { kind: 'device.revoke', reason: { type: 'last_device' } },
    ]);
    expect(await connectionOf(office, mara)).toEqual({ type: 'online' });
  });
});

describe('a device that an owner vouches for', () => {
  async function setupVouched(seed: number) {
    const office = await setupOffice(seed);
    const { world, server, mara, olga } = office;
    const { serverId } = server;
    const { personId } = await serverView(world, mara, server);
    await mara.close();
    const laptop = await claimByName(office, 'Mara');
    const [knock] = await ask(world, olga, ['knock.list', { serverId }]);
    const { knockId, device } = present(knock, 'somebody knocks');
    const { digits } = await ask(world, olga, ['knock.open', { serverId, knockId }]);
    await world.run(100);
    return { ...office, laptop, personId, knock: present(knock, 'somebody knocks'), digits, device };
  }

  it('[T8] is the same person again, on an owner’s word after the digits', async () => {
    const office = await setupVouched(16);
    const { world, server, olga, laptop, personId, knock, digits, device } = office;
    expect(knock).toMatchObject({ displayName: 'Mara', claims: personId });
    expect(await digitsOf(office, laptop)).toBe(digits);
    await ask(world, olga, ['device.vouch', { serverId: server.serverId, device, personId }]);
    await becomesOnline(office, laptop);
    expect(await serverView(world, laptop, server)).toMatchObject({ personId, displayName: 'Mara' });
    expect(await ask(world, olga, ['knock.list', { serverId: server.serverId }])).toEqual([]);
  });

  it('[T8] is marked so in all that it says, and in what it makes speak, for everybody and for those who come later', async () => {
    const office = await setupVouched(17);
    const { world, server, olga, laptop, personId, device } = office;
    const { serverId } = server;
    await ask(world, olga, ['device.vouch', { serverId, device, personId }]);
    await becomesOnline(office, laptop);
    const phone = await addDevice(office, laptop);
    const { roomId } = await roomNamed(world, laptop, { server, name: 'general' });
    await say(world, laptop, { server, roomId, text: 'it is me' });
    await say(world, phone, { server, roomId, text: 'me too' });
    await world.run(500);
    const by = (await serverView(world, olga, server)).personId;
    const late = await office.come('Late');
    for (const reader of [olga, laptop, late]) {
      await world.until(async () => (await texts(world, reader, { server, roomId })).length === 2);
      const vouched = { author: personId, isForged: false, vouchedBy: by };
      const said = await messages(world, reader, { server, roomId });
      expect(said).toMatchObject([vouched, vouched]);
      const people = await ask(world, reader, ['person.list', { serverId }]);
      expect(people.find((person) => person.personId === personId)).toMatchObject({ vouched: { by } });
      const { author, commandId } = present(said[0], 'there are two');
      expect(await ask(world, reader, ['message.info', { serverId, roomId, author, commandId }])).toMatchObject({
        vouchedBy: by,
      });
    }
  });

  it('[T9] is no moderator’s to vouch for', async () => {
    const office = await setupVouched(18);
    const { world, server, personId, device } = office;
    const { serverId } = server;
    const mod = await office.come('Mod');
    const { personId: modId } = await serverView(world, mod, server);
    await server.chat.act({ kind: 'person.setRole', body: { personId: modId, role: 'moderator' } });
    await world.run(500);
    await ask(world, mod, ['device.vouch', { serverId, device, personId }]);
    await world.run(500);
    expect(await ask(world, mod, ['command.failedList', { serverId }])).toMatchObject([
      { reason: { type: 'not_allowed', action: 'device.vouch' } },
    ]);
  });
});

it('what a server says of a claim is cleaned as names are', async () => {
  const claim = { claimId: 1, device: sampleBytes(32), at: 1, isByLink: true, commit: sampleBytes(32) };
  const { world, ann, serverId } = await joinScriptedServer((frame, session) => {
    if (frame.type !== 'request' || frame.name !== 'claim.list') return false;
    session.reply(frame, { claims: [{ ...claim, name: 'Lap\u202Etop\u001B[2J', address: '10.0.7.9\u001B[2J' }] });
    return true;
  });
  const [listed] = await ask(world, ann, ['claim.list', { serverId }]);
  const said = `${listed?.name} ${listed?.address}`;
  expect(said).toContain('10.0.7.9');
  expect(said).not.toMatch(/[\p{Cc}\p{Cf}]/u);
});
