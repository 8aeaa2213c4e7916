import { describe, expect, it } from 'vitest';
import { createMemoryClientDatabase } from '#main/storage/client/direct-client-store.ts';
import { createTables } from '#main/storage/client/tables.ts';
import { queryPlan, recordStatements } from './recorded-statements.ts';

/** What a plan may walk from end to end: small tables that are wanted whole, and indexes that hold nothing else. */
const walks = [
  'people USING INDEX sqlite_autoindex_people_1',
  'epochs',
  // A row for each stream that ever had a hole, and what lies aside: counted when somebody looks.
  'c',
  'holeCounts',
  'a',
  'pragma_page_count VIRTUAL TABLE INDEX 0:',
  'pragma_page_size VIRTUAL TABLE INDEX 0:',
  // One row at most for each loss of which nobody has been told yet.
  'untoldEpochs',
  'renewals',
  // One row at most for each room.
  'drafts',
  'streams USING COVERING INDEX sqlite_autoindex_streams_1',
  'rooms USING COVERING INDEX sqlite_autoindex_rooms_1',
  'gaps',
  'g',
  'CONSTANT ROW',
  // Once, when a server has lost something: where its log and this one part.
  'events USING INDEX eventsBySeq',
  'events USING INDEX eventsUnknown',
  // Once, when a new device becomes its person's: all that was written before it was.
  'outbox',
  'outbox USING INDEX outboxUnnumbered',
  'outbox USING INDEX outboxFailed',
  'outbox USING INDEX outboxHeld',
  'outbox USING COVERING INDEX outboxHeld',
  'markers USING INDEX markersUnsent',
].map((walked) => `SCAN ${walked}`);

const db = createMemoryClientDatabase();
const recorded = recordStatements(db);
createTables(recorded.db);
const plans = recorded.statements.map((sql) => ({ sql: sql.replaceAll(/\s+/g, ' ').trim(), plan: queryPlan(db, sql) }));

describe('the statements of a client database', () => {
  it('find what they want by an index', () => {
    const scans = plans.flatMap(({ sql, plan }) =>
      plan.filter((step) => step.startsWith('SCAN') && !walks.includes(step)).map((step) => `${step}: ${sql}`),
    );
    expect(scans).toEqual([]);
    expect(plans.length).toBeGreaterThan(50);
  });

  it('sort nothing that grows: the order of events and of the outbox is the order of an index', () => {
    const sorted = plans.filter(({ sql, plan }) => /events|outbox/.test(sql) && plan.join().includes('TEMP B-TREE'));
    expect(sorted.map(({ sql }) => sql)).toEqual([]);
  });

  it('page through a room of any size by its own index', () => {
    const page = plans.find(({ sql }) => sql.includes('isShown = 1 AND (orderEpoch, orderSeq, commandId) <'));
    expect(page?.plan).toEqual([
      expect.stringMatching(/^SEARCH events USING INDEX eventsShown \(stream=\? AND .*orderEpoch/),
    ]);
  });
});
