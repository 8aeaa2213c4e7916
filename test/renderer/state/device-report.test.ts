import { describe, expect, it } from 'vitest';
import { dictionaries } from '#renderer/i18n/dictionaries.ts';
import { createFormats } from '#renderer/i18n/formats.ts';
import { deviceReport } from '#renderer/state/device-report.ts';
import { reportText, type ReportContext } from '#renderer/state/report.ts';
import { roomStream, serverStream } from '#shared/domain/stream.ts';
import type { ConnectionState } from '#shared/ipc/connection-view.ts';
import type { DeviceDiagnostics } from '#shared/ipc/device-diagnostics.ts';
import { buildDiagnostics, buildSession, general, morning, roomIdOf } from '#test/main/terminal/builders.ts';

const words = dictionaries.en;
const context: ReportContext = {
  words,
  formats: createFormats('en', words),
  now: morning + 3_600_000,
  version: '0.1.0',
  sentence: ({ type }) => `because of ${type}`,
  roomName: (roomId) => (roomId === general ? 'general' : undefined),
};

function setupReport(parts: Partial<DeviceDiagnostics> = {}) {
  const report = deviceReport(buildDiagnostics(parts), context);
  const figure = (title: string) => report.figures.find((one) => one.title === title);
  const fact = (title: string) => report.facts.find((one) => one.title === title)?.value;
  return { report, figure, fact, text: reportText('Heading', [report]) };
}

const away = { type: 'reconnecting', since: morning, nextTryAt: morning, problem: { type: 'timed_out' } } as const;
const hole = { found: 2, mended: 2, open: 0 };

describe('the report of a device', () => {
  it('says that all is well where nothing is missing', () => {
    const { report, figure, fact } = setupReport();
    expect([report.summary, report.isWell]).toEqual([
      'Everything up to entry 1,240 is here, and nothing is missing.',
      true,
    ]);
    expect(figure('Gaps found')).toMatchObject({ value: '0', isBad: false });
    expect(fact('The server’s log')).toBe('Never went back');
    expect(fact('Newest entry here')).toBe('1,240 of 1,240');
    expect(fact('Version')).toBe('Hallway 0.1.0');
    expect(fact('This session')).toMatch(/^Since \d\d:\d\d: connected once, lost never$/u);
    expect(report.table).toMatchObject({ rows: [], footer: 'No gap has been noticed since this history began.' });
  });

  it('[D8] tells gaps by their rooms, by name, and which are open', () => {
    const { report, figure } = setupReport({
      holes: [
        { stream: roomStream(general), found: 3, mended: 1, open: 1 },
        { stream: serverStream, ...hole },
        { stream: roomStream(roomIdOf('z')), ...hole },
      ],
    });
    expect(report.summary).toBe('1 gap is open: what is missing is being fetched.');
    expect(figure('Gaps found')).toMatchObject({
      value: '7',
      isBad: true,
      note: '5 mended, 1 open, 1 no longer to be had',
    });
    expect(report.table.rows.map(({ cells }) => cells)).toEqual([
      ['general', '3', '1', '1'],
      ['People and their names', '2', '2', '0'],
      ['A room that is gone', '2', '2', '0'],
    ]);
    expect(setupReport({ holes: [{ stream: serverStream, ...hole }] }).figure('Gaps found')?.note).toBe('all mended');
  });

  const givenUp = { stream: serverStream, found: 3, mended: 2, open: 0 };
  it.each<[Partial<DeviceDiagnostics>, string]>([
    [{ gaps: 3 }, 'Everything new is here; older history of 3 stretches is still to be fetched.'],
    [{ holes: [givenUp] }, 'Everything new is here; 1 gap can no longer be filled.'],
    [
      { gaps: 1, holes: [givenUp] },
      'Everything new is here; older history of 1 stretch is still to be fetched; 1 gap can no longer be filled.',
    ],
  ])('[D8] does not say that nothing is missing where something is: %j', (parts, summary) => {
    const { report } = setupReport(parts);
    expect([report.summary, report.isWell]).toEqual([summary, false]);
  });

  const problem = { type: 'timed_out' } as const;
  it.each<[ConnectionState, RegExp]>([
    [{ type: 'connecting' }, /goes out once it is connected\.$/u],
    [{ type: 'pending', door: 'knock', digits: null, claim: null, refusal: null }, /goes out once you are let in\.$/u],
    [{ type: 'catching_up' }, /is being fetched\.$/u],
    [{ type: 'healing' }, /gives back what it holds\..*goes out when that is done\.$/u],
    [{ type: 'reconnecting', since: 0, nextTryAt: 0, problem }, /goes out by itself\.$/u],
    [{ type: 'offline', since: null }, /^Left\. Nothing comes and nothing goes out until you connect again\.$/u],
    [{ type: 'refused', problem }, /does not go out before the reason below is gone\.$/u],
  ])('[D11] says what becomes of what is written: %j', (connection, summary) => {
    const { report } = setupReport({ connection });
    expect(report.summary).toMatch(summary);
    expect(report.isWell).toBe(false);
  });

  it('[I7] says why the server keeps nothing of what waits, and what becomes of it', () => {
    const { report, fact } = setupReport({ holdup: { type: 'server_disk_full' }, outbox: { waiting: 2, failed: 0 } });
    expect([report.summary, report.isWell]).toEqual([
      'because of server_disk_full What you write waits here and goes out by itself.',
      false,
    ]);
    expect(fact('Held up')).toBe('because of server_disk_full');
    expect(setupReport().fact('Held up')).toBeUndefined();
  });

  it('[H7] tells what came back to a server that lost something', () => {
    const healed = { startedAt: morning, returned: 34, givers: [], missing: 2, closedRooms: 1 };
    expect(setupReport({ healed }).fact('Came back to the server')).toBe(
      '34 entries back, 2 known to be missing, 1 private room still closed',
    );
    expect(setupReport().fact('Came back to the server')).toBeUndefined();
  });

  it('says why it is out of reach, and knows no clock then', () => {
    const { report, figure, fact } = setupReport({
      connection: away,
      address: null,
      clock: null,
      outbox: { waiting: 4, failed: 2 },
      session: buildSession({ connections: 3, losses: 2, lastLoss: { at: morning, problem: away.problem } }),
    });
    expect([report.summary, report.isWell]).toEqual([
      'Out of reach. What you write waits here and goes out by itself.',
      false,
    ]);
    expect(fact('Reason')).toBe('because of timed_out');
    expect(fact('Address')).toBe('Not connected');
    expect(fact('Lost last')).toMatch(/: because of timed_out$/u);
    expect(figure('Answer time')).toMatchObject({ value: '–', note: 'it cannot be asked just now' });
    expect(figure('Waiting to be sent')).toMatchObject({ value: '4', note: '2 refused', isBad: true });
  });

  const limits = { framesMalformed: 1, framesRefused: 0, repliesRefused: 0, readsSlowed: 2, backlogsDropped: 0 };
  it('[D12] tells by what the server went too far, also in what is copied, and nothing where it did not', () => {
    const { fact, text } = setupReport({ session: buildSession({ limits }) });
    expect(fact('Server went too far')).toBe('1 frame could not be read; read more slowly 2 times');
    expect(text).toContain('Server went too far: 1 frame could not be read; read more slowly 2 times\n');
    expect(setupReport().fact('Server went too far')).toBeUndefined();
  });

  it.each([
    [
      'en',
      '1 frame could not be read; 2 frames refused, too large or no text; 3 answers refused, too large or going nowhere; read more slowly 4 times; cut off 5 times, too much waited for the disk',
    ],
    [
      'zh-CN',
      '1 帧无法读取；拒绝 2 帧，过大或不是文本；拒绝 3 个应答，过大或没有结果；放慢读取 4 次；因等待写入的内容过多断开 5 次',
    ],
  ] as const)('[D12] has words in %s for every limit that is counted', (language, text) => {
    const counts = { framesMalformed: 1, framesRefused: 2, repliesRefused: 3, readsSlowed: 4, backlogsDropped: 5 };
    expect(dictionaries[language].diagnostics.device.limits(counts)).toBe(text);
  });

  it.each([
    [0.5, 2.4, 'in step', 'give or take 3 ms'],
    [-2, 2.4, 'in step', 'give or take 3 ms'],
    [38, 2.4, '+38 ms', 'ahead, give or take 3 ms'],
    [-125_000, 2.4, '\u22122 mins', 'behind, give or take 3 ms'],
  ])('tells a clock that is %d ms off, asked in %d ms', (offsetMs, roundTripMs, ...[value, note]) => {
    const { figure } = setupReport({ clock: { offsetMs, roundTripMs, readAt: morning } });
    expect(figure('The server’s clock')).toMatchObject({ value, note });
  });

  it('tells what was renewed, set aside and not fetched yet', () => {
    const { fact } = setupReport({
      epoch: { epoch: 3, epochId: 'e'.repeat(26) as never },
      gaps: 2,
      setAside: 1,
      positionSeq: null,
      renewals: [{ file: '/data/n.db.damaged-1', lostCommands: 0, at: morning }],
    });
    expect(fact('The server’s log')).toBe('Went back to an older state 2 times');
    expect(fact('Newest entry here')).toBe('Nothing');
    expect(fact('Older history not here yet')).toBe('2 stretches');
    expect(fact('Only here')).toBe('1 entry that the server has lost, or has differently');
    expect(fact('Damaged here')).toMatch(/The damaged file: .*n\.db\.damaged-1/u);
  });

  it('is text with a fact a line, and none of the marks that a screen wants', () => {
    const { text } = setupReport({ holes: [{ stream: roomStream(general), ...hole }] });
    expect(text.split('\n').slice(0, 5)).toEqual([
      'Heading',
      '',
      'This computer and Nordlicht',
      'Everything up to entry 1,240 is here, and nothing is missing.',
      'Gaps found: 2 (all mended)',
    ]);
    expect(text).toContain('Room | Found | Mended | Open\ngeneral | 2 | 2 | 0\n');
    expect(text).not.toMatch(/[\u2066-\u2069]/u);
  });
});
