import { expect, it } from 'vitest';
import { clientMigrations } from '#main/storage/migrations/client-migrations.ts';
import { openMemoryDatabase } from '#main/storage/open-database.ts';
import { createHopTable } from '#main/storage/client/hop-table.ts';
import { roomStream } from '#shared/domain/stream.ts';
import { roomIdOf } from '#test/support/sample-ids.ts';

const stream = roomStream(roomIdOf(1));
const hop = { sentAt: null, receivedAt: 5, via: 'live' } as const;

it('the hop of a message is that of no other that stands in its place later', () => {
  const hops = createHopTable(openMemoryDatabase(clientMigrations));
  hops.put({ stream, streamSeq: 3, at: 1_000 }, hop);
  expect([hops.find({ stream, streamSeq: 3, at: 1_000 }), hops.find({ stream, streamSeq: 3, at: 2_000 })]).toEqual([
    hop,
    null,
  ]);
});

it('of each room the newest are kept, some 2,000', () => {
  const db = openMemoryDatabase(clientMigrations);
  const hops = createHopTable(db);
  for (let streamSeq = 1; streamSeq <= 10_000; streamSeq += 1) hops.put({ stream, streamSeq, at: streamSeq }, hop);
  const other = roomStream(roomIdOf(2));
  hops.put({ stream: other, streamSeq: 1, at: 1 }, hop);
  const rows = db.query<[], { rows: number }>('SELECT count(*) AS rows FROM hops').get()?.rows ?? 0;
  expect(rows).toBeGreaterThan(2_000);
  expect(rows).toBeLessThan(2_100);
  expect(hops.find({ stream: other, streamSeq: 1, at: 1 })).toEqual(hop);
});
