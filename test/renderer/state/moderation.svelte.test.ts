import { describe, expect, it } from 'vitest';
import { auditSentence, undoSentence, type AuditSpeech } from '#renderer/state/audit-sentence.ts';
import { Audit } from '#renderer/state/audit.svelte.ts';
import { Reports } from '#renderer/state/reports.svelte.ts';
import { en } from '#renderer/i18n/en.ts';
import { zhCn } from '#renderer/i18n/zh-cn.ts';
import { auditKinds } from '#shared/domain/audit.ts';
import { err, ok } from '#shared/result.ts';
import { commandIdOf, jonas, mara, nordlicht } from '#test/main/terminal/builders.ts';
import { createScriptedChat } from '#test/main/terminal/scripted-chat.ts';
import { createFakeClock } from '#test/support/fake-clock.ts';
import { buildAct, buildReport, devon, reportIdOf, sampleActs } from '#test/support/moderation.ts';
import { settle, steadyClient } from '../steady-client.ts';

function setupChat() {
  const scripted = createScriptedChat();
  const asked = (name: string) => scripted.calls.filter((call) => call.name === name).map(({ params }) => params);
  return { scripted, chat: steadyClient(scripted.chat), clock: createFakeClock(), asked };
}

describe('[T16] reports that somebody looks at', () => {
  async function setupReports() {
    const world = setupChat();
    const pages = new Map<number | undefined, ReturnType<typeof buildReport>[]>([
      [undefined, [buildReport()]],
      [5, [buildReport({ reportId: reportIdOf('s') })]],
    ]);
    world.scripted.answer('report.list', async ({ before }) =>
      ok({ reports: pages.get(before) ?? [], next: before === undefined ? 5 : null }),
    );
    const reports = new Reports({ chat: world.chat, serverId: nordlicht, of: 'open' });
    await settle();
    return { ...world, pages, reports };
  }

  it('come page by page, and anew when another number waits', async () => {
    const { scripted, reports, pages } = await setupReports();
    await reports.more();
    expect(reports.list.map(({ reportId }) => reportId)).toEqual([reportIdOf('r'), reportIdOf('s')]);
    expect(reports.next).toBeNull();
    pages.set(undefined, []);
    scripted.server({ reports: 4 });
    await settle();
    expect(reports.list).toEqual([]);
  });

  it('go from the list as they are closed, and come back where that is refused', async () => {
    const { scripted, reports, asked } = await setupReports();
    const [report = buildReport()] = reports.list;
    const queued = await reports.settle(report, 'warned');
    expect(asked('report.close')).toEqual([{ serverId: nordlicht, reportId: reportIdOf('r'), outcome: 'warned' }]);
    expect(reports.list).toEqual([]);
    const { commandId } = queued.ok
      ? (queued.value as { commandId: ReturnType<typeof commandIdOf> })
      : { commandId: commandIdOf(0) };
    const refusal = {
      serverId: nordlicht,
      commandId,
      kind: 'report.close',
      roomId: null,
      reason: { type: 'not_allowed' },
    };
    scripted.emit('command.failed', refusal);
    await settle();
    expect(reports.list).toHaveLength(1);
  });

  it('say why they cannot be read, and nothing after they are closed', async () => {
    const { scripted, reports } = await setupReports();
    scripted.answer('report.list', async () => err({ type: 'server_unreachable' }));
    await reports.read();
    expect(reports.problem).toEqual({ type: 'server_unreachable' });
    reports.close();
    scripted.answer('report.list', async () => ok({ reports: [], next: null }));
    await reports.read();
    expect(reports.problem).toEqual({ type: 'server_unreachable' });
  });
});

describe('[T17] the audit that an owner looks at', () => {
  async function setupAudit() {
    const world = setupChat();
    world.scripted.answer('audit.list', async ({ before }) =>
      ok({
        entries: before === undefined ? [buildAct()] : [buildAct({ seq: 2 })],
        next: before === undefined ? 9 : null,
      }),
    );
    const audit = new Audit({ chat: world.chat, clock: world.clock, serverId: nordlicht });
    await settle();
    return { ...world, audit };
  }

  it('comes page by page, of the person, the kinds and the time that are asked for', async () => {
    const { audit, asked, clock } = await setupAudit();
    await audit.more();
    expect(audit.entries.map(({ seq }) => seq)).toEqual([9, 2]);
    audit.change({ personId: jonas, group: 'rooms', time: 'week' });
    await settle();
    expect(asked('audit.list')).toEqual([
      { serverId: nordlicht },
      { serverId: nordlicht, before: 9 },
      {
        serverId: nordlicht,
        personId: jonas,
        kinds: ['room.renamed', 'room.memberRemoved'],
        from: clock.now() - 7 * 86_400_000,
      },
    ]);
    await audit.export('csv');
    expect(asked('audit.export')).toMatchObject([
      { format: 'csv', personId: jonas, kinds: ['room.renamed', 'room.memberRemoved'] },
    ]);
  });

  it('is read anew once what was undone is on the server', async () => {
    const { audit, asked, scripted } = await setupAudit();
    const entry = buildAct({ undo: { until: 1, role: 'member' } });
    await audit.undo(entry);
    expect(asked('audit.undo')).toEqual([{ serverId: nordlicht, entry }]);
    scripted.server({ outbox: { waiting: 1, failed: 0 } });
    await settle();
    expect(asked('audit.list')).toHaveLength(1);
    // What waits for a closed room is not waited for.
    scripted.server({ outbox: { waiting: 2, failed: 0, held: 2 } });
    await settle();
    expect(asked('audit.list')).toHaveLength(2);
  });
});

describe.each([
  ['English', en],
  ['Chinese', zhCn],
])('[T17] every act in %s', (_language, words) => {
  const speech: AuditSpeech = {
    words,
    person: (personId) => ({ [mara]: 'Mara', [jonas]: 'Jonas', [devon]: 'Devon' })[personId] ?? '?',
    room: () => 'lunch',
    moment: () => 'soon',
  };

  it('has a sentence of its own, with who did it', () => {
    const acts = sampleActs(Number.MAX_SAFE_INTEGER);
    expect(new Set(acts.map(({ kind }) => kind)).size).toBe(auditKinds.length);
    const sentences = acts.map((act) => auditSentence(speech, act));
    for (const sentence of sentences) expect(sentence).toMatch(/^(Mara|Jonas)/u);
    expect(new Set(sentences).size).toBe(sentences.length);
  });

  it('[T8] says what was typed without what turns the sentence around or cannot be seen', () => {
    for (const kind of ['invite.created', 'room.renamed'] as const) {
      const sentence = auditSentence(speech, buildAct({ kind, text: '\u202e\u001bevil\u200b' }));
      expect(sentence).toContain('evil');
      expect(sentence).not.toMatch(/[\u202e\u001b\u200b]/u);
    }
  });

  it('says what is so again once it is undone, where it can be', () => {
    const undoable = sampleActs(1).filter(({ undo }) => undo !== undefined);
    const sentences = undoable.map((act) => undoSentence(speech, act));
    expect(sentences.every((sentence) => (sentence ?? '') !== '')).toBe(true);
    expect(new Set(sentences).size).toBe(sentences.length);
    expect(undoSentence(speech, buildAct())).toBeNull();
  });
});
