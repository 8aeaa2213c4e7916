import { describe, expect, it } from 'vitest';
import { createCatchUpReader } from './catch-up-reader.ts';
import { positionAt, setupCatchUpWorld } from './catch-up-world.ts';
import { createSeededRandom } from './seeded-random.ts';

type World = ReturnType<typeof setupCatchUpWorld>;

/** A world with events 1 to `count` published, and a client that has the first `startSeq`. */
function setupBehind(count: number, startSeq: number, options = { maxHeldEvents: 3, pageEvents: 2 }) {
  const world = setupCatchUpWorld(options);
  const reader = createCatchUpReader(world.connection, startSeq);
  more(world, count);
  return { world, reader };
}

function more(world: World, count: number, isOwn = false): void {
  for (let index = 0; index < count; index += 1) world.append(isOwn);
  world.publish(world.events.length);
}

async function pullAll(world: World): Promise<void> {
  while (world.session.sync !== 'live') {
    world.pullReplay();
    await world.turn();
    world.answerOne();
    await world.turn();
  }
}

async function resumeFrom(world: World, seq: number | null): Promise<void> {
  world.resume(seq === null ? null : positionAt(seq));
  world.answerOne();
  await world.turn();
}

describe('catching up by replay', () => {
  it('[P7] reads to the fence that was taken at the resume, in pages, then goes live', async () => {
    const { world, reader } = setupBehind(5, 0);
    await resumeFrom(world, 0);
    await pullAll(world);
    reader.read();
    expect([reader.toldSeq, reader.positionSeq, reader.isLive]).toEqual([5, 5, true]);
    more(world, 1);
    await world.turn();
    reader.read();
    expect([reader.toldSeq, reader.positionSeq]).toEqual([6, 6]);
  });

  it('[P7] frames to one connection rise strictly in seq while it catches up', async () => {
    const { world, reader } = setupBehind(3, 0);
    await resumeFrom(world, 0);
    more(world, 2);
    await world.turn();
    reader.read();
    expect(reader.toldSeq).toBe(0);
    await pullAll(world);
    reader.read();
    expect([reader.toldSeq, reader.positionSeq]).toEqual([5, 5]);
  });

  it('[P7] reads from the log again what there was too much of to hold', async () => {
    const { world, reader } = setupBehind(3, 0);
    await resumeFrom(world, 0);
    more(world, 10);
    expect(world.counters.framesDropped).toBeGreaterThan(0);
    await pullAll(world);
    reader.read();
    expect([reader.toldSeq, reader.positionSeq, reader.isLive]).toEqual([13, 13, true]);
  });

  it('[P15] answers a command that was accepted meanwhile behind what came before it', async () => {
    const { world, reader } = setupBehind(3, 0);
    await resumeFrom(world, 0);
    more(world, 1, true);
    more(world, 1);
    await pullAll(world);
    reader.read();
    expect([...reader.answered]).toEqual([4]);
    expect(world.session.unanswered).toBe(0);
  });

  it('[P7] lets the event answer a command whose acceptance could not be held', async () => {
    const { world, reader } = setupBehind(3, 0);
    await resumeFrom(world, 0);
    more(world, 1, true);
    more(world, 5);
    await pullAll(world);
    reader.read();
    expect([...reader.answered]).toEqual([4]);
    expect(world.session.unanswered).toBe(0);
  });

  it('[D7] gives a device that missed nothing one empty page', async () => {
    const { world, reader } = setupBehind(3, 3);
    await resumeFrom(world, 3);
    await pullAll(world);
    reader.read();
    expect([reader.toldSeq, reader.isLive, world.connection.frames().length]).toEqual([3, true, 2]);
  });

  it('does not tell again what a position ahead of the publishing covers', async () => {
    const { world, reader } = setupBehind(3, 5);
    world.append(false);
    world.append(false);
    await resumeFrom(world, 5);
    await pullAll(world);
    world.publish(5);
    more(world, 1);
    await world.turn();
    reader.read();
    expect([reader.toldSeq, reader.positionSeq]).toEqual([6, 6]);
  });

  it('answers at once a command that the position covers already', async () => {
    const { world } = setupBehind(5, 0);
    world.append(true);
    await resumeFrom(world, 6);
    world.publish(6);
    await world.turn();
    expect(world.connection.frames().at(-1)).toMatchObject({ type: 'accepted', header: { seq: 6 } });
    expect(world.session.unanswered).toBe(0);
  });

  it('answers it before the first page, if it was published before the log said how to go on', async () => {
    const { world } = setupBehind(5, 0);
    world.append(true);
    world.resume(positionAt(6));
    world.publish(6);
    world.answerOne();
    await world.turn();
    expect(world.connection.frames().map(({ type }) => type)).toEqual(['reply', 'accepted']);
  });

  it('brings nobody live whose connection ended while the log was reading', async () => {
    const { world } = setupBehind(3, 0);
    await resumeFrom(world, 0);
    world.pullReplay();
    world.pullReplay();
    await world.turn();
    world.session.sync = 'none';
    world.session.catchUp = null;
    world.answerOne();
    await world.turn();
    expect([world.session.sync, world.livenessChanges]).toEqual(['none', []]);
    expect(world.questions).toHaveLength(0);
  });

  it('answers a pull without its resume', async () => {
    const { world } = setupBehind(3, 0);
    world.pullReplay();
    world.pullSnapshot(0);
    await world.turn();
    const errors = world.connection.frames().map(({ error }) => error);
    expect(errors).toEqual([{ type: 'nothing_to_pull' }, { type: 'nothing_to_pull' }]);
  });

  it('answers pulls one after the other, and those after the last with nothing', async () => {
    const { world, reader } = setupBehind(3, 0);
    await resumeFrom(world, 0);
    for (let count = 0; count < 4; count += 1) world.pullReplay();
    for (let count = 0; count < 4; count += 1) {
      await world.turn();
      world.answerOne();
    }
    await world.turn();
    reader.read();
    expect(reader.toldSeq).toBe(3);
    const errors = world.connection.frames().filter((frame) => 'error' in frame);
    expect(errors).toHaveLength(2);
  });

  it('starts over when it is resumed again', async () => {
    const { world } = setupBehind(6, 0);
    world.resume(positionAt(0));
    world.resume(positionAt(4));
    for (let count = 0; count < 2; count += 1) {
      world.answerOne();
      await world.turn();
    }
    const reader = createCatchUpReader(world.connection, 4);
    await pullAll(world);
    reader.read();
    expect([reader.toldSeq, reader.isLive]).toEqual([6, true]);
  });
});

describe('a session that resumes over and over', () => {
  it('[D14] has one question at a time before the log, and the last of its resumes is met', async () => {
    const { world, reader } = setupBehind(6, 0);
    for (let count = 0; count < 399; count += 1) world.resume(null);
    world.resume(positionAt(0));
    let asked = 0;
    while (world.questions.length > 0) {
      expect(world.questions).toHaveLength(1);
      world.answerOne();
      asked += 1;
      await world.turn();
    }
    expect(asked).toBe(2);
    const answers = world.connection
      .frames()
      .map(({ id, result }) => [id, (result as { mode: string } | undefined)?.mode]);
    expect(answers).toHaveLength(400);
    expect(answers.filter(([, mode]) => mode !== undefined)).toEqual([[400, 'replay']]);
    await pullAll(world);
    reader.read();
    expect([reader.toldSeq, reader.isLive, world.session.unansweredRequests]).toEqual([6, true, 0]);
  });

  it('[P7] is told what was published before the log got to its last resume', async () => {
    const { world, reader } = setupBehind(3, 0);
    world.resume(null);
    world.resume(positionAt(0));
    world.append(true);
    more(world, 2);
    for (let count = 0; count < 2; count += 1) {
      world.answerOne();
      await world.turn();
    }
    await pullAll(world);
    reader.read();
    expect([reader.toldSeq, reader.isLive, world.session.unanswered]).toEqual([6, true, 0]);
  });

  it('is not left waiting by a log that could not say how to go on, nor by its own end', async () => {
    const { world } = setupBehind(3, 0);
    world.resume(null);
    world.resume(positionAt(0));
    world.failOne();
    await world.turn();
    world.answerOne();
    await world.turn();
    const answers = world.connection.frames().map(({ result, error }) => error ?? result);
    expect(answers).toMatchObject([{ type: 'storage_failed' }, { mode: 'replay' }]);
    world.resume(null);
    world.failOne();
    await world.turn();
    world.resume(null);
    world.resume(null);
    expect(world.questions).toHaveLength(1);
    world.session.state = { type: 'closed' };
    world.session.catchUp = null;
    world.answerOne();
    await world.turn();
    expect([world.questions.length, world.session.unansweredRequests]).toEqual([0, 0]);
  });
});

describe('catching up by snapshot', () => {
  it('[P7] goes live behind the last part, without what the snapshot covers', async () => {
    const { world, reader } = setupBehind(5, 0);
    world.append(false);
    await resumeFrom(world, null);
    world.publish(6);
    more(world, 1);
    world.pullSnapshot(0);
    world.pullSnapshot(1);
    await world.turn();
    reader.read();
    expect([reader.toldSeq, reader.positionSeq, reader.isLive]).toEqual([7, 7, true]);
  });

  it('[P7] does not tell later what it covers and was not published yet', async () => {
    const { world, reader } = setupBehind(5, 0);
    for (const isOwn of [false, true, false]) world.append(isOwn);
    await resumeFrom(world, null);
    world.pullSnapshot(0);
    world.pullSnapshot(1);
    await world.turn();
    for (const seq of [6, 7, 8]) {
      world.publish(seq);
      await world.turn();
    }
    more(world, 1);
    await world.turn();
    reader.read();
    expect([reader.toldSeq, reader.positionSeq, [...reader.answered]]).toEqual([9, 9, [7]]);
  });

  it('[P7] gives the answers that it covers before anything that comes behind it', async () => {
    const { world } = setupBehind(5, 0);
    world.append(true);
    await resumeFrom(world, null);
    world.publish(6);
    more(world, 8);
    world.pullSnapshot(0);
    world.pullSnapshot(1);
    await world.turn();
    world.answerOne();
    await world.turn();
    const seqs = world.connection.frames().flatMap(({ header }) => (header as { seq: number } | undefined)?.seq ?? []);
    expect(seqs).toEqual([6, 7, 8]);
  });

  it('[P7] has what there was too much of to hold sent on by the server', async () => {
    const { world, reader } = setupBehind(5, 0);
    await resumeFrom(world, null);
    world.pullSnapshot(0);
    more(world, 4);
    more(world, 1, true);
    more(world, 6);
    world.pullSnapshot(1);
    while (world.session.sync !== 'live') {
      await world.turn();
      world.answerOne();
    }
    await world.turn();
    reader.read();
    expect([reader.toldSeq, reader.positionSeq, [...reader.answered]]).toEqual([16, 16, [10]]);
  });

  it('[D12] sends on no faster than it is read', async () => {
    const { world } = setupBehind(5, 0);
    await resumeFrom(world, null);
    more(world, 10);
    world.connection.setBufferedBytes(1_000_000);
    world.pullSnapshot(0);
    world.pullSnapshot(1);
    world.clock.advance(10_000);
    expect(world.questions).toHaveLength(0);
    world.connection.setBufferedBytes(0);
    world.clock.advance(50);
    expect(world.questions).toHaveLength(1);
  });

  it('answers a part that there is not', async () => {
    const { world } = setupBehind(5, 0);
    await resumeFrom(world, null);
    world.pullSnapshot(2);
    await world.turn();
    expect(world.connection.frames().at(-1)).toMatchObject({ error: { type: 'nothing_to_pull' } });
  });
});

describe('[P7] whatever order things happen in, each event is told once and in order, each command answered once', () => {
  const seeds = Array.from({ length: 400 }, (_, index) => index + 1);

  it.each(seeds)('seed %i', async (seed) => {
    const random = createSeededRandom(seed);
    const world = setupCatchUpWorld({ maxHeldEvents: 1 + random.below(4), pageEvents: 1 + random.below(3) });
    more(world, random.below(6));
    const startSeq = random.isOneIn(3) ? null : random.below(world.events.length + 1);
    const reader = createCatchUpReader(world.connection, startSeq ?? 0);
    const own: number[] = [];
    const append = () => {
      const isOwn = random.isOneIn(3) && world.session.unanswered < 8;
      world.append(isOwn);
      if (isOwn) own.push(world.events.length);
    };
    let [part, pullsLeft] = [0, 0];
    const steps: (() => Promise<void> | void)[] = [
      append,
      append,
      () => world.publish(world.head.seq + random.below(world.events.length - world.head.seq + 1)),
      () => world.answerOne(),
      () => {
        if (reader.mode === 'replay' && !reader.isLive && pullsLeft < 2) world.pullReplay();
        if (reader.mode === 'snapshot' && part < reader.partsWanted) world.pullSnapshot(part++);
      },
      () => reader.read(),
      () => world.turn(),
    ];
    world.resume(startSeq === null ? null : positionAt(startSeq));
    for (let step = 0; step < 60; step += 1) {
      await steps[random.below(steps.length)]?.();
      pullsLeft = world.questions.length;
    }
    while (world.session.sync !== 'live' || world.head.seq < world.events.length) {
      for (const step of steps.slice(2)) await step();
      world.publish(world.events.length);
    }
    await world.turn();
    reader.read();
    expect(reader.toldSeq).toBe(world.events.length);
    expect([...reader.answered].toSorted((a, b) => a - b)).toEqual(own);
    expect(world.session.unanswered).toBe(0);
  });
});
