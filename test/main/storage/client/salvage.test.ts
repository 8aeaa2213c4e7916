import { copyFileSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it } from 'vitest';
import { salvage, type Salvaged } from '#main/storage/client/salvage.ts';
import { general } from '#test/contract/client-store-setup.ts';
import { createSeededRandom } from '#test/support/seeded-random.ts';
import { damageHead } from '#test/support/damage.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { makeUsedDatabase } from './used-database.ts';

type Used = Awaited<ReturnType<typeof makeUsedDatabase>>;

interface Page {
  readonly name: string;
  readonly number: number;
  readonly type: 'internal' | 'leaf' | 'overflow';
}

const pageBytes = 4_096;
const seeds = 60;
const zeros = '\0';

/** Each page of a sound database, and whose it is. */
function pagesOf(file: string): readonly Page[] {
  const db = new DatabaseSync(file, { readOnly: true });
  try {
    return db.prepare('SELECT name, pageno AS number, pagetype AS type FROM dbstat').all() as unknown as Page[];
  } finally {
    db.close();
  }
}

/** Runs `work` on a copy of the file that was damaged so. */
function onDamaged<Value>(used: Used, damage: (file: string) => void, work: (file: string) => Value): Value {
  const copy = `${used.file}.copy`;
  copyFileSync(used.file, copy);
  damage(copy);
  return work(copy);
}

function fillPages(file: string, numbers: readonly number[], fill: string): void {
  const bytes = readFileSync(file);
  for (const number of numbers) bytes.fill(fill, (number - 1) * pageBytes, number * pageBytes);
  writeFileSync(file, bytes);
}

/** Every command as it was written, with whether it failed and was sent, in order. */
function written(used: Used) {
  return used.commands.map(({ commandId, body, failure, sentNumber }) => [
    ...[commandId, body, failure !== null, sentNumber !== null],
  ]);
}

function found({ commands }: Salvaged) {
  return commands.map(({ commandId, body, failure, sentNumber }) => [
    ...[commandId, body, failure !== null, sentNumber !== null],
  ]);
}

const macsOf = (events: readonly { readonly mac: string }[]) => events.map(({ mac }) => mac);

describe('what is read out of a database', () => {
  it('[D1, I7] that is sound is all that lies only there, in its order', async () => {
    const used = await makeUsedDatabase(temporaryFolder());
    const salvaged = salvage(used.file, used.me.personId);
    expect(found(salvaged)).toEqual(written(used));
    expect(salvaged.commands.filter(({ failure }) => failure !== null)).toMatchObject([
      { commandId: used.failed, failure: { type: 'name_empty' } },
    ]);
    expect(macsOf(salvaged.events)).toEqual(macsOf([...used.lost, ...used.own]));
    expect(salvaged.events.every(({ epochId }) => epochId === used.server.epochs[0]?.epochId)).toBe(true);
    expect(salvaged.markers).toMatchObject([{ unreadFrom: 7, isUnreadFromUnsent: true }]);
    expect(salvaged.drafts).toMatchObject([{ roomId: general, text: 'half a thought' }]);
    expect(salvaged.lostCommands).toBe(0);
  });

  it('[I7] in which any one page is destroyed is all of the outbox that did not lie in it, and nothing else', async () => {
    const used = await makeUsedDatabase(temporaryFolder());
    const pages = pagesOf(used.file);
    const all = written(used);
    let whole = 0;
    for (const { name, number, type } of pages) {
      const salvaged = onDamaged(
        used,
        (file) => {
          fillPages(file, [number], number % 2 === 0 ? 'damage' : zeros);
        },
        (file) => salvage(file, used.me.personId),
      );
      const isHit = name === 'outbox' && type !== 'internal';
      expect(all).toEqual(expect.arrayContaining(found(salvaged)));
      const isAll = found(salvaged).length === all.length;
      expect({ name, number, isAll }).toEqual({ name, number, isAll: !isHit });
      if (isAll) whole += 1;
    }
    // Pages above others, and every index, are among them.
    expect(pages.filter(({ name, type }) => name === 'outbox' && type === 'internal')).not.toEqual([]);
    expect(whole).toBeGreaterThan(50);
  });

  it('[H4] in which any table above the events is destroyed is what lay aside, too', async () => {
    const used = await makeUsedDatabase(temporaryFolder());
    const above = pagesOf(used.file).filter(({ name, type }) => name !== 'setAside' && type === 'internal');
    const damage = (file: string) => {
      fillPages(file, [1, ...above.map(({ number }) => number)], zeros);
    };
    const salvaged = onDamaged(used, damage, (file) => salvage(file, used.me.personId));
    expect(macsOf(salvaged.events)).toEqual(macsOf([...used.lost, ...used.own]));
    expect(salvaged.markers).toMatchObject([{ unreadFrom: 7, isUnreadFromUnsent: true }]);
    expect(salvaged.drafts).toMatchObject([{ roomId: general, text: 'half a thought' }]);
    expect(found(salvaged)).toEqual(written(used));
  });

  it('[I7] whose beginning is destroyed is all of it, without a word of how much was lost', async () => {
    const used = await makeUsedDatabase(temporaryFolder());
    const salvaged = onDamaged(used, damageHead, (file) => salvage(file, used.me.personId));
    expect(found(salvaged)).toEqual(written(used));
    expect(salvaged.lostCommands).toBeNull();
  });

  it('says how many commands could not be read, where an index tells', async () => {
    const used = await makeUsedDatabase(temporaryFolder());
    const leaf = pagesOf(used.file).find(({ name, type }) => name === 'outbox' && type === 'leaf');
    const salvaged = onDamaged(
      used,
      (file) => {
        fillPages(file, [leaf?.number ?? 0], zeros);
      },
      (file) => salvage(file, used.me.personId),
    );
    expect(salvaged.lostCommands).toBe(used.commands.length - salvaged.commands.length);
    expect(salvaged.lostCommands).toBeGreaterThan(0);
  });

  it('that ends too early, or is none, is what there is, and never an error', async () => {
    const used = await makeUsedDatabase(temporaryFolder());
    const all = written(used);
    const { length } = readFileSync(used.file);
    for (let part = 0; part <= 16; part += 1) {
      const end = Math.floor((length * part) / 16);
      const salvaged = onDamaged(
        used,
        (file) => {
          truncateSync(file, end);
        },
        (file) => salvage(file, used.me.personId),
      );
      expect(all).toEqual(expect.arrayContaining(found(salvaged)));
    }
    const nothing = { commands: [], events: [], markers: [], drafts: [], lostCommands: null };
    const noDatabase = join(temporaryFolder(), 'no.db');
    expect(salvage(noDatabase, used.me.personId)).toEqual(nothing);
    writeFileSync(noDatabase, createSeededRandom(1).bytes(100_000));
    expect(salvage(noDatabase, used.me.personId)).toEqual(nothing);
  });

  it('[I7] is never an error, and every command that is found has the id it was written under', async () => {
    const used = await makeUsedDatabase(temporaryFolder());
    const ids = new Set<string>(used.commands.map(({ commandId }) => commandId));
    for (let seed = 0; seed < seeds; seed += 1) {
      const random = createSeededRandom(`flipped ${seed}`);
      const salvaged = onDamaged(
        used,
        (file) => {
          flip(file, random.fraction, 1 + Math.floor(random.fraction() * 400));
        },
        (file) => salvage(file, used.me.personId),
      );
      const strangers = salvaged.commands.filter(({ commandId }) => !ids.has(commandId)).length;
      // A byte of an id may be among those that changed; it is one of its row then.
      expect({ seed, isFew: strangers <= 3 }).toEqual({ seed, isFew: true });
    }
  });

  it('[D1] does not bring back what was taken back', async () => {
    const used = await makeUsedDatabase(temporaryFolder());
    await used.client.restart();
    for (const { commandId, sentNumber, failure } of used.commands)
      if (sentNumber === null && failure === null) await used.client.store.cancelCommand(commandId);
    await used.client.store.close();
    const hidden = onDamaged(
      used,
      (file) => {
        const internal = pagesOf(file).filter(({ type, name }) => type === 'internal' && name !== 'sqlite_schema');
        fillPages(
          file,
          internal.map(({ number }) => number),
          zeros,
        );
      },
      (file) => salvage(file, used.me.personId),
    );
    expect(hidden.commands.filter(({ sentNumber }) => sentNumber === null)).toEqual([]);
  });
});

function flip(file: string, fraction: () => number, count: number): void {
  const bytes = readFileSync(file);
  for (let time = 0; time < count; time += 1) {
    const at = Math.floor(fraction() * bytes.length);
    bytes.writeUInt8(bytes.readUInt8(at) ^ (1 << Math.floor(fraction() * 8)), at);
  }
  writeFileSync(file, bytes);
}
