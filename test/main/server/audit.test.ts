import { describe, expect, it } from 'vitest';
import { serverMigrations } from '#main/storage/migrations/server-migrations.ts';
import { openMemoryDatabase } from '#main/storage/open-database.ts';
import type { AuditEntry } from '#shared/domain/audit.ts';
import type { ReportId } from '#shared/domain/ids.ts';
import { undoDraft } from '#shared/domain/undo-draft.ts';
import { utf8Bytes } from '#shared/domain/text.ts';
import { limits } from '#shared/protocol/limits.ts';
import type { RequestParams, RequestResult } from '#shared/protocol/request.ts';
import { deviceKeyOf, inviteIdOf } from '#test/support/sample-ids.ts';
import { firstRoom, setupChatServer, type ChatServerWorldOptions } from './chat-server-world.ts';

type Page = RequestResult<'audit.list'>;

/** A server with an owner who reads what a member does in the first room. */
async function setupAudit(options: ChatServerWorldOptions = {}) {
  const world = await setupChatServer(options);
  const [olga, mal] = [await world.join(1), await world.join(2)];
  await world.server.act({ kind: 'person.setRole', body: { personId: olga.personId, role: 'owner' } });
  const roomId = await firstRoom(world);
  mal.sendCommand('room.join', { roomId });
  await world.settle();
  olga.take();

  async function rename(name: string) {
    mal.take();
    mal.sendCommand('room.rename', { roomId, name });
    await world.settle();
    expect(mal.take().map(({ type }) => type)).toContain('accepted');
    olga.take();
  }

  /** The bytes of the frame beside what it says. */
  async function list(params: Partial<RequestParams<'audit.list'>> = {}) {
    olga.sendRequest('audit.list', { maxEntries: 100, ...params });
    await world.settle();
    const [reply] = olga.takeOf('reply');
    return { ...(reply?.['result'] as Page), bytes: utf8Bytes(JSON.stringify(reply)) };
  }
  return { world, olga, mal, roomId, rename, list };
}

describe('a page of the audit', () => {
  it('[T8, T17] tells names as everybody sees them, and fits into a frame whatever was typed', async () => {
    const { world, olga, rename, list } = await setupAudit({ limits: { maxRenameBurst: 100 } });
    for (let index = 0; index < 100; index += 1) {
      if (index % 20 === 0) await world.wait(2_000);
      await rename(`${'\u0001'.repeat(254)}hall ${index}`);
    }
    const { entries, bytes } = await list({ kinds: ['room.renamed'] });
    expect(entries.map(({ text }) => text)).toEqual(Array.from({ length: 100 }, (_, index) => `hall ${99 - index}`));
    expect(bytes).toBeLessThan(limits.maxFrameBytes);
    expect(olga.closed).toBeNull();
  });

  it('[T8, T17] tells the note of an invite without what steers a terminal', async () => {
    const { world, olga, list } = await setupAudit();
    const invite = {
      inviteId: inviteIdOf(1),
      role: 'member',
      maxUses: 1,
      expiresAt: world.clock.now() + 60_000,
    } as const;
    olga.sendCommand('invite.create', { ...invite, roomIds: [], note: '\u001b[2Jfor\nAnn\u202e' });
    await world.settle();
    olga.take();
    expect((await list({ kinds: ['invite.created'] })).entries).toMatchObject([{ text: '[2Jfor Ann' }]);
  });

  it('[T16, H6] leaves out for owners a closing whose report has not come back, which may be about them', async () => {
    const db = openMemoryDatabase(serverMigrations);
    const { world, olga, mal, list } = await setupAudit({ db });
    const mo = await world.join(3);
    await world.server.act({ kind: 'person.setRole', body: { personId: mo.personId, role: 'moderator' } });
    mal.sendCommand('report.create', { personId: olga.personId, reason: 'other', text: '' });
    await world.settle();
    const [row] = db.query<[], { reportId: ReportId }>('SELECT reportId FROM reports').all();
    mo.sendCommand('report.close', { reportId: row?.reportId as ReportId, outcome: 'warned' });
    await world.settle();
    db.change<[]>('DELETE FROM reports').run();
    olga.take();
    expect((await list({ kinds: ['report.closed'] })).entries).toEqual([]);
    const page = await world.log.listAudit(null, { maxEntries: 100, kinds: ['report.closed'] });
    expect(page).toMatchObject({ ok: true, value: { entries: [{ outcome: 'warned' }] } });
  });

  it('[T17] takes no act for undone by what a command of another kind says of it', async () => {
    const { world, mal, roomId, rename, list } = await setupAudit();
    await rename('hall');
    const [first] = (await list({ kinds: ['room.renamed'] })).entries;
    const undoes = { personId: mal.personId, commandId: first?.commandId };
    mal.sendCommand('room.rename', { roomId, name: 'lobby', undoes } as never);
    await world.settle();
    expect((await list({ kinds: ['room.renamed'] })).entries.map(({ isUndone }) => isUndone)).toEqual([false, false]);
  });

  it('[T8, T17] tells of whom somebody vouched, what was linked and revoked, and offers to put out what is there', async () => {
    const { world, olga, mal, list } = await setupAudit();
    const run = async (client: typeof olga, ...command: Parameters<typeof olga.sendCommand>) => {
      client.take();
      client.sendCommand(...command);
      await world.settle();
      expect(client.take().map(({ type }) => type)).toContain('accepted');
    };
    const [device, other] = [deviceKeyOf(41), deviceKeyOf(42)];
    const subject = mal.personId;
    const kinds = ['device.linked', 'device.vouched', 'device.revoked'] as const;
    for (const key of [device, other]) await run(olga, 'device.vouch', { device: key, personId: subject });
    await run(mal, 'device.revoke', { device: other });
    const vouched = { kind: 'device.vouched', personId: olga.personId, subject };
    const revokedByMal = { kind: 'device.revoked', personId: subject, subject, device: other };
    const before = (await list({ kinds: [...kinds] })).entries;
    expect(before).toMatchObject([
      { ...revokedByMal, isUndone: false },
      { ...vouched, device: other, isUndone: true },
      { ...vouched, device, isUndone: false, undo: { isRevoked: true } },
    ]);
    expect(before.map(({ undo }) => undo !== undefined)).toEqual([false, false, true]);
    const [, , act] = before;
    const draft = act === undefined ? null : undoDraft(act);
    if (draft?.kind === 'device.revoke') await run(olga, draft.kind, draft.body);
    const after = (await list({ kinds: [...kinds], personId: subject })).entries;
    expect(after.slice(0, 2)).toMatchObject([
      { kind: 'device.revoked', personId: olga.personId, subject, device },
      revokedByMal,
    ]);
    expect(after.slice(2).map(({ isUndone, undo }) => [isUndone, undo])).toEqual(
      Array.from({ length: 2 }, () => [true, undefined]),
    );
  });

  it('[T17] ends a page where it would be too large, and the next goes on behind it', async () => {
    const maxPageBytes = 2_048;
    const { rename, list } = await setupAudit({ limits: { maxPageBytes } });
    for (let index = 0; index < 12; index += 1) await rename(`hall ${index}`);
    const told: AuditEntry[] = [];
    for (let before: number | null | undefined; before !== null;) {
      const page: Page = await list({ kinds: ['room.renamed'], ...(before === undefined ? {} : { before }) });
      expect(utf8Bytes(JSON.stringify(page.entries))).toBeLessThanOrEqual(maxPageBytes + 2);
      told.push(...page.entries);
      before = page.next;
    }
    expect(told.map(({ text }) => text)).toEqual(Array.from({ length: 12 }, (_, index) => `hall ${11 - index}`));
  });
});

describe('an undoing', () => {
  it('[T17] that sets anything but what stood before is refused, and the act stays as it is', async () => {
    const { world, olga, mal, list } = await setupAudit();
    const mo = await world.join(3);
    const { personId } = mal;
    await world.server.act({ kind: 'person.setRole', body: { personId: mo.personId, role: 'moderator' } });
    await world.settle();

    const run = async (client: typeof olga, ...command: Parameters<typeof olga.sendCommand>) => {
      client.take();
      const commandId = client.sendCommand(...command);
      await world.settle();
      return { commandId, answer: client.take().find(({ type }) => type === 'accepted' || type === 'refused') };
    };
    const refused = { type: 'refused', error: { type: 'invalid_body', path: 'undoes' } };
    const { commandId } = await run(olga, 'person.setStanding', { personId, standing: 'banned' });
    const undoes = { personId: olga.personId, commandId };
    for (const standing of ['removed', 'banned'] as const)
      expect((await run(mo, 'person.setStanding', { personId, standing, undoes })).answer).toMatchObject(refused);
    const isUndone = async () => (await list()).entries.find((entry) => entry.commandId === commandId)?.isUndone;
    expect(await isUndone()).toBe(false);
    expect((await run(mo, 'person.setStanding', { personId, standing: 'active', undoes })).answer).toMatchObject({
      type: 'accepted',
    });
    expect(await isUndone()).toBe(true);

    const made = await run(olga, 'server.setDoor', { door: 'invite', openUntil: 0 });
    const door = { personId: olga.personId, commandId: made.commandId };
    expect((await run(olga, 'server.setDoor', { door: 'knock', openUntil: 0, undoes: door })).answer).toMatchObject(
      refused,
    );
    expect((await run(olga, 'server.setDoor', { door: 'open', openUntil: 0, undoes: door })).answer).toMatchObject({
      type: 'accepted',
    });

    const raised = await run(olga, 'person.setRole', { personId, role: 'moderator' });
    const role = { personId: olga.personId, commandId: raised.commandId };
    for (const [given, answer] of [
      ['guest', refused],
      ['member', { type: 'accepted' }],
    ] as const)
      expect((await run(olga, 'person.setRole', { personId, role: given, undoes: role })).answer).toMatchObject(answer);
  });
});
