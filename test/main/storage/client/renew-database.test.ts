import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it } from 'vitest';
import type { PersonId } from '#shared/domain/ids.ts';
import { silentLogger } from '#shared/logger.ts';
import { systemRandom } from '#main/identity/system-random.ts';
import { openClientDatabases } from '#main/storage/client/client-databases.ts';
import { renewalSteps, type RenewalOptions } from '#main/storage/client/renew-database.ts';
import { damageHead, damageTable } from '#test/support/damage.ts';
import { createFakeClock } from '#test/support/fake-clock.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { seedOf } from './sample-server.ts';
import { commandsIn, makeUsedDatabase } from './used-database.ts';

/** A client's folder with one database in it, that of `used-database.ts`. */
async function setupFolder() {
  const used = await makeUsedDatabase(temporaryFolder());
  const folder = temporaryFolder();
  const { serverId } = used.server;
  const file = join(folder, 'servers', `${serverId}.db`);
  mkdirSync(join(folder, 'servers'));
  copyFileSync(used.file, file);
  const clock = createFakeClock();
  const options: RenewalOptions = {
    file,
    serverId,
    deviceSeed: used.seed,
    personId: null,
    clock,
    random: systemRandom,
  };
  const open = () => {
    const opened = openClientDatabases({ folder, clock, random: systemRandom, log: silentLogger });
    if (!opened.ok) throw new Error(opened.error.type);
    return opened.value;
  };
  return { used, folder, file, serverId, options, open };
}

/** What the database of a device says that was linked to this person. */
function link(file: string, personId: PersonId): void {
  const db = new DatabaseSync(file);
  db.prepare('UPDATE meta SET personId = ?').run(personId);
  db.close();
}

function openedOwner({ open, serverId, used }: Setup) {
  const databases = open();
  try {
    const opened = databases.openServer(serverId, used.seed);
    if (!opened.ok) throw new Error(opened.error.type);
    const { personId, isLinked } = databases.server(serverId).load();
    return { personId, isLinked };
  } finally {
    databases.close();
  }
}

type Setup = Awaited<ReturnType<typeof setupFolder>>;

/** What a person would find, opening it now. */
function openedState({ open, serverId, used }: Setup) {
  const databases = open();
  try {
    const opened = databases.openServer(serverId, used.seed);
    if (!opened.ok) throw new Error(opened.error.type);
    const engine = databases.server(serverId);
    const { outboxId, epoch } = engine.load();
    const from = { type: 'aside', epochId: used.server.epoch.epochId } as const;
    const pieces = engine.pieces({ from, afterPlace: 0, max: 1_000 }).length;
    return { outboxId, epoch, outbox: engine.outbox(), failed: engine.failedCommands(), pieces };
  } finally {
    databases.close();
  }
}

const idsAndBodies = (commands: ReturnType<typeof commandsIn>) =>
  commands.map(({ commandId, body, failure, sentNumber }) => [commandId, body, failure, sentNumber]);

const damages = [
  { where: 'at its beginning', damage: damageHead },
  ...['meta', 'rooms', 'people', 'events'].map((table) => ({
    where: `in ${table}`,
    damage: (file: string) => {
      damageTable(file, table);
    },
  })),
];

describe('a client’s database of one server', () => {
  it.each(damages)(
    '[D1, I7] that is damaged $where makes room for a new one with its outbox, in a new outbox id',
    async ({ damage }) => {
      const setup = await setupFolder();
      const { used, file } = setup;
      const before = openedState(setup);
      damage(file);
      const damaged = readFileSync(file);
      const after = openedState(setup);
      expect(after.outboxId).not.toBe(before.outboxId);
      expect(after).toMatchObject({ epoch: null, outbox: before.outbox, failed: before.failed });
      expect(idsAndBodies(commandsIn(file))).toEqual(idsAndBodies(used.commands));
      const [aside] = readdirSync(join(setup.folder, 'servers')).filter((name) =>
        /\.damaged-\d{8}T\d{9}Z$/u.test(name),
      );
      expect(readFileSync(join(setup.folder, 'servers', aside ?? ''))).toEqual(damaged);
    },
  );

  it('[P14, I7] that is renewed queues again what has no result, under its own ids and from number 1', async () => {
    const setup = await setupFolder();
    damageHead(setup.file);
    const databases = setup.open();
    expect(databases.openServer(setup.serverId, setup.used.seed)).toMatchObject({ ok: true });
    const taken = databases.server(setup.serverId).takeCommands(0, 1_000);
    expect(databases.server(setup.serverId).drafts()).toMatchObject([{ text: 'half a thought' }]);
    databases.close();
    const waiting = setup.used.commands.filter(({ failure }) => failure === null);
    expect(taken.map(({ commandId, number }) => [commandId, number])).toEqual(
      waiting.map(({ commandId }, at) => [commandId, at + 1]),
    );
    const bodies = taken.map(({ frame }) => (JSON.parse(frame) as { command: { body: unknown } }).command.body);
    expect(bodies).toEqual(waiting.map(({ body }) => JSON.parse(body) as unknown));
  });

  it('[H4] that is renewed offers the server what lay aside and what this person said', async () => {
    const setup = await setupFolder();
    damageHead(setup.file);
    const { pieces } = openedState(setup);
    expect(pieces).toBe(setup.used.lost.length + setup.used.own.length);
  });

  it('[P18, H4] of a linked device is renewed as its person’s, whose words are offered to the server', async () => {
    const setup = await setupFolder();
    const { used, file } = setup;
    const { personId } = used.ann;
    link(file, personId);
    expect(openedOwner(setup)).toEqual({ personId, isLinked: true });
    damageHead(file);
    expect(openedOwner(setup)).toEqual({ personId, isLinked: true });
    expect(openedState(setup).pieces).toBe(used.lost.length + used.others.length);
  });

  it('[P18] of a linked device that is put aside, or damaged together with the list of servers, is its person’s again', async () => {
    const setup = await setupFolder();
    const { personId } = setup.used.ann;
    link(setup.file, personId);
    openedOwner(setup);
    damageHead(join(setup.folder, 'profile.db'));
    damageHead(setup.file);
    expect(openedOwner(setup)).toEqual({ personId, isLinked: true });
    const databases = setup.open();
    databases.setServerAside(setup.serverId);
    databases.close();
    expect(openedOwner(setup)).toEqual({ personId, isLinked: true });
  });

  it('[P18] of another key, or of a server that was forgotten, is nobody’s but its own key’s', async () => {
    const setup = await setupFolder();
    const own = openedOwner(setup);
    link(setup.file, setup.used.ann.personId);
    openedOwner(setup);
    const databases = setup.open();
    databases.setServerAside(setup.serverId);
    databases.openServer(setup.serverId, seedOf(99));
    expect(databases.server(setup.serverId).load().isLinked).toBe(false);
    databases.setServerAside(setup.serverId);
    databases.profile.forgetServer(setup.serverId);
    databases.close();
    expect(openedOwner(setup)).toEqual({ ...own, isLinked: false });
  });

  it('[I7] is either the damaged one or the new one with all of it, wherever the process dies', async () => {
    const met: string[] = [];
    for (let stop = 1; ; stop += 1) {
      const setup = await setupFolder();
      damageHead(setup.file);
      const steps = renewalSteps(setup.options);
      let last: IteratorResult<string, unknown> = { done: false, value: '' };
      for (let step = 0; step < stop && last.done !== true; step += 1) last = steps.next();
      if (last.done === true) break;
      met.push(String(last.value));
      expect(openedState(setup)).toMatchObject({ outbox: { waiting: setup.used.commands.length - 1, failed: 1 } });
      expect(idsAndBodies(commandsIn(setup.file))).toEqual(idsAndBodies(setup.used.commands));
      const names = readdirSync(join(setup.folder, 'servers'));
      expect(names.filter((name) => name.includes('.pending-') || name.includes('.draft'))).toEqual([]);
      expect(names.filter((name) => name.includes('.damaged-'))).not.toEqual([]);
    }
    expect(met).toEqual(['salvaged', 'prepared', 'decided', 'moved', 'replaced']);
  });

  it('that is no database at all is begun anew, and what lay there is kept', async () => {
    const setup = await setupFolder();
    const text = 'this is no database, but long enough to be one'.repeat(100);
    writeFileSync(setup.file, text);
    expect(openedState(setup)).toMatchObject({ outbox: { waiting: 0, failed: 0 } });
    const [aside] = readdirSync(join(setup.folder, 'servers')).filter((name) => name.includes('.damaged-'));
    expect(readFileSync(join(setup.folder, 'servers', aside ?? ''), 'utf8')).toBe(text);
    expect(existsSync(setup.file)).toBe(true);
  });
});
