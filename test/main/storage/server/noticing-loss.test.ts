import { describe, expect, it } from 'vitest';
import type { HighWaterMark } from '#main/storage/high-water-mark.ts';
import { serverMigrations } from '#main/storage/migrations/server-migrations.ts';
import { openMemoryDatabase } from '#main/storage/open-database.ts';
import type { PersonId } from '#shared/domain/ids.ts';
import { roomOfStream } from '#shared/domain/stream.ts';
import { present } from '#shared/assert.ts';
import { copyDatabase } from '#test/support/copy-database.ts';
import { parseEvent } from '#test/contract/event-log-setup.ts';
import { epochIdOf, outboxIdOf } from '#test/support/sample-ids.ts';
import { setupEngine, setupMembers } from './test-engine.ts';

/** A log with a mark after each commit, and an older copy of it. */
async function setupMarked() {
  const marks: HighWaterMark[] = [];
  const members = await setupMembers({ onCommitted: (mark) => void marks.push(mark()) });
  const copy = copyDatabase(members.db, openMemoryDatabase(serverMigrations));
  const markOfCopy = present(marks.at(-1), 'there were commits');
  const lost = [await members.ann.say(members.general, 'lost 1'), await members.ben.say(members.general, 'lost 2')];
  const restart = (highWaterMark: HighWaterMark | null, isRestored = false) =>
    setupEngine({ db: copyDatabase(copy, openMemoryDatabase(serverMigrations)), highWaterMark, isRestored });
  return { ...members, copy, lost, marks, markOfCopy, mark: present(marks.at(-1), 'there were commits'), restart };
}

function lifeOf({ engine }: Pick<ReturnType<typeof setupEngine>, 'engine'>) {
  const { epoch, gate } = engine.directory();
  return { epoch: epoch.epoch, gate };
}

describe('a log that starts', () => {
  it('[H1] marks how far it is after a commit, never before', async () => {
    const { marks, engine } = await setupMarked();
    const { headSeq } = engine.stats();
    expect(marks.at(-1)?.position.seq).toBe(headSeq);
    for (const { position, epochId } of marks) expect(engine.showPosition({ position, epochId })).toBe('held');
  });

  it('[H1] behind its mark begins another epoch, and knows how much is missing', async () => {
    const { restart, mark, lost } = await setupMarked();
    const late = restart(mark);
    expect(lifeOf(late)).toEqual({ epoch: 2, gate: 'closed' });
    expect(late.engine.healingReport()).toMatchObject({ missing: lost.length, returned: 0 });
  });

  it('[H1] goes on where the mark is held, older, missing or not its own', async () => {
    const { restart, mark, markOfCopy, marks } = await setupMarked();
    const forged = { ...mark, position: { ...mark.position, seq: mark.position.seq + 1 } };
    for (const given of [null, markOfCopy, present(marks[0], 'a commit'), forged, { ...mark, epochId: epochIdOf(77) }])
      expect(lifeOf(restart(given))).toEqual({ epoch: 1, gate: 'open' });
  });

  it('[H1] restored from a backup begins another epoch, whether or not a mark says that it is behind', async () => {
    const { restart, mark, markOfCopy } = await setupMarked();
    for (const given of [null, markOfCopy, mark])
      expect(lifeOf(restart(given, true))).toEqual({ epoch: 2, gate: 'closed' });
    expect(restart(null, true).engine.healingReport()).toMatchObject({ missing: 0 });
  });

  it('[H1] numbers its epoch above that of the mark', async () => {
    const { restart, identity } = await setupMarked();
    const [epochId, tag] = [epochIdOf(77), 'A'.repeat(22)];
    const mac = identity.positionMac(`["${epochId}",6,3,1,"${tag}"]`);
    const position = { epoch: 6, seq: 3, serverHead: 1, tag, mac };
    expect(lifeOf(restart({ position, epochId }))).toMatchObject({ epoch: 7 });
  });

  it('[H1, H7] misses nothing of a life that ended where it began', async () => {
    const { restart, mark } = await setupMarked();
    const second = restart(mark).engine;
    const { positionFrame } = second.append([]);
    const { position } = JSON.parse(positionFrame) as Pick<HighWaterMark, 'position'>;
    const third = restart({ position, epochId: second.directory().epoch.epochId }, true);
    expect(lifeOf(third)).toEqual({ epoch: 3, gate: 'closed' });
    expect(third.engine.healingReport()).toMatchObject({ missing: 0 });
  });

  it('[H1] once only: what has begun goes on after a restart', async () => {
    const { restart, mark } = await setupMarked();
    const { db } = restart(mark);
    expect(lifeOf(setupEngine({ db, highWaterMark: mark }))).toEqual({ epoch: 2, gate: 'closed' });
  });
});

describe('a log that went back to the same copy twice', () => {
  /** A renaming was lost, came back, and was lost again, by itself or with a second one that came after it. */
  async function setupTwice({ isRenamedSince = true } = {}) {
    const marks: HighWaterMark[] = [];
    const onCommitted = (mark: () => HighWaterMark) => void marks.push(mark());
    const latest = () => present(marks.at(-1), 'there were commits');
    const { db, engine: first, ann, ben } = await setupMembers({ onCommitted });
    const copy = () => copyDatabase(db, openMemoryDatabase(serverMigrations));
    const [backup, again] = [copy(), copy()];
    const { headSeq } = first.stats();
    const lost = await ann.act('person.rename', { displayName: 'Anna' });
    const shownFirst = latest();
    const { engine: second } = setupEngine({ db: backup, highWaterMark: shownFirst, onCommitted });
    const give = (engine: typeof second, frames: readonly string[]) =>
      engine.giveBack({ giver: ann.personId, epochs: [latest()].map(epochOf), events: frames.map(readJson) });
    give(second, [lost.frame]);
    second.finishHealing({ personId: ann.personId, beyond: shownFirst });
    second.openGate('healed');
    ben.outboxId = outboxIdOf(2_000);
    ben.lastNumber = 0;
    if (isRenamedSince) second.append([ben.item('person.rename', { displayName: 'Benno' })]);
    const range = { personId: ann.personId, afterSeq: headSeq, upToSeq: second.stats().headSeq };
    const frames = second.readReplay(range).frames;
    const { engine } = setupEngine({ db: again, highWaterMark: latest(), isRestored: true });
    return { engine, ann, ben, lost, frames, shownFirst, shownSecond: latest(), give };
  }

  const readJson = (frame: string): unknown => JSON.parse(frame);
  const epochOf = ({ position, epochId }: HighWaterMark) => ({ epoch: position.epoch, epochId });

  it('[H3] opens when the places of each life are full, also where a laptop brought the first life’s events before', async () => {
    const { engine, ann, lost, frames, shownFirst, shownSecond, give } = await setupTwice();
    expect(lifeOf({ engine })).toEqual({ epoch: 3, gate: 'closed' });
    expect(engine.showPosition(shownFirst)).toBe('lost');
    expect(give(engine, [lost.frame]).outcomes).toEqual(['healed']);
    engine.finishHealing({ personId: ann.personId, beyond: shownFirst });
    expect(engine.openGate('healed')).toBe(false);
    expect(engine.showPosition(shownSecond)).toBe('lost');
    const events = frames.map(parseEvent);
    const pieces = events.map(({ header, command, mac }) => {
      const { epochId } = shownSecond;
      return { personId: header.person, commandId: command.commandId, epochId, seq: header.seq, tag: mac };
    });
    expect(engine.wantedPieces({ pieces })).toEqual([0, 1]);
    give(engine, frames);
    expect(engine.openGate('healed')).toBe(true);
    expect(engine.healingReport()).toMatchObject({ missing: 0, returned: 2 });
    expect(engine.directory().people.map(({ displayName }) => displayName)).toEqual(
      expect.arrayContaining(['Anna', 'Benno']),
    );
  });

  it('[H3] opens where the second life’s devices hold what had come back in it from the first life alone', async () => {
    const { engine, ann, ben, lost, frames, shownFirst, shownSecond, give } = await setupTwice();
    // A laptop of the first life, and nobody of the second yet: what came since is missing.
    engine.showPosition(shownFirst);
    give(engine, [lost.frame]);
    engine.finishHealing({ personId: ann.personId, beyond: shownFirst });
    expect(engine.openGate('healed')).toBe(false);
    engine.showPosition(shownSecond);
    engine.finishHealing({ personId: ben.personId, beyond: shownSecond });
    expect(engine.openGate('healed')).toBe(false);
    expect(engine.healingReport()).toMatchObject({ missing: 1 });
    give(engine, frames.slice(1));
    expect(engine.openGate('healed')).toBe(true);
    expect(engine.healingReport()).toMatchObject({ missing: 0 });
  });

  it.each([
    [false, true],
    [true, false],
  ])('[H3] of a second life from which nobody comes: new renaming %s, opens %s', async (isRenamedSince, isOpened) => {
    const { engine, ann, lost, shownFirst, give } = await setupTwice({ isRenamedSince });
    engine.showPosition(shownFirst);
    engine.finishHealing({ personId: ann.personId, beyond: null });
    expect(engine.openGate('healed')).toBe(false);
    give(engine, [lost.frame]);
    engine.finishHealing({ personId: ann.personId, beyond: shownFirst });
    expect(engine.openGate('healed')).toBe(isOpened);
  });
});

describe('a log that went back to the same copy twice, behind its gate', () => {
  /** What was said is lost, and that Cleo was put out of a private room; the life in between ended where it began. */
  async function setupBehindGate({ isAnythingLost = true } = {}) {
    const marks: HighWaterMark[] = [];
    const onCommitted = (mark: () => HighWaterMark) => void marks.push(mark());
    const latest = () => present(marks.at(-1), 'there were commits');
    const { db, ann, ben, device, general } = await setupMembers({ onCommitted });
    const cleo = device(3);
    await cleo.act('person.admit', { displayName: 'Cleo' });
    const made = await ann.act('room.create', { name: 'Room', visibility: 'private', history: 'joined' });
    const roomId = present(roomOfStream(made.stream), 'it is a room');
    for (const { personId } of [ben, cleo]) await ann.act('room.invite', { roomId, personId });
    const copy = () => copyDatabase(db, openMemoryDatabase(serverMigrations));
    const [backup, again] = [copy(), copy()];
    const lost: string[] = [];
    if (isAnythingLost) {
      lost.push((await ann.say(general, 'lost')).frame);
      lost.push((await ann.act('room.removeMember', { roomId, personId: cleo.personId })).frame);
    }
    const shownFirst = latest();
    const between = setupEngine({ db: backup, highWaterMark: shownFirst, isRestored: true, onCommitted }).engine;
    between.finishHealing({ personId: ann.personId, beyond: null });
    const shownBetween = latest();
    expect(shownBetween.position.epoch).toBe(2);
    const { engine } = setupEngine({ db: again, highWaterMark: shownBetween, isRestored: true });
    const memberIds = (log = engine) => {
      const found = log.directory().rooms.find(({ room }) => room.roomId === roomId);
      return present(found, 'it is there').memberIds.toSorted();
    };
    const give = () =>
      engine.giveBack({ giver: ann.personId, epochs: [], events: lost.map((text): unknown => JSON.parse(text)) });
    return { engine, db: again, ann, ben, cleo, shownFirst, shownBetween, memberIds, give };
  }

  it('[H3] opens its private rooms for those who had seen more than both, though nobody was let in between', async () => {
    const { engine, ann, ben, shownFirst, memberIds, give } = await setupBehindGate();
    expect(engine.showPosition(shownFirst)).toBe('lost');
    expect(give().outcomes).toEqual(['healed', 'healed']);
    for (const { personId } of [ann, ben]) engine.finishHealing({ personId, beyond: shownFirst });
    expect(engine.openGate('healed')).toBe(true);
    expect(memberIds()).toEqual([ann.personId, ben.personId].toSorted());
  });

  it('[H3] opens none for those who had seen the life in between alone, in which nothing came', async () => {
    const { engine, ann, ben, cleo, shownFirst, shownBetween, memberIds, give } = await setupBehindGate();
    for (const shown of [shownFirst, shownBetween]) expect(engine.showPosition(shown)).toBe('lost');
    // Cleo keeps to herself that she was put out, and Ben does not know.
    for (const { personId } of [ben, cleo]) engine.finishHealing({ personId, beyond: shownBetween });
    expect(engine.openGate('healed')).toBe(true);
    expect(memberIds()).toEqual([]);
    give();
    for (const { personId } of [ann, ben]) engine.finishHealing({ personId, beyond: shownFirst });
    expect(memberIds()).toEqual([ann.personId, ben.personId].toSorted());
  });

  it('[H3] keeps a room closed that was so before, though nothing is known to be lost at the next beginning', async () => {
    const { engine, db, ann, ben, shownFirst, memberIds } = await setupBehindGate();
    engine.showPosition(shownFirst);
    engine.finishHealing({ personId: ben.personId, beyond: null });
    expect(engine.openGate('healed')).toBe(true);
    const { engine: next } = setupEngine({ db, isRestored: true });
    next.finishHealing({ personId: ben.personId, beyond: null });
    expect(next.openGate('late')).toBe(true);
    expect(memberIds(next)).toEqual([]);
    for (const { personId } of [ann, ben]) next.finishHealing({ personId, beyond: shownFirst });
    expect(memberIds(next)).toHaveLength(3);
  });

  it('[H3] lost nothing where both lives ended at the copy: it waits for whoever knows better, and opens all', async () => {
    const { engine, ann, shownBetween, memberIds } = await setupBehindGate({ isAnythingLost: false });
    expect(engine.showPosition(shownBetween)).toBe('lost');
    engine.finishHealing({ personId: ann.personId, beyond: shownBetween });
    expect(engine.openGate('healed')).toBe(false);
    expect(engine.openGate('late')).toBe(true);
    expect(memberIds()).toHaveLength(3);
  });
});

describe('a log that went back to its beginning twice', () => {
  it('[H3] knows what stood at one place of one epoch apart', async () => {
    const marks: HighWaterMark[] = [];
    const onCommitted = (mark: () => HighWaterMark) => void marks.push(mark());
    const latest = () => present(marks.at(-1), 'there were commits');
    const { db, engine: first, ann, ben } = setupEngine({ onCommitted });
    const copy = () => copyDatabase(db, openMemoryDatabase(serverMigrations));
    const [backup, again] = [copy(), copy()];
    const { headSeq } = first.stats();
    const annCame = await ann.act('person.admit', { displayName: 'Ann' });
    const shownFirst = latest();
    // Nobody notices before Ben has come, in the same epoch and at the same place.
    const { engine: second } = setupEngine({ db: backup, onCommitted });
    second.append([ben.item('person.admit', { displayName: 'Ben' })]);
    const [benCame] = second.readReplay({ personId: ben.personId, afterSeq: headSeq, upToSeq: headSeq + 1 }).frames;
    const give = (engine: typeof second, ...frames: readonly string[]) =>
      engine.giveBack({ giver: ann.personId, epochs: [], events: frames.map((frame): unknown => JSON.parse(frame)) });
    second.showPosition(shownFirst);
    give(second, annCame.frame);
    second.finishHealing({ personId: ann.personId, beyond: shownFirst });
    expect(second.openGate('healed')).toBe(true);
    const shownSecond = latest();
    const { engine } = setupEngine({ db: again, highWaterMark: shownSecond, isRestored: true });
    engine.showPosition(shownSecond);
    expect(give(engine, annCame.frame, present(benCame, 'he came')).outcomes).toEqual(['healed', 'healed']);
    engine.finishHealing({ personId: ben.personId, beyond: shownSecond });
    expect(engine.healingReport()).toMatchObject({ missing: 0 });
    expect(engine.openGate('healed')).toBe(true);
  });
});

describe('the gate of a server with owners', () => {
  async function setupOwned() {
    const { restart, mark, ann, ben } = await setupMarked();
    const late = restart(mark);
    const own = (personId: PersonId) =>
      late.db.change<[string]>("UPDATE people SET role = 'owner' WHERE personId = ?").run(personId);
    own(ann.personId);
    // What is cached of people was read before.
    const { engine } = setupEngine({ db: late.db });
    return { engine, db: late.db, ann, ben, mark };
  }

  it('[H3] waits for an owner’s device, whoever else has healed', async () => {
    const { engine, ann, ben, mark } = await setupOwned();
    engine.finishHealing({ personId: ben.personId, beyond: mark });
    expect(engine.openGate('healed')).toBe(false);
    engine.finishHealing({ personId: ann.personId, beyond: null });
    expect(engine.openGate('healed')).toBe(true);
  });

  it('[H3] does not wait for an owner who was removed', async () => {
    const { db, ann, ben, mark } = await setupOwned();
    db.change<[string]>("UPDATE people SET standing = 'removed' WHERE personId = ?").run(ann.personId);
    const { engine } = setupEngine({ db });
    engine.finishHealing({ personId: ben.personId, beyond: mark });
    expect(engine.openGate('healed')).toBe(true);
  });
});
