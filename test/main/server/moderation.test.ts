import { describe, expect, it } from 'vitest';
import { undoableMs } from '#shared/domain/standing.ts';
import type { AuditEntry } from '#shared/domain/audit.ts';
import type { CommandKind } from '#shared/domain/command.ts';
import type { CommandId, ReportId } from '#shared/domain/ids.ts';
import type { RequestResult } from '#shared/protocol/request.ts';
import { firstRoom, setupChatServer } from './chat-server-world.ts';
import type { TestClient } from './test-client.ts';

/** A server with two owners, a moderator, and two members who can read the first room; everybody is live. */
async function setupHouse() {
  const world = await setupChatServer();
  const [olga, owen, mo, ann, ben] = [
    await world.join(1),
    await world.join(2),
    await world.join(3),
    await world.join(4),
    await world.join(5),
  ];
  for (const { personId } of [olga, owen])
    await world.server.act({ kind: 'person.setRole', body: { personId, role: 'owner' } });
  await world.server.act({ kind: 'person.setRole', body: { personId: mo.personId, role: 'moderator' } });
  const roomId = await firstRoom(world);
  for (const client of [ann, ben]) client.sendCommand('room.join', { roomId });
  await world.settle();
  const everybody = [olga, owen, mo, ann, ben];

  async function act(client: TestClient, kind: CommandKind, body: object) {
    client.sendCommand(kind, body as never);
    await world.settle();
    return client.take().find(({ type }) => type === 'accepted' || type === 'refused');
  }

  async function ask<Name extends 'report.list' | 'audit.list'>(client: TestClient, name: Name, params: object) {
    client.sendRequest(name, params as never);
    await world.settle();
    const [reply] = client.takeOf('reply');
    return reply as { readonly result?: RequestResult<Name>; readonly error?: { readonly type: string } };
  }
  const reports = async (client: TestClient, of: 'open' | 'closed' | 'own') =>
    (await ask(client, 'report.list', { of })).result?.reports ?? null;
  const audit = async (client: TestClient, params: object = {}) =>
    (await ask(client, 'audit.list', { maxEntries: 100, ...params })).result?.entries ?? null;

  /** Ben says something, and Ann reports it. */
  async function reportWords(text = 'you are all fools') {
    ben.sendCommand('message.send', { roomId, content: { type: 'text', text } });
    await world.settle();
    const said = ben.takeOf('accepted').at(-1);
    const message = { roomId, commandId: said?.['commandId'] as CommandId };
    for (const client of everybody) client.take();
    ann.sendCommand('report.create', { personId: ben.personId, message, reason: 'rude', text: 'at lunch' });
    await world.settle();
    return message;
  }
  for (const client of everybody) client.take();
  return { world, olga, owen, mo, ann, ben, roomId, everybody, act, ask, reports, audit, reportWords };
}

const reportsTold = (client: TestClient) =>
  client.takeOf('signal').flatMap((frame) => (frame['name'] === 'reports' ? [frame['params']] : []));

describe('a report', () => {
  it('[T16] goes to owners and moderators, with the words as they stand in the log', async () => {
    const { mo, olga, ann, ben, roomId, reports, reportWords } = await setupHouse();
    const message = await reportWords();
    expect(reportsTold(mo)).toEqual([{ open: 1 }]);
    const told = { ...message, roomId, roomName: 'general', text: 'you are all fools' };
    const report = { reporter: ann.personId, personId: ben.personId, reason: 'rude', text: 'at lunch', closing: null };
    for (const client of [mo, olga])
      expect(await reports(client, 'open')).toMatchObject([{ ...report, message: told }]);
  });

  it('[T16] is told to nobody else: no frame of it, and no answer', async () => {
    const { olga, mo, ben, ask, reportWords } = await setupHouse();
    await reportWords();
    expect(ben.take()).toEqual([]);
    for (const keeper of [olga, mo])
      expect(keeper.take().map(({ type, name }) => name ?? type)).toEqual(['reports', 'position']);
    for (const of of ['open', 'closed'])
      expect(await ask(ben, 'report.list', { of })).toMatchObject({ error: { type: 'not_allowed' } });
    expect((await ask(ben, 'report.list', { of: 'own' })).result?.reports).toEqual([]);
  });

  it('[T16] about an owner or moderator is seen by the others, and by them in no way', async () => {
    const { olga, owen, mo, ann, act, reports, audit, ask } = await setupHouse();
    await act(ann, 'report.create', { personId: olga.personId, reason: 'other', text: '' });
    expect(reportsTold(olga)).toEqual([]);
    expect(reportsTold(owen)).toEqual([{ open: 1 }]);
    expect(await reports(olga, 'open')).toEqual([]);
    const [report] = (await reports(mo, 'open')) ?? [];
    const reportId = report?.reportId as ReportId;
    const answer = await act(olga, 'report.close', { reportId, outcome: 'none' });
    expect(answer).toMatchObject({ type: 'refused', error: { type: 'invalid_body', path: 'reportId' } });
    await act(mo, 'report.close', { reportId, outcome: 'warned' });
    expect(await reports(olga, 'closed')).toEqual([]);
    const closings = { kinds: ['report.closed'] };
    expect(await audit(olga, closings)).toEqual([]);
    expect(await audit(owen, closings)).toMatchObject([{ subject: olga.personId, outcome: 'warned' }]);
    expect(
      (await ask(olga, 'audit.list', { maxEntries: 100, personId: olga.personId, ...closings })).result?.entries,
    ).toEqual([]);
  });

  it('[T16] ends for everybody who waits, and whoever made it hears how and not by whom', async () => {
    const { olga, mo, ann, act, reports, reportWords } = await setupHouse();
    await reportWords();
    const [report] = (await reports(mo, 'open')) ?? [];
    expect(await reports(ann, 'own')).toMatchObject([{ reportId: report?.reportId, closing: null }]);
    olga.take();
    await act(mo, 'report.close', { reportId: report?.reportId, outcome: 'warned' });
    expect(reportsTold(olga)).toEqual([{ open: 0 }]);
    expect(await reports(olga, 'open')).toEqual([]);
    expect(await reports(olga, 'closed')).toMatchObject([{ closing: { closedBy: mo.personId, outcome: 'warned' } }]);
    expect(await reports(ann, 'own')).toMatchObject([{ closing: { closedBy: null, outcome: 'warned' } }]);
  });

  it('[T16] is counted for whoever comes in, or is made a moderator', async () => {
    const { world, mo, ann, reportWords } = await setupHouse();
    await reportWords();
    await world.server.act({ kind: 'person.setRole', body: { personId: ann.personId, role: 'moderator' } });
    await world.settle();
    expect(reportsTold(ann)).toEqual([{ open: 1 }]);
    mo.take();
    await world.resume(mo);
    expect(reportsTold(mo)).toEqual([{ open: 1 }]);
  });

  it('[T16] is counted no more for whoever is no moderator any more', async () => {
    const { world, mo, reportWords } = await setupHouse();
    await reportWords();
    mo.take();
    await world.server.act({ kind: 'person.setRole', body: { personId: mo.personId, role: 'member' } });
    await world.settle();
    expect(reportsTold(mo)).toEqual([{ open: 0 }]);
  });

  it('[T16] comes in pages, the newest first', async () => {
    const { world, mo, ann, ask } = await setupHouse();
    const others = [];
    for (let number = 10; number < 30; number += 1) others.push((await world.admit(number)).personId);
    for (const personId of others) ann.sendCommand('report.create', { personId, reason: 'spam', text: '' });
    await world.settle();
    const first = (await ask(mo, 'report.list', { of: 'open' })).result;
    const second = (await ask(mo, 'report.list', { of: 'open', before: first?.next })).result;
    const listed = [...(first?.reports ?? []), ...(second?.reports ?? [])].map(({ personId }) => personId);
    expect(listed).toEqual(others.toReversed());
    expect(second?.next).toBeNull();
  });
});

describe('a block', () => {
  it('[T15] is told to nobody, and changes nothing that the blocked person gets', async () => {
    const { world, ann, ben, mo, olga, roomId, act } = await setupHouse();
    const accepted = await act(ann, 'person.setBlock', { personId: ben.personId, isBlocked: true });
    expect(accepted).toMatchObject({ type: 'accepted', header: { stream: `person:${ann.personId}` } });
    for (const client of [ben, mo, olga]) expect(client.take()).toEqual([]);
    const opened = await act(ben, 'direct.open', { personIds: [ann.personId] });
    expect(opened).toMatchObject({ type: 'accepted' });
    expect(ann.takeOf('stream.opened')).toHaveLength(1);
    const said = await act(ben, 'message.send', { roomId: opened?.['roomId'], content: { type: 'text', text: 'Hi' } });
    expect(said).toMatchObject({ type: 'accepted' });
    await act(ben, 'message.send', { roomId, content: { type: 'text', text: 'Hi all' } });
    await world.settle();
    expect(ann.takeOf('event')).toHaveLength(2);
  });

  it('[T15] stands in the snapshot of whoever set it, and in no other', async () => {
    const { world, ann, ben, act } = await setupHouse();
    await act(ann, 'person.setBlock', { personId: ben.personId, isBlocked: true });
    const blocked = async (client: TestClient) => {
      await world.resume(client);
      const parts = client.takeOf('reply').map(({ result }) => result as { blocked?: string[] });
      return parts.find((part) => 'people' in part)?.blocked;
    };
    expect(await blocked(ann)).toEqual([ben.personId]);
    expect(await blocked(ben)).toBeUndefined();
    await act(ann, 'person.setBlock', { personId: ben.personId, isBlocked: false });
    expect(await blocked(ann)).toBeUndefined();
  });

  it('[T15, T17] stands in no audit', async () => {
    const { olga, ann, ben, act, audit } = await setupHouse();
    await act(ann, 'person.setBlock', { personId: ben.personId, isBlocked: true });
    expect(JSON.stringify(await audit(olga, { personId: ann.personId }))).not.toContain(ben.personId);
  });
});

describe('the audit', () => {
  it('[T17] is for owners alone', async () => {
    const { mo, ben, ask } = await setupHouse();
    for (const client of [mo, ben])
      expect(await ask(client, 'audit.list', { maxEntries: 10 })).toMatchObject({ error: { type: 'not_allowed' } });
  });

  it('[T17] says who did what to whom, the newest first, and what stood before', async () => {
    const { olga, mo, ben, act, audit } = await setupHouse();
    await act(olga, 'person.setRole', { personId: ben.personId, role: 'guest' });
    await act(mo, 'person.setStanding', { personId: ben.personId, standing: 'removed' });
    const [removed, demoted] = (await audit(olga)) ?? [];
    expect(removed).toMatchObject({
      kind: 'person.standingSet',
      personId: mo.personId,
      subject: ben.personId,
      standing: 'removed',
      undo: { until: (removed?.at ?? 0) + undoableMs, standing: 'active' },
      isUndone: false,
    });
    expect(demoted).toMatchObject({ kind: 'person.roleSet', role: 'guest', undo: { role: 'member' } });
    expect(JSON.stringify([removed, demoted])).not.toContain('salt');
  });

  it('[T17] is asked by person, kind and time, and in pages', async () => {
    const { world, olga, mo, ann, ben, act, audit, ask } = await setupHouse();
    await act(olga, 'person.setRole', { personId: ann.personId, role: 'guest' });
    await world.wait(60_000);
    const since = world.clock.now();
    await act(mo, 'person.setStanding', { personId: ben.personId, standing: 'deactivated' });
    const kindsOf = (entries: readonly AuditEntry[] | null) => entries?.map(({ kind }) => kind);
    expect(kindsOf(await audit(olga, { from: since }))).toEqual(['person.standingSet']);
    expect(kindsOf(await audit(olga, { to: since - 1, kinds: ['person.standingSet'] }))).toEqual([]);
    expect(
      kindsOf(await audit(olga, { personId: ben.personId, kinds: ['person.standingSet', 'person.roleSet'] })),
    ).toEqual(['person.standingSet']);
    const all = (await audit(olga)) ?? [];
    const paged: AuditEntry[] = [];
    for (let before: number | null | undefined; before !== null;) {
      const page = (await ask(olga, 'audit.list', { maxEntries: 2, ...(before === undefined ? {} : { before }) }))
        .result;
      paged.push(...(page?.entries ?? []));
      before = page?.next ?? null;
    }
    expect(paged).toEqual(all);
  });

  it('[T17] shows what was given back by a command that names it, which is an act too', async () => {
    const { olga, ben, act, audit } = await setupHouse();
    await act(olga, 'person.setStanding', { personId: ben.personId, standing: 'banned' });
    const [banned] = (await audit(olga)) ?? [];
    const undoes = { personId: banned?.personId, commandId: banned?.commandId };
    expect(await act(olga, 'person.setStanding', { personId: ben.personId, standing: 'active', undoes })).toMatchObject(
      { type: 'accepted' },
    );
    const [restored, undone] = (await audit(olga)) ?? [];
    expect(restored).toMatchObject({ standing: 'active', undoes, undo: { standing: 'banned' } });
    expect(undone).toMatchObject({ commandId: banned?.commandId, isUndone: true });
    expect(undone).not.toHaveProperty('undo');
  });

  it('[T17] refuses an undoing that names nothing of the kind', async () => {
    const { olga, ann, ben, act, audit } = await setupHouse();
    await act(olga, 'person.setRole', { personId: ben.personId, role: 'guest' });
    const [demoted] = (await audit(olga)) ?? [];
    const undoes = { personId: demoted?.personId, commandId: demoted?.commandId };
    await act(olga, 'person.setRole', { personId: ann.personId, role: 'guest' });
    // What stood before for the other one would be right.
    expect(await act(olga, 'person.setRole', { personId: ann.personId, role: 'member', undoes })).toMatchObject({
      error: { type: 'invalid_body', path: 'undoes', problem: 'no act on the same has this id' },
    });
  });

  it('[T17] gives back what was taken less than 30 days ago', async () => {
    const { world, olga, ben, act, audit } = await setupHouse();
    await act(olga, 'person.setRole', { personId: ben.personId, role: 'guest' });
    const [demoted] = (await audit(olga)) ?? [];
    const undoes = { personId: demoted?.personId, commandId: demoted?.commandId };
    world.clock.setNow(world.clock.now() + undoableMs);
    expect(await act(olga, 'person.setRole', { personId: ben.personId, role: 'member', undoes })).toMatchObject({
      error: { type: 'too_late' },
    });
  });

  it('[T17] has of rooms what everybody can see', async () => {
    const { olga, ann, roomId, act, audit } = await setupHouse();
    const body = { name: 'plans', topic: '', visibility: 'private', history: 'joined' };
    const made = await act(ann, 'room.create', body);
    await act(ann, 'room.rename', { roomId: made?.['roomId'], name: 'secret plans' });
    await act(ann, 'room.rename', { roomId, name: 'hall' });
    expect(await audit(olga, { kinds: ['room.renamed'] })).toMatchObject([{ roomId, text: 'hall' }]);
    expect(JSON.stringify(await audit(olga))).not.toContain('secret');
  });

  it('[T17] tells whoever runs the server all of it', async () => {
    const { world, olga, mo, ann, act, reports } = await setupHouse();
    await act(ann, 'report.create', { personId: olga.personId, reason: 'other', text: '' });
    const [report] = (await reports(mo, 'open')) ?? [];
    await act(mo, 'report.close', { reportId: report?.reportId, outcome: 'none' });
    const page = await world.log.listAudit(null, { maxEntries: 1 });
    expect(page).toMatchObject({ ok: true, value: { entries: [{ kind: 'report.closed', subject: olga.personId }] } });
  });
});
