import { canStillGive } from '#shared/domain/can-still-give.ts';
import type { InviteId, PersonId, RoomId } from '#shared/domain/ids.ts';
import type { Invite } from '#shared/domain/invite.ts';
import { personRoleSchema, roleSchema, type PersonRole } from '#shared/domain/role.ts';
import { standingSchema } from '#shared/domain/standing.ts';
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
  /** Also of an invite that is not known, or not yet. */
  revoke(inviteId: InviteId): void;
  /** The same; once by a person. */
  use(inviteId: InviteId, by: { readonly personRef: number; readonly seq: number }): void;
  hasUsed(inviteId: InviteId, personRef: number): boolean;
  /** Whether the log took it itself at `seq` or later that it was made. */
  isMadeSince(inviteId: InviteId, seq: number): boolean;
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

/** `canStillGive` as a condition on invites `i` of people `p`: those of maker and role for which it holds, which are words of ours. */
export const isByWhoeverStillCan = `(p.standing || ' ' || p.role || ' ' || i.role) IN (${standingSchema.options
  .flatMap((standing) =>
    roleSchema.options.flatMap((role) =>
      personRoleSchema.options
        .filter((given) => canStillGive({ role, standing }, 'invite.create', given))
        .map((given) => `'${standing} ${role} ${given}'`),
    ),
  )
  .join(', ')})`;

const columns = `i.inviteId, p.personId AS createdBy, i.createdAt, i.note, i.role, i.roomIds, i.maxUses, i.uses, i.expiresAt,
  i.isRevoked FROM invites i JOIN people p ON p.personRef = i.creatorRef`;

export function createInviteTable(db: WritableDb): InviteTable {
  const find = db.query<[inviteId: string], StoredInvite>(`SELECT ${columns} WHERE i.inviteId = ?`);
  const isOpen = `i.isRevoked = 0 AND i.expiresAt > ? AND i.uses < i.maxUses AND ${isByWhoeverStillCan}`;
  const open = db.query<[now: number, after: string, max: number], StoredInvite>(
    `SELECT ${columns} WHERE ${isOpen} AND i.inviteId > ? ORDER BY i.inviteId LIMIT ?`,
  );
  const openOf = db.query<[now: number, creatorRef: number], { count: number }>(
    `SELECT count(*) AS count FROM invites i JOIN people p ON p.personRef = i.creatorRef WHERE ${isOpen} AND i.creatorRef = ?`,
  );
  const used = db.query<[inviteId: string, personRef: number], { personRef: number }>(
    'SELECT personRef FROM inviteUses WHERE inviteId = ? AND personRef = ?',
  );
  const madeSince = db.query<[seq: number, inviteId: string], { one: number }>(
    `SELECT 1 AS one FROM events e JOIN invites i ON i.creatorRef = e.personRef
     WHERE e.kind <> 'message.posted' AND e.kind = 'invite.created' AND e.seq >= ? AND e.originSeq IS NULL
       AND i.inviteId = ? AND json_extract(e.command, '$.body.inviteId') = i.inviteId LIMIT 1`,
  );
  const write = prepareWrites(db);
  return {
    find: (inviteId) => {
      const stored = find.get(inviteId);
      return stored === undefined ? null : toInvite(stored);
    },
    put: ({ inviteId, role, roomIds, maxUses, expiresAt }, { note, creatorRef, at }) => {
      write.insert.run(inviteId, creatorRef, at, note, role, JSON.stringify(roomIds), maxUses, expiresAt);
      write.settle.run(inviteId);
    },
    revoke: (inviteId) => {
      write.revoke.run(inviteId);
      write.settle.run(inviteId);
    },
    use: (inviteId, { personRef, seq }) => {
      write.use.run(inviteId, personRef, seq);
      write.settle.run(inviteId);
    },
    hasUsed: (inviteId, personRef) => used.get(inviteId, personRef) !== undefined,
    isMadeSince: (inviteId, seq) => madeSince.get(seq, inviteId) !== undefined,
    open: (now, after, max) => open.all(now, after, max).map(toInvite),
    openOf: (creatorRef, now) => openOf.get(now, creatorRef)?.count ?? 0,
  };
}

function prepareWrites(db: WritableDb) {
  type Values = [
    inviteId: string,
    creatorRef: number,
    createdAt: number,
    note: string,
    role: string,
    roomIds: string,
    maxUses: number,
    expiresAt: number,
  ];
  return {
    insert: db.change<Values>(
      `INSERT OR IGNORE INTO invites (inviteId, creatorRef, createdAt, note, role, roomIds, maxUses, uses, expiresAt, isRevoked)
       VALUES (?, ?, ?, ?, ?, ?, ?, 0, ?, 0)`,
    ),
    revoke: db.change<[inviteId: string]>('INSERT OR IGNORE INTO revokedInvites (inviteId) VALUES (?)'),
    use: db.change<[inviteId: string, personRef: number, seq: number]>(
      'INSERT OR IGNORE INTO inviteUses (inviteId, personRef, seq) VALUES (?, ?, ?)',
    ),
    settle: db.change<[inviteId: string]>(
      `UPDATE invites SET uses = (SELECT count(*) FROM inviteUses u WHERE u.inviteId = invites.inviteId),
         isRevoked = EXISTS (SELECT 1 FROM revokedInvites r WHERE r.inviteId = invites.inviteId)
       WHERE inviteId = ?`,
    ),
  };
}

function toInvite({ roomIds, isRevoked, createdBy, ...stored }: StoredInvite): NotedInvite {
  // Written by this file and by nothing else.
  const rooms = JSON.parse(roomIds) as RoomId[];
  return { ...stored, createdBy: createdBy satisfies PersonId, roomIds: rooms, isRevoked: isRevoked === 1 };
}
