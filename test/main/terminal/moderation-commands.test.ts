import { describe, expect, it } from 'vitest';
import type { ReportId } from '#shared/domain/ids.ts';
import type { ReportView } from '#shared/domain/report-view.ts';
import type { Refusal } from '#shared/domain/refusal.ts';
import type { Role } from '#shared/domain/role.ts';
import { ok } from '#shared/result.ts';
import {
  buildMessage,
  buildNotice,
  buildPerson,
  commandIdOf,
  general,
  jonas,
  mara,
  morning,
  nordlicht,
  personIdOf,
  placeOf,
  roomIdOf,
} from './builders.ts';
import { setupPeople } from './setup-people.ts';

const asked = (calls: readonly { readonly name: string; readonly params: unknown }[], name: string) =>
  calls.filter((call) => call.name === name).map(({ params }) => params);

describe('[T15] /block', () => {
  it('blocks somebody by name, and /unblock takes it back', async () => {
    const { news, type, calls } = await setupPeople({ state: { people: [buildPerson()] } });
    news();
    for (const line of ['/block Jonas', '/unblock "Jonas"', '/block Nobody']) await type(line);
    const at = { serverId: nordlicht, personId: jonas };
    expect(asked(calls, 'person.setBlock')).toEqual([
      { ...at, isBlocked: true },
      { ...at, isBlocked: false },
    ]);
    expect(news()).toEqual([
      'Blocked. They are not told; /unblock takes it back.',
      'You hear them again.',
      'There is no "Nobody" here.',
    ]);
  });

  it('keeps from the screen what they say, here and elsewhere', async () => {
    const { news, emit, pass } = await setupPeople({ state: { people: [buildPerson({ isBlocked: true })] } });
    news();
    const say = (roomId: typeof general, text: string, number: number) => {
      const item = buildMessage(text, { commandId: commandIdOf(number), key: `k${number}`, itemNumber: number });
      emit('timeline.changed', { serverId: nordlicht, roomId, items: [item], removed: [], isLive: true });
    };
    say(general, 'you fools', 51);
    say(roomIdOf('d'), 'you fools too', 52);
    await pass(0);
    const shown = news().join(' ');
    expect(shown).not.toContain('fools');
    expect(shown).toContain('hidden: you have blocked them');
  });

  it('shows what stood hidden in the room on the screen, once somebody hears them again', async () => {
    const { news, hear, pass, type } = await setupPeople({ state: { people: [buildPerson({ isBlocked: true })] } });
    hear('you fools');
    hear('and so on', { author: mara });
    hear('sorry');
    await pass(0);
    expect(news().join(' ')).toContain('/unblock NAME shows it');
    await type('/unblock Jonas');
    const [said, ...shown] = news();
    expect(said).toBe('You hear them again.');
    const text = shown.join(' ');
    expect(text).toMatch(/Jonas.*you fools.*sorry/u);
    expect(text).toContain('This was hidden here.');
    expect(text).not.toContain('and so on');
    await type('/unblock Jonas');
    expect(news()).toEqual(['You hear them again.']);
  });
});

describe('[T15] news of the room that stood hidden', () => {
  it('is shown where it stood among what was said, once somebody hears them again', async () => {
    const state = { people: [buildPerson({ isBlocked: true })] };
    const { news, emit, pass, type } = await setupPeople({ state, width: Infinity });
    const topic = (text: string, person: typeof jonas, number: number) =>
      buildNotice({ key: `n${number}`, place: placeOf(number), notice: 'room.topicSet', person, text });
    const items = [
      buildMessage('you fools', { itemNumber: 1 }),
      topic('fools here', jonas, 2),
      topic('lunch', mara, 3),
      topic('fools there', jonas, 4),
    ];
    emit('timeline.changed', { serverId: nordlicht, roomId: general, items, removed: [], isLive: true });
    await pass(0);
    const shown = news().join(' ');
    expect(shown).not.toContain('fools');
    expect(shown).toContain('changed the topic (hidden, /unblock NAME shows it)');
    await type('/unblock Jonas');
    const text = news().join(' ');
    expect(text).toMatch(/you fools.*fools here.*fools there.*This was hidden here\./u);
    expect(text).not.toContain('lunch');
  });
});

describe('[T16] /report', () => {
  it('sends a name, and words after a colon', async () => {
    const { news, type, calls } = await setupPeople({ state: { people: [buildPerson()] } });
    news();
    await type('/report Jonas: at lunch: rude');
    await type('/report Jonas');
    const report = { serverId: nordlicht, personId: jonas, reason: 'other' };
    expect(asked(calls, 'report.create')).toEqual([
      { ...report, text: 'at lunch: rude' },
      { ...report, text: '' },
    ]);
    expect(news()[0]).toBe('Reported to owners and moderators. Whom it is about does not see it.');
  });
});

describe('[T16] [T15] /report, /block and /unblock', () => {
  const state = {
    people: [buildPerson({ personId: mara, displayName: 'Mara', isMe: true }), buildPerson()],
  };

  it.each([
    ['/report', '/report needs the name of somebody. /people lists everybody.'],
    ['/report : rude', '/report needs the name of somebody. /people lists everybody.'],
    ['/block', '/block needs the name of somebody. /people lists everybody.'],
    ['/unblock ""', '/unblock needs the name of somebody. /people lists everybody.'],
    ['/report Mara: rude', 'This is you: /report is about somebody else. /people lists everybody.'],
    ['/block mara', 'This is you: /block is about somebody else. /people lists everybody.'],
  ])('%s says what it needs, and sends nothing', async (line, sentence) => {
    const { news, type, calls } = await setupPeople({ state });
    news();
    await type(line);
    expect(news()).toEqual([sentence]);
    expect([asked(calls, 'report.create'), asked(calls, 'person.setBlock')]).toEqual([[], []]);
  });

  it('[T16] says that somebody was reported only once the server has it', async () => {
    const { news, type, emit, server, pass } = await setupPeople({ state });
    news();
    server({ outbox: { waiting: 1, failed: 0 } });
    await type('/report Jonas');
    expect(news()).toEqual([]);
    const reason: Refusal = { type: 'not_allowed', action: 'report.person' };
    const failed = { commandId: commandIdOf(1), kind: 'report.create', roomId: null, reason };
    emit('command.failed', { serverId: nordlicht, ...failed });
    await pass(3_000);
    expect(news()).toEqual(['Not done: /report. Your role does not allow this here. Ask a moderator.']);
  });
});

const rude: ReportView = {
  reportId: roomIdOf('r') as string as ReportId,
  reporter: personIdOf('p'),
  personId: jonas,
  message: { roomId: general, commandId: commandIdOf(3), roomName: 'general', text: 'you\nfools', at: morning },
  reason: 'rude',
  text: 'at \u001b[2Jlunch',
  createdAt: morning,
  closing: null,
};
const gone: ReportView = {
  ...rude,
  reportId: roomIdOf('s') as string as ReportId,
  message: { roomId: general, commandId: commandIdOf(4), roomName: null, text: null, at: null },
  reason: 'other',
  text: '',
};

async function setupReports(reports: readonly ReportView[] = [rude, gone], role: Role = 'moderator') {
  const me = buildPerson({ personId: mara, displayName: 'Mara', isMe: true, role });
  const priya = buildPerson({ personId: personIdOf('p'), displayName: 'Priya' });
  const people = await setupPeople({ state: { people: [me, buildPerson(), priya] } });
  people.answer('report.list', async () => ok({ reports, next: null }));
  people.news();
  return people;
}

describe('[T16] /reports', () => {
  it('lists whom each is about, what they said, and what is said of it', async () => {
    const { type, news, calls } = await setupReports();
    await type('/reports');
    expect(asked(calls, 'report.list')).toEqual([{ serverId: nordlicht, of: 'open' }]);
    expect(news().slice(0, 6)).toEqual([
      '  1 Jonas  general · 10:42',
      '    "you fools"',
      '    Priya says it is rude to somebody: at ␛[2Jlunch',
      '  2 Jonas  in a direct chat · 10:42',
      '    The message cannot be read any more.',
      '    Priya says to look at it',
    ]);
  });

  it('closes the one of a number with what was done', async () => {
    const { type, news, calls } = await setupReports();
    await type('/reports');
    news();
    await type('/reports 2 Warned');
    expect(asked(calls, 'report.close')).toEqual([{ serverId: nordlicht, reportId: gone.reportId, outcome: 'warned' }]);
    expect(news()).toEqual(['The report about Jonas is closed: warned.']);
  });

  it.each<[Role, string, string]>([
    ['member', '/reports', 'Only owners and moderators of Nordlicht do this.'],
    ['owner', '/reports 7 warned', 'There is no open report of that number. /reports lists them.'],
    ['owner', '/reports 1', '/reports N OUTCOME closes one, and says what was done: none, warned,'],
    ['owner', '/reports 1 shot', '/reports N OUTCOME closes one, and says what was done: none, warned,'],
  ])('of a %s: %s closes nothing', async (role, line, sentence) => {
    const { type, news, calls } = await setupReports([rude], role);
    await type(line);
    expect(asked(calls, 'report.close')).toEqual([]);
    expect(news().join(' ')).toContain(sentence);
  });

  it('says that nothing is reported, and tells of what is, whenever more is', async () => {
    const { type, news, server, pass, answer } = await setupReports([]);
    await type('/reports');
    expect(news()).toEqual(['Nothing is reported.']);
    for (const reports of [[rude], [rude], [], [rude, gone]]) {
      answer('report.list', async () => ok({ reports, next: null }));
      server({ reports: reports.length });
      await pass(0);
    }
    expect(news().join(' ')).toBe(
      'Something was reported: 1 report waits at Nordlicht. /reports shows what. Something was reported: 2 reports wait at Nordlicht. /reports shows what.',
    );
  });
});
