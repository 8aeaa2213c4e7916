import { describe, expect, it } from 'vitest';
import type { Position } from '#shared/protocol/position.ts';
import { createLogReporter } from '#main/storage/server/log-report.ts';
import { setupMembers } from './test-engine.ts';

describe('the report of a log', () => {
  it('tells each device’s person, how far it is, and how often it began anew', async () => {
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
          isRemoved: false,
        },
        { device: ben.device, displayName: 'Ben', positionSeq: null, lastSeenAt: clock.now(), outboxes: 1 },
      ],
    });
  });

  it('[D8] tells how many holes a device says it has found and mended, as it said last', async () => {
    const { db, engine, ann, clock } = await setupMembers();
    const reporter = createLogReporter(db);
    const { position } = JSON.parse(engine.append([]).positionFrame) as { position: Position };
    const row = { device: ann.device, personId: ann.personId, position, at: clock.now() };
    reporter.noteDelivered([row]);
    expect(reporter.report().devices[0]?.holes).toBeNull();
    reporter.noteDelivered([{ ...row, holes: { found: 2, mended: 1 } }]);
    reporter.noteDelivered([row]);
    expect(reporter.report().devices.map(({ holes }) => holes)).toEqual([{ found: 2, mended: 1 }, null]);
  });

  it('reads a clock off what was written: ahead at least by the largest difference, and unknown where nothing was', async () => {
    const { db, ann, clock } = await setupMembers();
    const reporter = createLogReporter(db);
    const [before] = reporter.report().devices;
    // The ids of tests are of one moment.
    const written = Number.parseInt('019000000000', 16);
    expect(before?.clockOffsetMs).toBe(written - clock.now());
    clock.setNow(written - 5_000);
    await ann.act('person.rename', { displayName: 'Anna' });
    expect(reporter.report().devices[0]?.clockOffsetMs).toBe(5_000);
    for (let count = 0; count < 2; count += 1) await ann.act('person.rename', { displayName: `Ann${count}` });
    expect(reporter.report().devices).toHaveLength(2);
  });
});
