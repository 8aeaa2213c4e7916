import { describe, expect, it } from 'vitest';
import { serverMigrations } from '#main/storage/migrations/server-migrations.ts';
import { openMemoryDatabase } from '#main/storage/open-database.ts';
import { createPersonTable, maxReservedNames, nameReservedMs } from '#main/storage/server/person-table.ts';
import { nameKey } from '#shared/domain/name.ts';
import { standingSchema } from '#shared/domain/standing.ts';
import { refusedOf } from '#test/contract/event-log-device.ts';
import { nameOf, personIdOf } from '#test/support/sample-ids.ts';
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

  it('[P18] that was given up before the last few is anybody’s', async () => {
    const { ann, ben, clock } = await setupMembers();
    const names = ['First', 'Second', 'Third', 'Fourth', 'Fifth'];
    for (const displayName of names) {
      clock.advance(1_000);
      await ann.act('person.rename', { displayName });
    }
    const outcomes: unknown[] = [];
    for (const displayName of ['Ann', ...names]) {
      const refused = await ben.send('person.rename', { displayName });
      outcomes.push(refused.type);
    }
    expect(outcomes).toEqual(['accepted', 'accepted', 'refused', 'refused', 'refused', 'refused']);
    expect(maxReservedNames).toBe(3);
  });

  it('[P18, T10] that somebody gave up is not kept for them while they are out', () => {
    const people = createPersonTable(openMemoryDatabase(serverMigrations));
    const [personId, { read, seen }] = [personIdOf(1), nameKey(nameOf('Before'))];
    people.insert({ personId, displayName: nameOf('Before'), role: 'guest' });
    people.rename(personId, nameOf('After'), 0);
    const holders = standingSchema.options.map((standing) => {
      people.setStanding(personId, standing, 0);
      return [standing, people.nameHolders({ read, seen }, 10).length];
    });
    expect(holders).toEqual([
      ['active', 1],
      ['deactivated', 1],
      ['removed', 0],
      ['banned', 0],
    ]);
  });

  it('[P18, H6] given up are the same ones whichever order renames come back in', () => {
    const key = (name: string) => nameKey(nameOf(name));
    const [given, other] = [personIdOf(1), personIdOf(2)];
    const kept = (order: readonly number[]) => {
      const people = createPersonTable(openMemoryDatabase(serverMigrations));
      people.insert({ personId: given, displayName: nameOf('Name 0'), role: 'guest' });
      people.insert({ personId: other, displayName: nameOf('Other'), role: 'guest' });
      for (const at of order) {
        people.rename(given, nameOf(`Name ${at}`), 0);
        people.rename(given, nameOf('Now'), at);
      }
      return [1, 2, 3, 4, 5].filter((at) => people.nameHolders(key(`Name ${at}`), 10).length > 0);
    };
    expect(kept([1, 2, 3, 4, 5])).toEqual([3, 4, 5]);
    expect(kept([5, 3, 1, 4, 2])).toEqual(kept([1, 2, 3, 4, 5]));
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
