import type { InviteId, PersonId, RoomId } from '#shared/domain/ids.ts';
import type { Invite } from '#shared/domain/invite.ts';
import type { PersonRole } from '#shared/domain/role.ts';
import type { WritableDb } from '../readable-db.ts';

/** An invite with what it is for, as its maker wrote it. */
export interface NotedInvite extends Invite {
  readonly note: string;
  readonly createdAt: number;
}

/** Invites (T6): of their tokens the hash alone, which is the id. */
export interface InviteTable {
  find(inviteId: InviteId): NotedInvite | null;
  put(invite: Invite, made: { readonly note: string; readonly creatorRef: number; readonly at: number }): void;
  revoke(inviteId: InviteId): void;
  use(inviteId: InviteId): void;
  /** Those that can still be used, in order of ids, behind `after`. */
  open(now: number, after: string, max: number): NotedInvite[];
  /** How many of one person's can still be used. */
  openOf(creatorRef: number, now: number): number;
}

type StoredInvite = Omit<NotedInvite, 'roomIds' | 'isRevoked' | 'role'> & {
  readonly role: PersonRole;
  readonly roomIds: string;
  readonly isRevoked: number;
};

const columns = `i.inviteId, p.personId AS createdBy, i.createdAt, i.note, i.role, i.roomIds, i.maxUses, i.uses, i.expiresAt,
  i.isRevoked FROM invites i JOIN people p ON p.personRef = i.creatorRef`;

export function createInviteTable(db: WritableDb): InviteTable {
  const find = db.query<[inviteId: string], StoredInvite>(`SELECT ${columns} WHERE i.inviteId = ?`);
  const isOpen = 'i.isRevoked = 0 AND i.expiresAt > ? AND i.uses < i.maxUses';
  const open = db.query<[now: number, after: string, max: number], StoredInvite>(
    `SELECT ${columns} WHERE ${isOpen} AND p.standing <> 'banned' AND i.inviteId > ? ORDER BY i.inviteId LIMIT ?`,
  );
  const openOf = db.query<[now: number, creatorRef: number], { count: number }>(
    `SELECT count(*) AS count FROM invites i WHERE ${isOpen} AND i.creatorRef = ?`,
  );
  const insert = db.change<
    [
      inviteId: string,
      creatorRef: number,
      createdAt: number,
      note: string,
      role: string,
      roomIds: string,
      maxUses: number,
      expiresAt: number,
    ]
  >(
    `INSERT OR IGNORE INTO invites (inviteId, creatorRef, createdAt, note, role, roomIds, maxUses, uses, expiresAt, isRevoked)
     VALUES (?, ?, ?, ?, ?, ?, ?, 0, ?, 0)`,
  );
  const revoke = db.change<[inviteId: string]>('UPDATE invites SET isRevoked = 1 WHERE inviteId = ?');
  const use = db.change<[inviteId: string]>('UPDATE invites SET uses = uses + 1 WHERE inviteId = ?');
  return {
    find: (inviteId) => {
      const stored = find.get(inviteId);
      return stored === undefined ? null : toInvite(stored);
    },
    put: ({ inviteId, role, roomIds, maxUses, expiresAt }, { note, creatorRef, at }) => {
      insert.run(inviteId, creatorRef, at, note, role, JSON.stringify(roomIds), maxUses, expiresAt);
    },
    revoke: (inviteId) => {
      revoke.run(inviteId);
    },
    use: (inviteId) => {
      use.run(inviteId);
    },
    open: (now, after, max) => open.all(now, after, max).map(toInvite),
    openOf: (creatorRef, now) => openOf.get(now, creatorRef)?.count ?? 0,
  };
}

function toInvite({ roomIds, isRevoked, createdBy, ...stored }: StoredInvite): NotedInvite {
  // Written by this file and by nothing else.
  const rooms = JSON.parse(roomIds) as RoomId[];
  return { ...stored, createdBy: createdBy satisfies PersonId, roomIds: rooms, isRevoked: isRevoked === 1 };
}
