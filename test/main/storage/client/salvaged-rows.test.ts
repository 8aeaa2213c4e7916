import { expect, it } from 'vitest';
import { salvagedMarker } from '#main/storage/client/salvaged-rows.ts';
import { roomIdOf } from '#test/support/sample-ids.ts';

it.each([
  ['as it is now', [0, 1], true],
  ['that was written before a column was added', [0], false],
])('a marker %s is read out of a file', (_, flags, isAskedFor) => {
  const marker = salvagedMarker({ rowid: 1, values: [roomIdOf(1), 3, null, 1, 0, ...flags] });
  expect(marker).toMatchObject({ roomId: roomIdOf(1), readUpTo: 3, isReadUpToUnsent: true, isNew: false, isAskedFor });
});
