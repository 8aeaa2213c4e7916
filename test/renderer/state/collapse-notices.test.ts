import { expect, it } from 'vitest';
import { collapseNotices, isMarked } from '#renderer/state/collapse-notices.ts';
import { buildNotice, mara, personIdOf } from '#test/main/terminal/builders.ts';

const joins = (letter: string) => buildNotice({ person: personIdOf(letter), key: `${letter} joined` });
const leaves = (letter: string) => buildNotice({ ...joins(letter), key: `${letter} left`, notice: 'room.left' });

it('a few notices are shown one by one', () => {
  expect(collapseNotices([joins('a'), joins('b'), joins('c')])).toBeNull();
});

it('many are counted by what they come to', () => {
  const renamed = buildNotice({ key: 'renamed', notice: 'room.renamed', text: 'lab' });
  expect(collapseNotices([joins('a'), joins('b'), leaves('c'), joins('d'), renamed])).toEqual({
    joined: [personIdOf('a'), personIdOf('b'), personIdOf('d')],
    left: [personIdOf('c')],
    others: 1,
  });
});

it('who came and went is not counted', () => {
  const summary = collapseNotices([joins('a'), joins('b'), leaves('a'), joins('c')]);
  expect(summary).toEqual({ joined: [personIdOf('b'), personIdOf('c')], left: [], others: 0 });
});

it('[T8, P11] what nobody signed, or a device did that somebody vouched for, is marked', () => {
  expect([{}, { isForged: true }, { vouchedBy: mara }].map((parts) => isMarked(buildNotice(parts)))).toEqual([
    false,
    true,
    true,
  ]);
});
