import { describe, expect, it } from 'vitest';
import { serverMigrations } from '#main/storage/migrations/server-migrations.ts';
import { openMemoryDatabase } from '#main/storage/open-database.ts';
import { present } from '#shared/assert.ts';
import type { PersonId, RoomId } from '#shared/domain/ids.ts';
import { headPosition } from '#test/contract/event-log-setup.ts';
import { copyDatabase } from '#test/support/copy-database.ts';
import { outboxIdOf } from '#test/support/sample-ids.ts';
import { setupEngine, setupMembers } from './test-engine.ts';

/** A backup with a private room of Ann's and Ben's, put in place after both were renamed and Ben was put out; nobody has come yet. */
async function setupRestored({ isRestored = true } = {}) {
  const { db, engine, ann, ben } = await setupMembers();
  const made = await ann.act('room.create', { name: 'Room', visibility: 'private', history: 'everything' });
  const roomId = made.stream.slice('room:'.length) as RoomId;
  await ann.act('room.invite', { roomId, personId: ben.personId });
  const shownNow = async () => ({
    position: await headPosition(ann.log),
    epochId: engine.directory().epoch.epochId,
  });
  const held = await shownNow();
  const backup = copyDatabase(db, openMemoryDatabase(serverMigrations));
  const removed = await ann.act('room.removeMember', { roomId, personId: ben.personId });
  const renamed = await ann.act('person.rename', { displayName: 'Anna' });
  const shown = await shownNow();
  const restored = setupEngine({ db: backup, isRestored });
  return { ...restored, roomId, held, shown, ann, ben, lost: [removed, renamed] };
}

function membersOf({
  engine,
  roomId,
}: Pick<Awaited<ReturnType<typeof setupRestored>>, 'engine' | 'roomId'>): readonly PersonId[] {
  const { rooms } = engine.directory();
  const found = rooms.find(({ room }) => room.roomId === roomId);
  return present(found, 'the room is there').memberIds;
}

describe('a restored log', () => {
  it('[H3] opens late only, and then with its private rooms, where nobody shows that anything is lost', async () => {
    const restored = await setupRestored();
    const { engine, ann, ben, held } = restored;
    expect(engine.showPosition(held)).toBe('earlier');
    engine.finishHealing({ personId: ben.personId, beyond: null });
    expect(engine.openGate('healed')).toBe(false);
    expect(engine.directory().gate).toBe('closed');
    expect(engine.openGate('late')).toBe(true);
    expect([...membersOf(restored)].toSorted()).toEqual([ann.personId, ben.personId].toSorted());
  });

  it('[H3] does not open late before somebody has healed', async () => {
    const { engine, held } = await setupRestored();
    engine.showPosition(held);
    expect(engine.openGate('late')).toBe(false);
  });

  it('[H3] keeps private rooms closed until two are back, where somebody has shown that something is lost', async () => {
    const restored = await setupRestored();
    const { engine, ann, ben, shown, lost } = restored;
    engine.finishHealing({ personId: ben.personId, beyond: null });
    expect(engine.openGate('healed')).toBe(false);
    engine.showPosition(shown);
    expect(engine.openGate('late')).toBe(false);
    const events = lost.map(({ frame }): unknown => JSON.parse(frame));
    engine.giveBack({ giver: ann.personId, epochs: [], events });
    engine.finishHealing({ personId: ann.personId, beyond: shown });
    expect(engine.openGate('healed')).toBe(true);
    expect(membersOf(restored)).toEqual([]);
    engine.finishHealing({ personId: ben.personId, beyond: shown });
    expect(membersOf(restored)).toEqual([ann.personId]);
  });

  it('[H3] that is restored again before its gate opened still wants what was shown before', async () => {
    const { db, shown, ann } = await setupRestored().then((restored) => {
      restored.engine.showPosition(restored.shown);
      return restored;
    });
    const { engine } = setupEngine({ db, isRestored: true });
    expect(engine.healingReport()).toMatchObject({ epoch: 3, missing: 2 });
    engine.finishHealing({ personId: ann.personId, beyond: null });
    expect(engine.openGate('healed')).toBe(false);
    expect(engine.openGate('late')).toBe(false);
    expect(engine.showPosition(shown)).toBe('lost');
  });

  /** The same copy, of which only an event that was given back told that something is lost: no position did. */
  async function setupToldByEvent() {
    const { db, general, ann, ben, roomId, shown, lost } = await setupRestored({ isRestored: false });
    const { engine } = setupEngine({ db });
    const [removed, renamed] = lost.map(({ frame }): unknown => JSON.parse(frame));
    expect(engine.giveBack({ giver: ann.personId, epochs: [], events: [renamed] }).isEpochBegun).toBe(true);
    engine.finishHealing({ personId: ben.personId, beyond: null });
    expect(engine.openGate('healed')).toBe(true);
    expect(membersOf({ engine, roomId })).toEqual([]);
    return { db, engine, general, ann, ben, roomId, shown, removed };
  }

  it('[H3] keeps a room closed at the next beginning too, where only an event showed what it lacks', async () => {
    const { db, ann, ben, roomId, shown, removed } = await setupToldByEvent();
    const { engine } = setupEngine({ db, isRestored: true });
    engine.finishHealing({ personId: ben.personId, beyond: null });
    expect(engine.openGate('late')).toBe(true);
    expect(membersOf({ engine, roomId })).toEqual([]);
    engine.giveBack({ giver: ann.personId, epochs: [], events: [removed] });
    for (const { personId } of [ann, ben]) engine.finishHealing({ personId, beyond: shown });
    expect(membersOf({ engine, roomId })).toEqual([ann.personId]);
  });

  it('[H3] opens it to nobody who saw it closed alone, where only an event showed what it lacks', async () => {
    const { db, engine: between, general, ann, ben, roomId, shown } = await setupToldByEvent();
    const backup = copyDatabase(db, openMemoryDatabase(serverMigrations));
    ann.outboxId = outboxIdOf(2_000);
    ann.lastNumber = 0;
    const { positionFrame } = between.append([ann.item('message.send', { roomId: general })]);
    const { position } = JSON.parse(positionFrame) as Pick<typeof shown, 'position'>;
    const seenClosed = { position, epochId: between.directory().epoch.epochId };
    const { engine } = setupEngine({ db: backup, isRestored: true });
    expect(engine.showPosition(seenClosed)).toBe('lost');
    for (const { personId } of [ann, ben]) engine.finishHealing({ personId, beyond: seenClosed });
    expect(engine.openGate('healed')).toBe(true);
    expect(membersOf({ engine, roomId })).toEqual([]);
  });
});
