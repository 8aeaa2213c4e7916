import { describe, expect, it } from 'vitest';
import { createPresenceCrowds } from '#main/server/presence-crowds.ts';
import { createFakeClock } from '#test/support/fake-clock.ts';
import { personIdOf } from '#test/support/sample-ids.ts';

const [ada, ben] = [personIdOf(1), personIdOf(2)];

function setupCrowds() {
  const clock = createFakeClock();
  const told: [string, number][] = [];
  const tell = (key: string, people: ReadonlySet<unknown>) => told.push([key, people.size]);
  const crowds = createPresenceCrowds<string>({ clock, intervalMs: 1_000, tell });
  return { crowds, clock, told };
}

describe('[P20] a crowd', () => {
  it('is told once of all that changed, each person once', () => {
    const { crowds, told } = setupCrowds();
    for (const person of [ada, ben, ada]) crowds.note('general', person);
    crowds.note('lunch', ada);
    expect(told).toEqual([]);
    crowds.tellAll();
    crowds.tellAll();
    expect(told).toEqual([
      ['general', 2],
      ['lunch', 1],
    ]);
  });

  it('that looks is told at once, and what follows within the interval together', () => {
    const { crowds, clock, told } = setupCrowds();
    crowds.noteNow('general', ada);
    expect(told).toEqual([['general', 1]]);
    clock.advance(999);
    crowds.noteNow('general', ada);
    crowds.noteNow('general', ben);
    expect(told).toHaveLength(1);
    crowds.tellAll();
    expect(told.slice(1)).toEqual([['general', 2]]);
    clock.advance(1_000);
    crowds.noteNow('general', ben);
    expect(told.slice(2)).toEqual([['general', 1]]);
  });

  it('does not wait for another', () => {
    const { crowds, told } = setupCrowds();
    crowds.noteNow('general', ada);
    crowds.noteNow('lunch', ada);
    expect(told.map(([key]) => key)).toEqual(['general', 'lunch']);
  });
});
