import { describe, expect, it } from 'vitest';
import { nameReservedMs } from '#main/storage/server/person-table.ts';
import { refusedOf } from '#test/contract/event-log-device.ts';
import { setupEngine, setupMembers } from './test-engine.ts';

describe('a name', () => {
  it('[P18] that was given up stays its owner’s for 30 days, and is anybody’s afterwards', async () => {
    const { ann, ben, clock } = await setupMembers();
    await ann.act('person.rename', { displayName: 'Anna' });
    clock.advance(nameReservedMs - 1);
    const refused = refusedOf(await ben.send('person.rename', { displayName: 'ann' }));
    expect(refused.error).toEqual({ type: 'name_taken', displayName: 'ann' });
    clock.advance(2);
    expect(await ben.act('person.rename', { displayName: 'Ann' })).toMatchObject({ stream: 'server' });
    expect(nameReservedMs).toBe(30 * 86_400_000);
  });

  it('[P18] that was given up can be taken back by its owner', async () => {
    const { ann } = await setupMembers();
    await ann.act('person.rename', { displayName: 'Anna' });
    expect(await ann.act('person.rename', { displayName: 'Ann' })).toMatchObject({ stream: 'server' });
  });

  it('[T8, P18] that looks like one that somebody has or gave up lately is taken, and no other', async () => {
    const { ann, ben, device } = await setupMembers();
    await ann.act('person.rename', { displayName: 'Ian' });
    for (const [index, displayName] of ['lan', 'Веn', 'Аnn', 'Оffiсе', 'ВЕN'].entries()) {
      const refused = refusedOf(await device(10 + index).send('person.admit', { displayName }));
      expect(refused.error).toEqual({ type: 'name_taken', displayName });
    }
    const cleo = device(3);
    expect(await cleo.act('person.admit', { displayName: 'Lan' })).toMatchObject({ stream: 'server' });
    expect(refusedOf(await cleo.send('person.rename', { displayName: 'lan' })).error).toMatchObject({
      type: 'name_taken',
    });
    expect(await ben.act('person.rename', { displayName: 'BEN' })).toMatchObject({ stream: 'server' });
  });

  it('[T8] of the server itself is taken', async () => {
    const { ann } = await setupMembers();
    const refused = refusedOf(await ann.send('person.rename', { displayName: 'OFFICE' }));
    expect(refused.error).toMatchObject({ type: 'name_taken' });
  });

  it('[T1] of the server is what it was started with last, and its first room stays', async () => {
    const { db, general } = await setupMembers();
    const { engine } = setupEngine({ db, name: 'Workshop' });
    const { serverName, people, rooms } = engine.directory();
    expect([serverName, people[0]?.displayName]).toEqual(['Workshop', 'Workshop']);
    expect(rooms.map(({ room }) => room.roomId)).toEqual([general]);
  });

  it('[T9] of a public room is held by one public room; private ones may share it', async () => {
    const { ann, ben } = await setupMembers();
    const lunch = { name: 'Lunch', visibility: 'public' } as const;
    await ann.act('room.create', lunch);
    const refused = refusedOf(await ben.send('room.create', { ...lunch, name: 'lunch' }));
    expect(refused.error).toEqual({ type: 'room_name_taken', name: 'lunch' });
    await ben.act('room.create', { name: 'Lunch', visibility: 'private' });
    const alike = refusedOf(await ben.send('room.create', { ...lunch, name: 'Lunсh' }));
    expect(alike.error).toEqual({ type: 'room_name_taken', name: 'Lunсh' });
  });
});
