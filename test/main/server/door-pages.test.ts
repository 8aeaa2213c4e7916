import { describe, expect, it } from 'vitest';
import { serverMigrations } from '#main/storage/migrations/server-migrations.ts';
import { openMemoryDatabase } from '#main/storage/open-database.ts';
import { maxInviteRooms, maxOpenInvites } from '#shared/domain/invite.ts';
import { utf8Bytes } from '#shared/domain/text.ts';
import { limits } from '#shared/protocol/limits.ts';
import type { RequestResult } from '#shared/protocol/request.ts';
import { deviceKeyOf, inviteIdOf, roomIdOf } from '#test/support/sample-ids.ts';
import { setupChatServer } from './chat-server-world.ts';

/** A server with an owner, whose database a test writes into. */
async function setupOwner() {
  const db = openMemoryDatabase(serverMigrations);
  const world = await setupChatServer({ db });
  const olga = await world.join(1);
  await world.server.act({ kind: 'person.setRole', body: { personId: olga.personId, role: 'owner' } });
  await world.settle();
  olga.take();

  /** Follows the pages to their end; the bytes are of the largest frame. */
  async function readAll<Name extends 'door.read' | 'invite.list'>(name: Name) {
    const pages: RequestResult<Name>[] = [];
    let bytes = 0;
    for (let after: string | null | undefined; after !== null;) {
      olga.sendRequest(name, (after === undefined ? {} : { after }) as never);
      await world.settle();
      const [reply] = olga.takeOf('reply');
      bytes = Math.max(bytes, utf8Bytes(JSON.stringify(reply)));
      const page = reply?.['result'] as RequestResult<Name>;
      pages.push(page);
      after = page.next;
    }
    return { pages, bytes };
  }
  return { world, db, olga, readAll };
}

describe('what is told of the door', () => {
  it('[P1, T7] comes in pages that fit into a frame, however many keys are banned', async () => {
    const { db, olga, readAll } = await setupOwner();
    const ban = db.change<[device: string, at: number]>('INSERT INTO bannedDevices (device, bannedAt) VALUES (?, ?)');
    const keys = Array.from({ length: 2_000 }, (_, index) => deviceKeyOf(10_000 + index));
    for (const key of keys) ban.run(key, 1_700_000_000_000);
    const { pages, bytes } = await readAll('door.read');
    expect(pages.flatMap(({ banned }) => banned.map(({ device }) => device))).toEqual(keys.toSorted());
    expect(pages.length).toBeGreaterThan(1);
    expect(bytes).toBeLessThan(limits.maxFrameBytes);
    expect(olga.closed).toBeNull();
  });

  it('[P1, T6] comes in pages that fit into a frame, however many invites are open', async () => {
    const { world, db, olga, readAll } = await setupOwner();
    const put = db.change<[inviteId: string, note: string, roomIds: string, expiresAt: number]>(
      `INSERT INTO invites (inviteId, creatorRef, createdAt, note, role, roomIds, maxUses, uses, expiresAt, isRevoked)
       VALUES (?, 1, 0, ?, 'member', ?, 1000, 0, ?, 0)`,
    );
    const roomIds = JSON.stringify(Array.from({ length: maxInviteRooms }, (_, index) => roomIdOf(index)));
    const invites = Array.from({ length: 300 }, (_, index) => inviteIdOf(10_000 + index));
    for (const inviteId of invites) put.run(inviteId, '\u{1f600}'.repeat(64), roomIds, world.clock.now() + 60_000);
    const { pages, bytes } = await readAll('invite.list');
    expect(pages.flatMap((page) => page.invites.map(({ inviteId }) => inviteId))).toEqual(invites.toSorted());
    expect(pages.length).toBeGreaterThan(1);
    expect(bytes).toBeLessThan(limits.maxFrameBytes);
    expect(olga.closed).toBeNull();
  });

  it('[T6] holds of one person as many invites as may be open, and another once one was revoked', async () => {
    const { world, olga, readAll } = await setupOwner();
    const make = async (number: number) => {
      const usual = { note: '', role: 'member' as const, maxUses: 1, expiresAt: world.clock.now() + 600_000 };
      olga.sendCommand('invite.create', { inviteId: inviteIdOf(number), roomIds: [], ...usual });
      await world.settle();
      return olga.take().find(({ type }) => type === 'accepted' || type === 'refused');
    };
    for (let number = 1; number <= maxOpenInvites; number += 1) {
      if (number % 20 === 0) await world.wait(2_000);
      expect(await make(number)).toMatchObject({ type: 'accepted' });
    }
    await world.wait(4_000);
    expect(await make(1_000)).toMatchObject({ type: 'refused', error: { type: 'invites_full', maxOpenInvites } });
    olga.sendCommand('invite.revoke', { inviteId: inviteIdOf(7) });
    await world.settle();
    expect(await make(1_001)).toMatchObject({ type: 'accepted' });
    const { pages } = await readAll('invite.list');
    expect(pages.flatMap((page) => page.invites)).toHaveLength(maxOpenInvites);
  });
});
