import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { CommandId } from '#shared/domain/ids.ts';
import { roomStream } from '#shared/domain/stream.ts';
import { createKeyPair } from '#main/identity/key-pair.ts';
import { createDirectClientStore } from '#main/storage/client/direct-client-store.ts';
import type { ClientStore } from '#main/storage/client-store.ts';
import { clientMigrations } from '#main/storage/migrations/client-migrations.ts';
import { openDatabase } from '#main/storage/open-database.ts';
import { general, setupMember, type ClientStoreBackend } from '#test/contract/client-store-setup.ts';
import { createFakeClock } from '#test/support/fake-clock.ts';
import { createSeededRandom } from '#test/support/seeded-random.ts';

const stream = roomStream(general);

/** A client's store over a file, in this thread. */
function openFileStore(file: string): ClientStoreBackend {
  const random = createSeededRandom(file.length);
  return {
    open: (serverId, deviceSeed): Promise<ClientStore> => {
      const db = openDatabase(file, clientMigrations);
      if (!db.ok) throw new Error(db.error.type);
      const deviceKeys = createKeyPair(deviceSeed);
      return Promise.resolve(
        createDirectClientStore({ db: db.value, serverId, deviceKeys, clock: createFakeClock(), random }),
      );
    },
  };
}

const sentCount = 5;
const queuedCount = 60;

/**
 * A database in a file that was closed, with history of others, own messages, two events that a server lost, a marker that it was
 * not told, a draft, one command that failed, some that were sent and have no result, and many that wait.
 */
export async function makeUsedDatabase(folder: string) {
  const file = join(folder, 'used.db');
  const backend = openFileStore(file);
  let seed = new Uint8Array();
  const setup = await setupMember({
    open: (serverId, deviceSeed) => {
      seed = Uint8Array.from(deviceSeed);
      return backend.open(serverId, deviceSeed);
    },
  });
  const { client, server, me, ann, snapshot } = setup;
  const others = Array.from({ length: 150 }, (_, count) => server.message(ann, general, `${count} ${'a'.repeat(400)}`));
  await client.receive(...others);
  const own = Array.from({ length: 20 }, (_, count) => server.message(me, general, `mine ${count}`));
  await client.receive(...own);
  const lost = ['lost 1', 'lost 2'].map((text) => server.message(ann, general, text));
  await client.receive(...lost);
  server.restore({ [stream]: 170 }, 170);
  await snapshot(undefined, 170);
  await client.store.moveMarker({ roomId: general, unreadFrom: 7 });

  const failed = await client.say('never allowed');
  const [refused] = await client.take();
  await client.receive(server.refused(refused?.frame ?? '', { type: 'name_empty' }));
  for (let count = 0; count < sentCount; count += 1) await client.say(`sent ${count}`);
  await client.take();
  for (let count = 0; count < queuedCount; count += 1)
    await client.say(`${count} ${'q'.repeat(count % 10 === 0 ? 9_000 : 300)}`);
  await client.store.putDraft({ roomId: general, text: 'half a thought' });
  await client.store.close();
  return {
    file,
    seed,
    server,
    me,
    ann,
    own,
    others,
    lost,
    failed: failed.commandId,
    client,
    commands: commandsIn(file),
  };
}

interface WrittenCommand {
  readonly commandId: CommandId;
  readonly body: string;
  readonly failure: string | null;
  readonly sentNumber: number | null;
}

/** What stands in the outbox of a sound database, in its order. */
export function commandsIn(file: string): readonly WrittenCommand[] {
  const db = new DatabaseSync(file, { readOnly: true });
  try {
    const query = 'SELECT commandId, body, failure, sentNumber FROM outbox ORDER BY place';
    return db.prepare(query).all() as unknown as WrittenCommand[];
  } finally {
    db.close();
  }
}
