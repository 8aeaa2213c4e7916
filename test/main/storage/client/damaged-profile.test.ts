import { existsSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { silentLogger } from '#shared/logger.ts';
import type { KnownServer } from '#main/storage/profile-store.ts';
import { openClientDatabases } from '#main/storage/client/client-databases.ts';
import { damageHead, damageTable } from '#test/support/damage.ts';
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

  it.each(['has nothing in it', 'is gone'])('that %s, while servers lie there, is no new list', (what) => {
    const { folder, servers, file } = setupProfile();
    if (what === 'is gone') rmSync(file);
    else truncateSync(file, 0);
    const renewal = renewalIn(folder);
    expect([renewal?.servers, existsSync(renewal?.file ?? '')]).toEqual([2, true]);
    expect(new Set(serversIn(folder).map(({ serverId }) => serverId))).toEqual(
      new Set(servers.map(({ serverId }) => serverId)),
    );
  });

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
