import { describe, expect, it } from 'vitest';
import { serverMigrations } from '#main/storage/migrations/server-migrations.ts';
import { openMemoryDatabase } from '#main/storage/open-database.ts';
import { createEventWalk } from '#main/storage/server/event-table.ts';
import { createVerificationNotes } from '#main/storage/server/verification-notes.ts';
import { createServerTables } from '#main/storage/server/server-tables.ts';
import { queryPlan, recordStatements } from '../client/recorded-statements.ts';

/** What a plan may walk from end to end: people and rooms, once at a start or for a snapshot, and what counts them. */
const walks = [
  'people',
  'd',
  'rooms',
  'people USING COVERING INDEX peopleByLook',
  'rooms USING COVERING INDEX sqlite_autoindex_rooms_1',
  'CONSTANT ROW',
  'pragma_page_count VIRTUAL TABLE INDEX 0:',
  'pragma_page_size VIRTUAL TABLE INDEX 0:',
  // What was given back since a loss, and what was shown of it: wanted whole, and only while there is something to heal.
  'pieces',
  'pieces USING INDEX piecesWaiting',
  'shownPositions',
  'returnedElsewhere',
  // The private rooms, as many of them as wait: once, and again when one opens.
  'closedRooms',
  // The few owners there are, and the keys of strangers that are kept out, listed for whoever asks.
  'people USING INDEX owners',
  'bannedDevices',
  // Devices that are closed, and what they did not sign: few, and at a start.
  'closedDevices',
  'unsignedMessages',
  // The rooms of an invite, 32 at most.
  'j VIRTUAL TABLE INDEX 1:',
  // The row of the newest epoch, found at the end.
  'epochs',
].map((walked) => `SCAN ${walked}`);

const db = openMemoryDatabase(serverMigrations);
const recorded = recordStatements(db);
createServerTables(recorded.db);
createVerificationNotes(recorded.db, { now: () => 0 });
createEventWalk(recorded.db);
const plans = recorded.statements.map((sql) => ({ sql: sql.replaceAll(/\s+/g, ' ').trim(), plan: queryPlan(db, sql) }));

describe('the statements of a server’s database', () => {
  it('[D7] find what they want by an index', () => {
    const scans = plans.flatMap(({ sql, plan }) =>
      plan.filter((step) => step.startsWith('SCAN') && !walks.includes(step)).map((step) => `${step}: ${sql}`),
    );
    expect(scans).toEqual([]);
    expect(plans.length).toBeGreaterThan(40);
  });

  it('[D7] walk events, commands, access and markers never', () => {
    const walked = plans.filter(({ plan }) =>
      plan.some((step) => /SCAN (events|commands|access|markers|e|a)\b/.test(step)),
    );
    expect(walked.map(({ sql }) => sql)).toEqual([]);
  });

  it('[T17] find what undid an act by the act, and not by all that was done since', () => {
    const undoing = plans.filter(({ sql }) => sql.includes('body.undoes'));
    expect(undoing).toHaveLength(1);
    expect(undoing[0]?.plan.filter((step) => /^SEARCH u\b/.test(step))).toEqual([
      'SEARCH u USING INDEX eventsUndoing (<expr>=?)',
    ]);
  });

  it('[D7] sort no events: the order of a stream is the order of its index', () => {
    const sorted = plans.filter(
      ({ sql, plan }) => /(FROM|JOIN) events\b/.test(sql) && plan.join().includes('TEMP B-TREE'),
    );
    expect(sorted.map(({ sql }) => sql)).toEqual([]);
  });

  it('[D7] read a page of a stream by streamSeq', () => {
    const page = plans.find(({ sql }) => sql.includes('BETWEEN') && sql.includes('DESC'));
    expect(page?.plan).toContain('SEARCH e USING INDEX eventsByStream (streamRef=? AND streamSeq>? AND streamSeq<?)');
  });
});
