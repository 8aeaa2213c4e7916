import type { Command } from '#shared/domain/command.ts';
import type { PersonId } from '#shared/domain/ids.ts';
import type { WritableDb } from '../../readable-db.ts';

/** An event by which somebody came into a room or went, whatever it changed when it came. */
export interface MemberEvent {
  readonly seq: number;
  readonly isIn: boolean;
}

export interface MemberEventTable {
  add(key: { readonly roomRef: number; readonly personRef: number }, event: MemberEvent): void;
  of(roomRef: number, personRef: number): MemberEvent[];
}

export function createMemberEventTable(db: WritableDb): MemberEventTable {
  const insert = db.change<[roomRef: number, personRef: number, seq: number, isIn: number]>(
    'INSERT INTO memberEvents (roomRef, personRef, seq, isIn) VALUES (?, ?, ?, ?)',
  );
  const read = db.query<[roomRef: number, personRef: number], { seq: number; isIn: number }>(
    'SELECT seq, isIn FROM memberEvents WHERE roomRef = ? AND personRef = ?',
  );
  return {
    add: ({ roomRef, personRef }, { seq, isIn }) => {
      insert.run(roomRef, personRef, seq, Number(isIn));
    },
    of: (roomRef, personRef) => read.all(roomRef, personRef).map(({ seq, isIn }) => ({ seq, isIn: isIn === 1 })),
  };
}

/** Who comes into a channel by a command, or goes; null where nobody does. */
export function memberMove(
  author: PersonId,
  command: Command,
): { readonly personId: PersonId; readonly isIn: boolean } | null {
  switch (command.kind) {
    case 'room.create':
    case 'room.join':
      return { personId: author, isIn: true };
    case 'room.leave':
      return { personId: author, isIn: false };
    case 'room.invite':
      return { personId: command.body.personId, isIn: true };
    case 'room.removeMember':
      return { personId: command.body.personId, isIn: false };
    default:
      return null;
  }
}
