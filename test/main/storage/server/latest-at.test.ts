import { describe, expect, it } from 'vitest';
import type { HighWaterMark } from '#main/storage/high-water-mark.ts';
import { inviteIdOf, outboxIdOf } from '#test/support/sample-ids.ts';
import { setupEngine, setupMembers } from './test-engine.ts';

const [hourMs, dayMs] = [60 * 60 * 1000, 24 * 60 * 60 * 1000];

/** A log whose server was so far ahead while it was made, with the mark that is kept beside it. */
async function setupAhead(aheadMs: number) {
  let mark: HighWaterMark | null = null;
  const onCommitted = (read: () => HighWaterMark) => {
    mark = read();
  };
  const first = await setupMembers({ onCommitted });
  first.engine.actAsServer({ kind: 'person.setRole', body: { personId: first.ann.personId, role: 'owner' } });
  first.clock.setNow(first.clock.now() + aheadMs);
  await first.ann.act('person.rename', { displayName: 'Anna' });
  const restart = () => {
    const again = setupEngine({ db: first.db, highWaterMark: mark, onCommitted });
    again.ann.outboxId = outboxIdOf(99);
    return again;
  };
  return { first, restart };
}

describe('the latest moment that a log knows of', () => {
  it('[T6] is that of its newest events where the clock is behind them, and goes on from there', async () => {
    const { first, restart } = await setupAhead(40 * dayMs);
    const seen = first.clock.now();
    const { engine, clock } = restart();
    expect(clock.now()).toBeLessThan(seen);
    expect(engine.latestAt()).toBe(seen);
    clock.advance(hourMs);
    expect([engine.latestAt(), engine.directory().latestAt]).toEqual([seen + hourMs, seen + hourMs]);
  });

  it('[T6] is where it was when the server is started again, so that what ran out has', async () => {
    const { first, restart } = await setupAhead(40 * dayMs);
    const { engine, clock, ann } = restart();
    const [inviteId, expiresAt] = [inviteIdOf(7), engine.latestAt() + hourMs];
    await ann.act('invite.create', { inviteId, expiresAt });
    expect(engine.isInviteGood(inviteId)).toBe(true);
    clock.advance(hourMs);
    await ann.act('person.rename', { displayName: 'Anne' });
    expect(engine.isInviteGood(inviteId)).toBe(false);
    const { engine: again } = restart();
    expect(again.latestAt()).toBe(first.clock.now() + hourMs);
    expect(again.isInviteGood(inviteId)).toBe(false);
  });
});
