import { describe, expect, it } from 'vitest';
import { commandIdOf } from '#test/support/sample-ids.ts';
import { ann, logOf, modelOf, talk } from './sample-history.ts';
import { checkTyped, type Typed, type WaitingCommand } from './typed-check.ts';

/** Ann's words in the talk: its events 4 and 6. */
const first: Typed = {
  client: 'Ann',
  person: ann,
  commandId: commandIdOf(4),
  order: 1,
  texts: ['before Bob'],
  isTakenBack: 'no',
  isLost: false,
  isHeld: false,
  isOutOfReach: false,
  isUnordered: false,
};
const second: Typed = { ...first, commandId: commandIdOf(6), order: 2, texts: ['hello Bob'] };
const third: Typed = { ...first, commandId: commandIdOf(50), order: 3, texts: ['on its way'] };
const waiting: WaitingCommand = { commandId: third.commandId, text: 'on its way' };

function rulesOf(typed: readonly Typed[], outbox: readonly WaitingCommand[] = []): string[] {
  return checkTyped(typed, modelOf(logOf(talk)), () => outbox).map(({ rule }) => rule);
}

describe('the check of what was typed', () => {
  it('finds nothing where it is in the log or on its device', () => {
    expect(rulesOf([first, second, third], [waiting])).toEqual([]);
  });

  it('[I7] finds what is in neither, unless it was taken back', () => {
    expect(rulesOf([third])).toEqual(['I7']);
    expect(rulesOf([{ ...third, isTakenBack: 'maybe' }])).toEqual([]);
    expect(rulesOf([{ ...third, isOutOfReach: true }])).toEqual([]);
    expect(rulesOf([{ ...third, isTakenBack: 'yes' }])).toEqual([]);
  });

  it('[D1] finds what was taken back and is in the log', () => {
    expect(rulesOf([{ ...second, isTakenBack: 'yes' }])).toEqual(['D1']);
    expect(rulesOf([{ ...second, isTakenBack: 'maybe' }])).toEqual([]);
  });

  it('[I3] finds the log in another order than it was typed in', () => {
    expect(rulesOf([{ ...first, order: 3 }, second])).toEqual(['I3']);
    expect(rulesOf([{ ...first, order: 3, client: "Ann's twin" }, second])).toEqual([]);
    expect(rulesOf([{ ...first, order: 3, isLost: true }, second])).toEqual(['I3']);
    expect(rulesOf([{ ...first, order: 3, isHeld: true }, second])).toEqual(['I3']);
  });

  it('[I5] finds another text than was typed', () => {
    expect(rulesOf([{ ...second, texts: ['hello Rob'] }])).toEqual(['I5']);
    expect(rulesOf([{ ...second, texts: ['hello Rob', 'hello Bob'] }])).toEqual([]);
    expect(rulesOf([third], [{ ...waiting, text: 'in its way' }])).toEqual(['I5']);
  });
});
