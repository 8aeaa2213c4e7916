import { describe, expect, it } from 'vitest';
import { present } from '#shared/assert.ts';
import type { NetworkView } from '#shared/ipc/network-view.ts';
import { statusText } from '#main/status-text.ts';
import type { CheckStatus, DeviceStatus, ServerStatus, VerificationStatus } from '#shared/ipc/server-status.ts';
import { sampleDevice, sampleStatus, statusTime } from '#test/support/sample-status.ts';

const [now, status, device] = [statusTime, sampleStatus, sampleDevice];
const minuteMs = 60_000;

function linesOf(changes: Partial<ServerStatus> = {}): Readonly<Record<string, string>> {
  const lines = statusText({ ...status, ...changes }, now).split('\n');
  return Object.fromEntries(lines.map((line) => [line.slice(0, 11).trim(), line.slice(11)]));
}

describe('the status of a server in words', () => {
  it('tells everything in a line each', () => {
    expect(statusText(status, now)).toBe(
      [
        'Server     Lunch, Hallway 0.1.0, up for 1 hour',
        `Server id  ${status.serverId}`,
        'Addresses  10.0.0.1:7420',
        'Networks   10.0.0.0/24',
        'People     2, 1 connection, 1 room',
        'Log        epoch 1 since 2026-11-29 12:00, 42 events',
        'Database   1.5 MiB, a commit takes 1.23 ms (the last 8; the slowest took 22 ms)',
        'Waiting    0 commands',
        'Last stop  clean',
        'Backups    3, the newest 59 minutes old',
        'Full disk  16.0 MiB kept for it',
        'Signed     all 42 events, by their authors',
        'Devices',
        `  Mara (${device.device.slice(0, 8)}): here, has 41`,
      ].join('\n'),
    );
  });

  it.each<[Partial<VerificationStatus>, string]>([
    [{ upToSeq: 40 }, '2 events still to be checked'],
    [
      { changedEvents: 2, firstChangedSeq: 7 },
      '2 events NOT AS THE SERVER WROTE THEM, the first is number 7: somebody changed server.db',
    ],
    [
      { unsignedMessages: 3, closedDevices: 1 },
      '3 messages not signed by the device that sent it; 1 device SHUT OUT for that: serve reopen lets one in again',
    ],
  ])('[P11] tells what came of verifying the log: %j', (changes, text) => {
    expect(linesOf({ verification: { ...status.verification, ...changes } })['Signed']).toBe(text);
  });

  it('[T11] tells for which networks it is there, for which not, and how many it refused', () => {
    const [known] = status.networks.all;
    const at = (subnet: string, standing: NetworkView['standing']) => ({
      ...present(known, 'a network'),
      subnet,
      standing,
    });
    const away = { ...at('10.9.0.0/24', 'served'), address: null };
    const all = [at('10.0.0.0/24', 'served'), at('10.1.0.0/24', 'asked'), at('10.2.0.0/24', 'not_served'), away];
    expect(linesOf({ networks: { all, refusals: 3 } })['Networks']).toBe(
      '10.0.0.0/24, not for 10.1.0.0/24  10.2.0.0/24, 3 connections refused',
    );
    expect(linesOf({ networks: { all: [], refusals: 0 } })['Networks']).toBe('none but this machine itself');
  });

  it.each<[CheckStatus, string]>([
    [{ type: 'running' }, 'unclean; the database is being checked'],
    [{ type: 'sound' }, 'unclean; the database was checked and is sound'],
    [{ type: 'failed', code: 'SQLITE_BUSY' }, 'unclean; the database could not be checked (SQLITE_BUSY)'],
    [
      { type: 'damaged', finding: 'Tree 4' },
      'unclean; THE DATABASE IS DAMAGED (Tree 4). Nothing more is taken: stop the server and run serve restore latest',
    ],
  ])('tells of an unclean stop what its check came to: %j', (check, text) => {
    expect(linesOf({ lastStop: { ...status.lastStop, wasUnclean: true, check } })['Last stop']).toBe(text);
  });

  it('tells of damage that was found after a clean stop', () => {
    const check = { type: 'damaged', finding: 'Tree 4' } as const;
    expect(linesOf({ lastStop: { ...status.lastStop, check } })['Last stop']).toMatch(
      /^clean; THE DATABASE IS DAMAGED \(Tree 4\)/u,
    );
  });

  it('tells which backup took the place of a damaged database', () => {
    const lastStop = {
      ...status.lastStop,
      restored: { from: '/b.db', aside: '/server.db.damaged', why: 'damaged' as const },
    };
    expect(linesOf({ lastStop })['Last stop']).toBe(
      'the database was damaged; /b.db took its place, and what was there lies in /server.db.damaged',
    );
  });

  it('tells of a database that was gone', () => {
    const restored = { from: '/b.db', aside: null, why: 'damaged' } as const;
    expect(linesOf({ lastStop: { ...status.lastStop, restored } })['Last stop']).toBe(
      'the database was gone; /b.db took its place',
    );
  });

  it('tells of one that lacked what a backup holds', () => {
    const restored = { from: '/b.db', aside: '/server.db.before', why: 'behind' } as const;
    expect(linesOf({ lastStop: { ...status.lastStop, restored } })['Last stop']).toBe(
      'the database lacked what a backup holds; /b.db took its place, and what was there lies in /server.db.before',
    );
  });

  it('tells of a restore that somebody asked for, and of a first start', () => {
    const restored = { from: '/b.db', aside: null, why: 'asked' } as const;
    expect(linesOf({ lastStop: { ...status.lastStop, restored } })['Last stop']).toBe(
      'serve restore was run; /b.db took its place',
    );
    expect(linesOf({ lastStop: { ...status.lastStop, isFirstStart: true } })['Last stop']).toBe(
      'none: it was never started before',
    );
  });

  it.each([
    [{ count: 0, newestAt: null }, 'none yet'],
    [
      { failures: 1, lastFailure: 'disk_full' },
      '3, the newest 59 minutes old, 1 failure; THE LAST ONE FAILED (disk_full)',
    ],
    [{ newestAt: now + minuteMs }, '3, the newest 0 seconds old'],
  ])('tells how backups go: %j', (changes, text) => {
    expect(linesOf({ backups: { ...status.backups, ...changes } })['Backups']).toBe(text);
  });

  it.each([
    [{ bytes: 0 }, 'no room is kept for it'],
    [
      { freeBytes: 1 << 20 },
      'THE DISK IS FULL OR NEARLY: 1.0 MiB are free, and 16.0 MiB are kept only where there are 32.0 MiB',
    ],
    [
      { freeBytes: 23 << 20 },
      'NOTHING IS KEPT FOR IT: 23.0 MiB are free, and 16.0 MiB are kept only where there are 32.0 MiB',
    ],
    [{ freeBytes: 32 << 20 }, '16.0 MiB are about to be kept for it'],
  ])('tells what is kept for a full disk: %j', (changes, text) => {
    const ballast = { ...status.ballast, isThere: false, ...changes };
    expect(linesOf({ ballast })['Full disk']).toBe(text);
  });

  it.each<[Partial<DeviceStatus>, string]>([
    [{ isHere: false }, 'seen 5 minutes ago, has 41'],
    [{ isHere: false, lastSeenAt: null, positionSeq: null }, 'not seen, has 40'],
    [{ standing: 'removed' }, 'removed, has 41'],
    [{ standing: 'banned' }, 'banned, has 41'],
    [{ isRevoked: true, isHere: false }, 'revoked, has 41'],
    [{ isRevoked: true, isHere: false, positionSeq: null }, 'revoked'],
    [{ isClosed: true, isHere: false }, 'SHUT OUT, has 41'],
    [{ holes: { found: 0, mended: 0 } }, 'here, has 41'],
    [{ holes: { found: 3, mended: 2 } }, 'here, has 41, says it found 3 holes and mended 2'],
    [{ outboxes: 3, clockOffsetMs: -18 }, 'here, has 41, 3 outboxes begun, clock 18 ms behind'],
    [{ starts: 7, clockOffsetMs: 4_200_000 }, 'here, has 41, started 7 times, clock 1 hour ahead'],
    [{ starts: 1, clockOffsetMs: 0 }, 'here, has 41, started once, clock in step'],
  ])('tells of a device where it stands: %j', (changes, text) => {
    const [last = ''] = statusText({ ...status, devices: [{ ...device, ...changes }] }, now)
      .split('\n')
      .slice(-1);
    expect(last.split(': ')[1]).toBe(text);
  });

  it('tells what the last commit took where there was one alone', () => {
    const log = { ...status.log, commitsLately: { count: 1, meanMs: 12, worstMs: 12 } };
    expect(linesOf({ log })['Database']).toBe('1.5 MiB, a commit takes 12 ms (the last one; the slowest took 12 ms)');
  });

  it('says nothing of commits before the first, and that nobody has been there', () => {
    const lines = linesOf({ log: { ...status.log, commitsLately: null }, devices: [] });
    expect([lines['Database'], lines['Devices']]).toEqual(['1.5 MiB', 'none']);
  });
});
