import { describe, expect, it } from 'vitest';
import { startCatchUp, type CatchUp } from '#main/server/catch-up-state.ts';
import { createHeldSnapshots } from '#main/server/held-snapshots.ts';
import { createServerCounters } from '#main/server/server-counters.ts';
import { createSession } from '#main/server/session.ts';
import { createFakeClock } from '#test/support/fake-clock.ts';
import { deviceKeyOf, outboxIdOf, personIdOf } from '#test/support/sample-ids.ts';
import { setupChatServer } from './chat-server-world.ts';
import { createRecordingConnection } from './recording-connection.ts';
import type { TestClient } from './test-client.ts';

const restMs = 15_000;

/** Sessions that each wish for a snapshot of a thousand bytes; ten such are all that is held, and three of one person. */
function setupHeld() {
  const clock = createFakeClock();
  const sessions = new Set<ReturnType<typeof createSession>>();
  const counters = createServerCounters();
  const held = createHeldSnapshots({
    registry: { all: () => sessions },
    clock,
    counters,
    limits: { maxHeldSnapshotBytes: 10_000, maxHeldSnapshotsPerPerson: 3, maxSnapshotRestMs: restMs },
  });
  const parts = Array.from({ length: 5 }, () => 'x'.repeat(100));
  let devices = 0;
  /** Null where there is no room. */
  function wish(personNumber: number, wished = parts): CatchUp | null {
    devices += 1;
    const session = createSession(createRecordingConnection());
    const owner = { personId: personIdOf(personNumber), device: deviceKeyOf(devices), outboxId: outboxIdOf(devices) };
    session.state = { type: 'active', owner };
    session.catchUp = startCatchUp([]);
    sessions.add(session);
    if (!held.hasRoom(session, wished.length * 200)) return null;
    held.hold(session.catchUp, wished);
    return session.catchUp;
  }
  const wishMany = (count: number, firstPerson = 1) =>
    Array.from({ length: count }, (_, index) => wish(firstPerson + index)).filter((catchUp) => catchUp !== null);
  const heldBytes = () =>
    [...sessions].reduce((sum, { catchUp }) => sum + (catchUp?.parts.join('').length ?? 0) * 2, 0);
  return { clock, counters, held, parts, wish, wishMany, heldBytes };
}

describe('snapshots that nobody pulls', () => {
  it('[D12] take no more memory than they may, of however many people', () => {
    const { counters, wishMany, heldBytes } = setupHeld();
    expect(wishMany(64)).toHaveLength(10);
    expect(heldBytes()).toBe(10_000);
    expect(counters.snapshotsDelayed).toBe(54);
  });

  it('[D12] are few of one person, whatever the number of devices', () => {
    const { wish, wishMany } = setupHeld();
    const own = Array.from({ length: 64 }, () => wish(1)).filter((catchUp) => catchUp !== null);
    expect(own).toHaveLength(3);
    expect(wishMany(7, 2)).toHaveLength(7);
  });

  it('[D12] give way once nothing more of them is pulled for a while, asked for the same again or not', () => {
    const { clock, counters, held, wishMany, heldBytes } = setupHeld();
    const resting = wishMany(10);
    clock.advance(restMs - 1);
    for (const catchUp of resting.slice(0, 3)) held.pull(catchUp, 0);
    expect(wishMany(1, 100)).toEqual([]);
    clock.advance(restMs - 1);
    for (const catchUp of resting.slice(0, 2)) held.pull(catchUp, 1);
    held.pull(resting[2] as CatchUp, 0);
    clock.advance(1);
    expect(wishMany(64, 200)).toHaveLength(8);
    expect([heldBytes(), counters.snapshotsDropped]).toEqual([10_000, 8]);
    expect(resting.map((catchUp) => held.pull(catchUp, 2) === undefined)).toEqual([
      ...[false, false],
      ...Array.from({ length: 8 }, () => true),
    ]);
  });

  it('are left alone while there is room', () => {
    const { clock, held, wishMany } = setupHeld();
    const [resting] = wishMany(1);
    clock.advance(60 * restMs);
    wishMany(3, 2);
    expect(held.pull(resting as CatchUp, 0)).toBeDefined();
  });

  it('are held one at a time where each is larger than all that may be held', () => {
    const { wish, parts } = setupHeld();
    const large = Array.from({ length: 20 }, () => parts).flat();
    expect([wish(1, large) !== null, wish(2, large), wish(3)]).toEqual([true, null, null]);
  });
});

describe('a server before whom many ask for snapshots', () => {
  async function setupCrowd() {
    let rendered: number[] = [];
    const budget = 40_000;
    const world = await setupChatServer({
      limits: { maxHeldSnapshotBytes: budget },
      wrapLog: (log) => ({
        ...log,
        planResume: async (personId, shown) => {
          const plan = await log.planResume(personId, shown);
          if (plan.mode === 'snapshot') rendered.push(2 * plan.parts.join('').length);
          return plan;
        },
      }),
    });
    const people: TestClient[] = [];
    for (let number = 1; number <= 16; number += 1) people.push(await world.admit(number));
    const answersTo = async (ask: (client: TestClient) => void) => {
      rendered = [];
      for (const client of people) client.take();
      for (const client of people) {
        ask(client);
        await world.settle();
      }
      return people.map((client) => client.takeOf('reply').map((reply) => reply['result'] ?? reply['error'])[0]);
    };
    const resume = (client: TestClient) => client.sendRequest('resume', { position: null });
    return { world, people, budget, answersTo, resume, rendered: () => rendered };
  }

  it('[D12] asks those to come again for whom it has no room, and reads no snapshot for them', async () => {
    const { world, people, budget, answersTo, resume, rendered } = await setupCrowd();
    const answers = await answersTo(resume);
    const [size] = rendered() as [number];
    const roomFor = Math.floor(budget / size);
    expect(roomFor).toBeGreaterThan(1);
    expect(answers.map((answer) => (answer as { mode?: string; type?: string }).mode ?? answer)).toEqual([
      ...Array.from({ length: roomFor }, () => 'snapshot'),
      ...Array.from({ length: people.length - roomFor }, () => ({ type: 'overloaded', retryAfterMs: 2_000 })),
    ]);
    expect(rendered()).toHaveLength(roomFor);
    await world.wait(restMs);
    const late = people.at(-1) as TestClient;
    await world.resume(late);
    expect(late.takeOf('reply')).toMatchObject([{ result: { mode: 'snapshot' } }, { result: { rooms: [] } }]);
    people[0]?.sendRequest('snapshot.pull', { part: 0 });
    await world.settle();
    expect(people[0]?.takeOf('reply')).toMatchObject([{ error: { type: 'nothing_to_pull' } }]);
    expect(world.server.stats().sessions).toMatchObject({ live: 1, unsynced: people.length - roomFor - 1 });
  });

  it('[D12] lets everybody on who pulls what they asked for', async () => {
    const { world, people } = await setupCrowd();
    for (const client of people) await world.resume(client);
    expect(world.server.stats().sessions).toMatchObject({ live: people.length });
    expect(world.server.stats().counters.snapshotsDelayed).toBe(0);
  });
});
