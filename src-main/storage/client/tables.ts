import type { WritableDb } from '../readable-db.ts';
import { createAsideTable } from './aside-table.ts';
import { createDeviceTable } from './device-table.ts';
import { createBlockedTable } from './blocked-table.ts';
import { createDraftTable } from './draft-table.ts';
import { createEpochTable } from './epoch-table.ts';
import { createEventTable } from './event-table.ts';
import { createGapTable } from './gap-table.ts';
import { createHoldTable } from './hold-table.ts';
import { createHoleTable } from './hole-table.ts';
import { createHopTable } from './hop-table.ts';
import { createMarkerTable } from './marker-table.ts';
import { createMetaTable } from './meta-table.ts';
import { createOutboxNumbers } from './outbox-numbers.ts';
import { createOutboxTable } from './outbox-table.ts';
import { createPersonTable } from './person-table.ts';
import { createReceiptTable } from './receipt-table.ts';
import { createMemberTable, createRoomTable } from './room-table.ts';
import { createRenewalTable } from './renewal-table.ts';
import { createRoomWordTable } from './room-word-table.ts';
import { createShownEvents } from './shown-events.ts';
import { createStreamTable } from './stream-table.ts';

export type Tables = ReturnType<typeof createTables>;

/** Every statement that is ever run on a client's database, prepared once. */
export function createTables(db: WritableDb) {
  return {
    meta: createMetaTable(db),
    events: createEventTable(db),
    shown: createShownEvents(db),
    roomWords: createRoomWordTable(db),
    aside: createAsideTable(db),
    devices: createDeviceTable(db),
    epochs: createEpochTable(db),
    streams: createStreamTable(db),
    gaps: createGapTable(db),
    holes: createHoleTable(db),
    hops: createHopTable(db),
    people: createPersonTable(db),
    blocked: createBlockedTable(db),
    rooms: createRoomTable(db),
    members: createMemberTable(db),
    markers: createMarkerTable(db),
    receipts: createReceiptTable(db),
    renewals: createRenewalTable(db),
    drafts: createDraftTable(db),
    outbox: createOutboxTable(db),
    numbers: createOutboxNumbers(db),
    holds: createHoldTable(db),
  };
}
