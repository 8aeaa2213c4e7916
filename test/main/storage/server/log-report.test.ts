import { describe, expect, it } from 'vitest';
import type { Position } from '#shared/protocol/position.ts';
import { createLogReporter } from '#main/storage/server/log-report.ts';
import { setupMembers } from './test-engine.ts';

describe('the report of a log', () => {
  it('tells each device’s person, how far it is, and how many outboxes it has begun', async () => {
    const { db, engine, ann, ben, clock } = await setupMembers();
    const reporter = createLogReporter(db);
    const { positionFrame, headSeq } = engine.append([]);
    const position = { ...(JSON.parse(positionFrame) as { position?: object }), seq: headSeq };
    reporter.noteDelivered([
      { device: ann.device, personId: ann.personId, position: position as never, at: clock.now() },
    ]);
    engine.saveLastSeen([{ personId: ben.personId, at: clock.now() }]);
    expect(reporter.report()).toMatchObject({
      devices: [
        {
          device: ann.device,
          displayName: 'Ann',
          positionSeq: headSeq,
          lastSeenAt: null,
          outboxes: 1,
          standing: 'active',
        },
        { device: ben.device, displayName: 'Ben', positionSeq: null, lastSeenAt: clock.now(), outboxes: 1 },
      ],
    });
  });

  it('[D8] tells what a device says of itself, each as it said last, and nothing of one that said nothing', async () => {
    const { db, engine, ann, clock } = await setupMembers();
    const reporter = createLogReporter(db);
    const { position } = JSON.parse(engine.append([]).positionFrame) as { position: Position };
    const row = { device: ann.device, personId: ann.personId, position, at: clock.now() };
    const told = () =>
      reporter.report().devices.map(({ holes, starts, clockOffsetMs }) => [holes, starts, clockOffsetMs]);
    const [nothing, holes] = [[null, null, null], { found: 2, mended: 1 }];
    reporter.noteDelivered([row]);
    expect(told()).toEqual([nothing, nothing]);
    reporter.noteDelivered([{ ...row, notes: { holes, starts: 7 } }]);
    reporter.noteDelivered([{ ...row, notes: { clockOffsetMs: -18 } }]);
    reporter.noteDelivered([row]);
    expect(told()).toEqual([[holes, 7, -18], nothing]);
    // Its database was damaged, and another began.
    reporter.noteDelivered([{ ...row, notes: { holes: { found: 0, mended: 0 }, starts: 1 } }]);
    expect(told()).toEqual([[{ found: 0, mended: 0 }, 1, -18], nothing]);
  });

  it('[P18] tells which device was revoked, and when each was here itself', async () => {
    const { db, engine, ann, ben, clock } = await setupMembers();
    engine.saveLastSeen([ann, ben].map(({ personId }) => ({ personId, at: clock.now() })));
    engine.noteDevices([{ device: ann.device, name: null, at: clock.now() - 60_000 }]);
    engine.actAsServer({ kind: 'person.setRole', body: { personId: ben.personId, role: 'owner' } });
    await ben.act('device.revoke', { device: ann.device });
    expect(createLogReporter(db).report().devices).toMatchObject([
      { device: ann.device, isRevoked: true, standing: 'active', lastSeenAt: clock.now() - 60_000 },
      { device: ben.device, isRevoked: false, lastSeenAt: clock.now() },
    ]);
    // Another device of somebody who was here has not been here for that.
    db.change<[string]>('UPDATE devices SET linkedSeq = 1 WHERE device = ?').run(ben.device);
    expect(createLogReporter(db).report().devices[1]).toMatchObject({ lastSeenAt: null });
  });

  it('reads no clock off what was written: that may have waited for hours', async () => {
    const { db, ann, clock } = await setupMembers();
    clock.setNow(Number.parseInt('019000000000', 16) + 4_200_000);
    await ann.act('person.rename', { displayName: 'Anna' });
    expect(createLogReporter(db).report().devices[0]?.clockOffsetMs).toBeNull();
  });
});
