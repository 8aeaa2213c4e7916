import type { WritableDb } from '../readable-db.ts';
import { createAccessTable } from './access-table.ts';
import { createAuditTable } from './audit-table.ts';
import { createBlockTable } from './block-table.ts';
import { createClosedDeviceTable } from './closed-device-table.ts';
import { createCommandTable } from './command-table.ts';
import { createDeviceTable } from './device-table.ts';
import { createDirectoryTable } from './directory-table.ts';
import { createEntryTable } from './entry-table.ts';
import { createEpochTable } from './epoch-table.ts';
import { createEventTable } from './event-table.ts';
import { createGrantTable } from './grant-table.ts';
import { createGivenPlaceTable } from './healing/given-place-table.ts';
import { createClosedRoomTable } from './healing/closed-room-table.ts';
import { createHealerTable } from './healing/healer-table.ts';
import { createMemberEventTable } from './healing/member-event-table.ts';
import { createMemberSpans } from './healing/member-spans.ts';
import { createPieceTable } from './healing/piece-table.ts';
import { createRegisterTable } from './healing/register-table.ts';
import { createShownPositionTable } from './healing/shown-position-table.ts';
import { createStandingEventTable } from './healing/standing-event-table.ts';
import { createInviteTable } from './invite-table.ts';
import { createMarkerTable } from './marker-table.ts';
import { createOpeningTable } from './opening-table.ts';
import { createOutboxTable } from './outbox-table.ts';
import { createPersonTable } from './person-table.ts';
import { createReportTable } from './report-table.ts';
import { createRoomTable } from './room-table.ts';
import { createStepTable } from './step-table.ts';
import { createStreamTable } from './stream-table.ts';

export type ServerTables = ReturnType<typeof createServerTables>;

/** All tables of a server's database, their statements prepared once. */
export function createServerTables(db: WritableDb) {
  const access = createAccessTable(db);
  const people = createPersonTable(db);
  const devices = createDeviceTable(db);
  const outboxes = createOutboxTable(db);
  const streams = createStreamTable(db);
  const rooms = createRoomTable(db, access.memberIds);
  const epochs = createEpochTable(db);
  const events = createEventTable(db);
  const markers = createMarkerTable(db);
  const closedRooms = createClosedRoomTable(db);
  const openings = createOpeningTable(db);
  const memberEvents = createMemberEventTable(db);
  const standingEvents = createStandingEventTable(db);
  const memberSpans = createMemberSpans({ memberEvents, standingEvents, people, events });
  const cached = [
    closedRooms,
    devices,
    epochs,
    events,
    memberSpans,
    openings,
    people,
    outboxes,
    streams,
    rooms,
    markers,
  ];
  return {
    access,
    audit: createAuditTable(db),
    blocks: createBlockTable(db),
    closedDevices: createClosedDeviceTable(db),
    closedRooms,
    commands: createCommandTable(db),
    devices,
    directory: createDirectoryTable(db),
    entry: createEntryTable(db),
    epochs,
    events,
    givenPlaces: createGivenPlaceTable(db),
    grants: createGrantTable(db),
    healers: createHealerTable(db),
    invites: createInviteTable(db),
    markers,
    memberEvents,
    memberSpans,
    openings,
    outboxes,
    people,
    pieces: createPieceTable(db),
    registers: createRegisterTable(db),
    reports: createReportTable(db),
    rooms,
    shown: createShownPositionTable(db),
    steps: createStepTable(db),
    streams,
    /** Writes what is gathered once a batch; the last step of a transaction. */
    flush: () => {
      outboxes.flush();
      streams.flush();
      markers.flush();
    },
    /** Drops what was cached in a transaction that did not come to be. */
    forget: () => {
      for (const table of cached) table.forget();
    },
  };
}
