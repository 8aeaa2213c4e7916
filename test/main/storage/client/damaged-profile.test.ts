import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { silentLogger } from '#shared/logger.ts';
import type { KnownServer } from '#main/storage/profile-store.ts';
import { openClientDatabases } from '#main/storage/client/client-databases.ts';
import { openDatabase } from '#main/storage/open-database.ts';
import { damageHead, damageTable, damageWal } from '#test/support/damage.ts';
import { createFakeClock } from '#test/support/fake-clock.ts';
import { createSeededRandom } from '#test/support/seeded-random.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { SampleServer, seedOf } from './sample-server.ts';

function open(folder: string, log = silentLogger) {
  const random = createSeededRandom(1);
  const opened = openClientDatabases({ folder, clock: createFakeClock(), random, log });
  if (!opened.ok) throw new Error(opened.error.type);
  return opened.value;
}

/** A profile of two servers, joined and left, each with a database. */
function setupProfile() {
  const folder = temporaryFolder();
  const databases = open(folder);
  const servers: KnownServer[] = [1, 2].map((number) => ({
    serverId: new SampleServer(number).serverId,
    name: `Server ${number}`,
    displayName: 'Mara',
    isJoined: number === 1,
    isVerified: number === 1,
    token: number === 1 ? 'AAAAAAAAAAAAAAAAAAAAAA' : null,
    addresses: [`10.0.0.${number}:7420`, `10.0.1.${number}:7420`],
  }));
  for (const server of servers) {
    databases.profile.putServer(server);
    databases.openServer(server.serverId, seedOf(9));
  }
  databases.close();
  return { folder, servers, file: join(folder, 'profile.db') };
}

function serversIn(folder: string): readonly KnownServer[] {
  const databases = open(folder);
  try {
    return databases.profile.servers();
  } finally {
    databases.close();
  }
}

/** What is to be told, and what is done then. */
function renewalIn(folder: string, then: (profile: ReturnType<typeof open>['profile']) => void = () => undefined) {
  const databases = open(folder);
  try {
    const renewal = databases.profile.renewal();
    then(databases.profile);
    return renewal;
  } finally {
    databases.close();
  }
}

/** A folder as a process leaves it that was killed after a command was queued: all of it lies in write-ahead logs. */
function leaveQueued() {
  const [used, folder] = [temporaryFolder(), temporaryFolder()];
  const databases = open(used);
  const { serverId } = new SampleServer(1);
  databases.openServer(serverId, seedOf(9));
  databases.server(serverId).queueCommand({ kind: 'person.admit', body: { displayName: 'Mara' } });
  cpSync(used, folder, { recursive: true });
  databases.close();
  return { folder, serverId, file: join(folder, 'servers', `${serverId}.db`) };
}

describe('a damaged list of known servers', () => {
  it('whose beginning is gone is made anew with the servers and their names, and kept beside', () => {
    const { folder, servers, file } = setupProfile();
    damageHead(file);
    const damaged = readFileSync(file);
    expect(serversIn(folder)).toEqual(servers.map((server) => ({ ...server, addresses: [] })));
    const [aside = ''] = readdirSync(folder).filter((name) => name.startsWith('profile.db.damaged-'));
    expect(readFileSync(join(folder, aside))).toEqual(damaged);
    expect(serversIn(folder)).toHaveLength(2);
  });

  it('[I7] that was made anew says so, with where the damaged one lies, until the person has been told', () => {
    const { folder, file } = setupProfile();
    expect(renewalIn(folder)).toBeNull();
    damageHead(file);
    open(folder).close();
    const [aside = ''] = readdirSync(folder).filter((name) => name.startsWith('profile.db.damaged-'));
    const renewal = { file: join(folder, aside), servers: 2 };
    expect(renewalIn(folder)).toEqual(renewal);
    expect(
      renewalIn(folder, (profile) => {
        profile.renewalTold();
      }),
    ).toEqual(renewal);
    expect(renewalIn(folder)).toBeNull();
  });

  it('whose servers cannot be read has those whose databases are there', () => {
    const { folder, servers, file } = setupProfile();
    damageTable(file, 'servers');
    const found = serversIn(folder);
    expect(found.map(({ serverId }) => serverId).toSorted()).toEqual(
      servers.map(({ serverId }) => serverId).toSorted(),
    );
    // Nobody was let in there yet, so nobody knows by which name to ask.
    expect(found.map(({ isJoined, name, serverId }) => [isJoined, serverId.startsWith(name)])).toEqual([
      [false, true],
      [false, true],
    ]);
  });

  it.each(['has nothing in it', 'is gone', 'is an empty page'])(
    'that %s, while servers lie there, is no new list',
    (what) => {
      const { folder, servers, file } = setupProfile();
      if (what === 'has nothing in it') truncateSync(file, 0);
      else rmSync(file);
      if (what === 'is an empty page') {
        const begun = openDatabase(file, []);
        if (begun.ok) begun.value.close();
      }
      const renewal = renewalIn(folder);
      expect([renewal?.servers, existsSync(renewal?.file ?? '')]).toEqual([2, true]);
      expect(new Set(serversIn(folder).map(({ serverId }) => serverId))).toEqual(
        new Set(servers.map(({ serverId }) => serverId)),
      );
    },
  );

  it('that the disk did not give once is opened again, and stays', () => {
    const { folder, servers, file } = setupProfile();
    const bytes = readFileSync(file);
    damageHead(file);
    const lines: string[] = [];
    const debug = (line: string) => {
      lines.push(line);
      writeFileSync(file, bytes);
    };
    const databases = open(folder, { ...silentLogger, debug });
    expect([databases.profile.servers(), databases.profile.renewal()]).toEqual([servers, null]);
    databases.close();
    expect([lines.length, readdirSync(folder).filter((name) => name.includes('damaged'))]).toEqual([1, []]);
  });

  it('that is no database at all costs no server, and neither does a process that died over it', () => {
    const { folder, file } = setupProfile();
    writeFileSync(file, createSeededRandom(2).bytes(9_000));
    expect(serversIn(folder)).toHaveLength(2);
    expect(existsSync(`${file}.draft`)).toBe(false);
  });
});

describe('the database of a server', () => {
  it('[I7] whose write-ahead log cannot be read, in which all of it lies, gives back what waits, and says so', () => {
    const { folder, file, serverId } = leaveQueued();
    damageWal(file);
    const databases = open(folder);
    expect(databases.openServer(serverId, seedOf(9)).ok).toBe(true);
    expect(databases.server(serverId).outbox()).toEqual({ waiting: 1, failed: 0 });
    expect(databases.server(serverId).load().renewal).toMatchObject({ lostCommands: null });
    databases.close();
  });

  it.each(['its marker', 'whose it is'])('[I7] whose write-ahead log is gone is no new one, which %s tells', (what) => {
    const { folder, file, serverId } = leaveQueued();
    rmSync(`${file}-wal`);
    if (what === 'its marker')
      for (const end of ['', '-wal']) rmSync(join(folder, `profile.db${end}`), { force: true });
    else rmSync(`${file}.open`);
    const databases = open(folder);
    expect(databases.openServer(serverId, seedOf(9)).ok).toBe(true);
    expect(databases.server(serverId).load().renewal).toMatchObject({ lostCommands: null });
    databases.close();
  });

  it('that was never open before is a new one, where its first opening was cut off', () => {
    const folder = temporaryFolder();
    const databases = open(folder);
    const { serverId } = new SampleServer(1);
    const file = join(folder, 'servers', `${serverId}.db`);
    mkdirSync(join(folder, 'servers'));
    const begun = openDatabase(file, []);
    if (begun.ok) begun.value.close();
    expect(readFileSync(file)).toHaveLength(4_096);
    expect(databases.openServer(serverId, seedOf(9)).ok).toBe(true);
    expect(databases.server(serverId).load().renewal).toBeNull();
    databases.close();
  });

  it('[I7] that has nothing in it any more is no new one: it is put aside, and that is said', () => {
    const { folder, servers } = setupProfile();
    const [{ serverId } = { serverId: new SampleServer(1).serverId }] = servers;
    const file = join(folder, 'servers', `${serverId}.db`);
    truncateSync(file, 0);
    const databases = open(folder);
    expect(databases.openServer(serverId, seedOf(9)).ok).toBe(true);
    expect(databases.server(serverId).load().renewal).toMatchObject({ lostCommands: null });
    databases.close();
    expect(readdirSync(join(folder, 'servers')).some((name) => name.startsWith(`${serverId}.db.damaged-`))).toBe(true);
  });

  it('that the disk did not give once is opened again, and stays', () => {
    const { folder, servers } = setupProfile();
    const [{ serverId } = { serverId: new SampleServer(1).serverId }] = servers;
    const file = join(folder, 'servers', `${serverId}.db`);
    const bytes = readFileSync(file);
    damageHead(file);
    const debug = () => {
      writeFileSync(file, bytes);
    };
    const databases = open(folder, { ...silentLogger, debug });
    expect(databases.openServer(serverId, seedOf(9)).ok).toBe(true);
    expect(databases.server(serverId).load().renewal).toBeNull();
    databases.close();
    expect(readdirSync(join(folder, 'servers')).filter((name) => name.includes('damaged'))).toEqual([]);
  });
});
