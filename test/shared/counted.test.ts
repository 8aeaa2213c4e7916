import { expect, it } from 'vitest';
import { counted, times } from '#shared/counted.ts';

it.each([
  [counted(0, 'event'), '0 events'],
  [counted(1, 'event'), '1 event'],
  [counted(2, 'event'), '2 events'],
  [counted(1, 'entry is', 'entries are'), '1 entry is'],
  [counted(2, 'entry is', 'entries are'), '2 entries are'],
  [times(1), 'once'],
  [times(7), '7 times'],
])('one alone is in the singular: %s', (text, expected) => {
  expect(text).toBe(expected);
});
