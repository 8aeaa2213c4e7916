import { expect, it } from 'vitest';
import { deliveryOf, reachOf, type DeliveryLevels } from '#main/storage/client/delivery-levels.ts';
import { personIdOf } from '#test/support/sample-ids.ts';

/** A direct room with somebody who has the whole log on disk, and has read all of the room. */
function directWith(joinedSeq: number): DeliveryLevels {
  const other = { personId: personIdOf(2), isOut: false, joinedSeq, deliveredSeq: 100, readUpTo: 50 };
  return { isDirect: true, others: [other] };
}

it('[D4] of a direct message that was sent while the other was out, nothing says that they got it (P6)', () => {
  const levels = directWith(30);
  const states = [20, 40].map((seq) => deliveryOf(levels, reachOf(levels, { seq, itemNumber: 1 })));
  expect(states).toEqual(['sent', 'read']);
});
