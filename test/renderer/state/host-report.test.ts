import { describe, expect, it } from 'vitest';
import { dictionaries } from '#renderer/i18n/dictionaries.ts';
import { createFormats } from '#renderer/i18n/formats.ts';
import { hostReport } from '#renderer/state/host-report.ts';
import { reportText, type ReportContext } from '#renderer/state/report.ts';
import type { DeviceStatus, ServerStatus } from '#shared/ipc/server-status.ts';
import { deviceKeyOf } from '#test/support/sample-ids.ts';
import { sampleDevice, sampleStatus, statusTime } from '#test/support/sample-status.ts';

const words = dictionaries.en;
const context: ReportContext = {
  words,
  formats: createFormats('en', words),
  now: statusTime,
  version: null,
  sentence: ({ type }) => type,
  roomName: () => undefined,
};

function setupReport(parts: Partial<ServerStatus> = {}) {
  const report = hostReport({ ...sampleStatus, ...parts }, context);
  const figure = (title: string) => report.figures.find((one) => one.title === title);
  const fact = (title: string) => report.facts.find((one) => one.title === title);
  return { report, figure, fact };
}

const rowOf = (parts: Partial<DeviceStatus>) =>
  setupReport({ devices: [{ ...sampleDevice, ...parts }] }).report.table.rows[0]?.cells;

describe('the report of the server that runs here', () => {
  it('says what serve status says', () => {
    const { report, figure, fact } = setupReport();
    expect([report.summary, report.isWell]).toEqual(['It is well.', true]);
    expect(figure('Runs for')?.value).toMatch(/^1 hr$/u);
    expect(figure('Newest backup')).toMatchObject({ value: '59 mins', note: '3 kept, each read back', isBad: false });
    expect(figure('Written to disk in')).toMatchObject({ value: '1.2 ms', note: 'slowest of the last 8: 22 ms' });
    expect(figure('Devices')).toMatchObject({ value: '1', note: 'of which 1 belongs to somebody who is here' });
    expect(figure('Clock, furthest off')).toMatchObject({ value: '–', note: 'not known yet' });
    expect(fact('Last stop')?.value).toBe('Clean');
    expect(fact('Signatures')?.value).toBe('Those of all 42 entries hold');
    expect(fact('Log')?.value).toBe('42 entries. Never went back');
    expect(fact('Kept for a full disk')?.value).toBe('16 MiB');
    expect(fact('People')?.value).toBe('2 people, 1 room, 1 connection');
    expect(fact('Came back')).toBeUndefined();
  });

  it.each<[Partial<ServerStatus>, RegExp, string]>([
    [
      { lastStop: { ...sampleStatus.lastStop, wasUnclean: true, check: { type: 'damaged', finding: 'x' } } },
      /^What it keeps is damaged/u,
      'Last stop',
    ],
    [
      { lastStop: { ...sampleStatus.lastStop, check: { type: 'damaged', finding: 'x' } } },
      /^What it keeps is damaged/u,
      'Last stop',
    ],
    [
      { ballast: { bytes: 1 << 20, isThere: false, freeBytes: 0, neededBytes: 2 << 20 } },
      /^The disk of this computer is full/u,
      'Kept for a full disk',
    ],
    [
      { verification: { ...sampleStatus.verification, changedEvents: 2, firstChangedSeq: 7 } },
      /^Somebody changed what it keeps/u,
      'Signatures',
    ],
    [
      { verification: { ...sampleStatus.verification, unsignedMessages: 1, closedDevices: 1 } },
      /^A device did not sign what it sent/u,
      'Signatures',
    ],
    [
      { backups: { ...sampleStatus.backups, failures: 1, lastFailure: 'disk_full' } },
      /^The last backup could not/u,
      'Backups since the start',
    ],
    [
      { lastStop: { ...sampleStatus.lastStop, restored: { from: '/b.db', aside: null, why: 'damaged' } } },
      /^What it kept was gone/u,
      'Last stop',
    ],
    [
      { lastStop: { ...sampleStatus.lastStop, restored: { from: '/b.db', aside: '/a.db', why: 'damaged' } } },
      /^What it kept was damaged/u,
      'Last stop',
    ],
    [
      { lastStop: { ...sampleStatus.lastStop, restored: { from: '/b.db', aside: '/a.db', why: 'behind' } } },
      /^What it kept lacked what a backup holds/u,
      'Last stop',
    ],
  ])('says first what is wrong, and marks it: %j', (parts, summary, title) => {
    const { report, fact } = setupReport(parts);
    expect(report.summary).toMatch(summary);
    expect([report.isWell, fact(title)?.isBad]).toEqual([false, true]);
  });

  const gathering = { ...sampleStatus.healing, epoch: 2, returned: 4, missing: 3 };
  it.each<[Partial<ServerStatus['healing']>, RegExp, string]>([
    [{ gate: 'closed' }, /^It gathers what it lost\. .* goes on by itself/u, 'It gathers what it lost.'],
    [{ gate: 'host' }, /^It may be one of two copies\. Somebody’s device/u, 'It may be one of two copies.'],
    [{ closedRooms: 2 }, /^Private rooms are still closed\. 2 private rooms wait/u, 'Private rooms are still closed.'],
  ])('[H3] says what a server that lost something waits for, and leads to where it can go on: %j', (parts, ...said) => {
    const { report, fact } = setupReport({ healing: { ...gathering, ...parts } });
    expect([report.isWell, report.leadsTo, fact('Came back')?.isBad]).toEqual([false, 'hosting', true]);
    const [summary, waitsFor] = said;
    expect(report.summary).toMatch(summary);
    expect(fact('What it waits for')?.value).toBe(waitsFor);
  });

  it('[H7] tells what came back, from whom, and what waits or is closed', () => {
    const givers = [{ personId: sampleDevice.personId, events: 4 }];
    const { fact } = setupReport({ healing: { ...gathering, givers, parked: 2, closedRooms: 1 } });
    expect(fact('Came back')?.value).toBe(
      '4 entries back, 3 known to be missing, 1 private room still closed, 2 waiting for their room or author; from Mara 4',
    );
    const { report, fact: done } = setupReport({ healing: { ...gathering, missing: 0 } });
    expect([report.summary, report.leadsTo, done('What it waits for')?.value]).toEqual([
      'It is well.',
      undefined,
      'Nothing',
    ]);
  });

  it('tells which backup took the place of a damaged database, and where that lies', () => {
    const lastStop = {
      ...sampleStatus.lastStop,
      restored: { from: '/b.db', aside: '/server.db.damaged', why: 'damaged' as const },
    };
    expect(setupReport({ lastStop }).fact('Last stop')?.value).toMatch(
      /b\.db.*the damaged one lies in .*server\.db\.damaged/u,
    );
  });

  it('tells of one that lacked what a backup holds', () => {
    const restored = { from: '/b.db', aside: '/server.db.before', why: 'behind' as const };
    expect(setupReport({ lastStop: { ...sampleStatus.lastStop, restored } }).fact('Last stop')?.value).toMatch(
      /^The database lacked what .*b\.db.* holds, .*what was there lies in .*server\.db\.before/u,
    );
  });

  it('tells of a restore that somebody asked for, and of a first start, as nothing bad', () => {
    const { lastStop } = sampleStatus;
    const restored = { from: '/b.db', aside: '/server.db.before', why: 'asked' as const };
    const asked = setupReport({ lastStop: { ...lastStop, restored } });
    expect([asked.report.isWell, asked.fact('Last stop')?.value]).toEqual([
      true,
      expect.stringMatching(/^Somebody restored .*b\.db.*what was there lies in .*server\.db\.before/u),
    ]);
    expect(setupReport({ lastStop: { ...lastStop, isFirstStart: true } }).fact('Last stop')?.value).toBe(
      'None: this is its first start',
    );
  });

  it('lists each device with how far it is, and behind', () => {
    expect(rowOf({})).toEqual(['Mara', '41', '1', '–', '–', '–', 'now']);
    expect(rowOf({ isHere: false, holes: { found: 2, mended: 2 } })?.slice(3)).toEqual([
      ...['2 mended', '–', '–'],
      expect.stringMatching(/^\d\d:55$/u),
    ]);
    const far = { starts: 7, clockOffsetMs: -120_000, standing: 'removed' } as const;
    expect(rowOf({ ...far, holes: { found: 3, mended: 1 } })?.slice(3)).toEqual([
      ...['3, 1 mended', '7', '\u22122 mins', 'removed'],
    ]);
    expect(rowOf({ standing: 'banned' })?.at(-1)).toBe('banned');
    const revoked = { isRevoked: true, isHere: false, positionSeq: null };
    expect(rowOf(revoked)).toEqual(['Mara', '–', '–', '–', '–', '–', 'revoked']);
    expect(rowOf({ isClosed: true, isHere: false })?.at(-1)).toBe('shut out');
    const well = { holes: { found: 0, mended: 0 }, starts: 1, outboxes: 3, clockOffsetMs: 0 };
    expect(rowOf({ ...well, isHere: false, lastSeenAt: null })?.slice(3)).toEqual([
      ...['0', '1 (3 outboxes)', 'in step', 'Never'],
    ]);
  });

  it('names whose clock is furthest off', () => {
    const devices = [38, -400, 12].map((clockOffsetMs, at) => ({
      ...sampleDevice,
      clockOffsetMs,
      displayName: `Person ${at}`,
    }));
    expect(setupReport({ devices }).figure('Clock, furthest off')).toMatchObject({
      value: '\u2212400 ms',
      note: 'Person 1',
    });
    expect(
      setupReport({ devices: [{ ...sampleDevice, clockOffsetMs: 0 }] }).figure('Clock, furthest off'),
    ).toMatchObject({ value: 'in step', note: 'all that are known' });
  });

  it('lists two hundred devices and counts the rest', () => {
    const devices = Array.from({ length: 230 }, (_, at) => ({ ...sampleDevice, device: deviceKeyOf(at + 1) }));
    const { table } = setupReport({ devices }).report;
    expect(table.rows).toHaveLength(200);
    expect(table.footer).toMatch(/^30 more are not listed here\./u);
    expect(setupReport({ devices: [] }).report.table.footer).toBe('Nobody has been here yet.');
  });

  it('has no key in its text', () => {
    expect(reportText('', [setupReport().report])).not.toContain(sampleDevice.device.slice(0, 8));
  });
});
