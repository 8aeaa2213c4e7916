import type { PersonId } from '#shared/domain/ids.ts';
import type { WritableDb } from '../readable-db.ts';

export interface Block {
  readonly personRef: number;
  readonly blockedRef: number;
}

/** Whom somebody does not want to hear: theirs alone to know. */
export interface BlockTable {
  has(block: Block): boolean;
  set(block: Block, isBlocked: boolean): void;
  ofPerson(personRef: number): PersonId[];
}

export function createBlockTable(db: WritableDb): BlockTable {
  const find = db.query<[personRef: number, blockedRef: number], { personRef: number }>(
    'SELECT personRef FROM blocks WHERE personRef = ? AND blockedRef = ?',
  );
  const add = db.change<[personRef: number, blockedRef: number]>(
    'INSERT OR IGNORE INTO blocks (personRef, blockedRef) VALUES (?, ?)',
  );
  const remove = db.change<[personRef: number, blockedRef: number]>(
    'DELETE FROM blocks WHERE personRef = ? AND blockedRef = ?',
  );
  const ofPerson = db.query<[personRef: number], { personId: PersonId }>(
    `SELECT p.personId FROM blocks b JOIN people p ON p.personRef = b.blockedRef WHERE b.personRef = ? ORDER BY b.blockedRef`,
  );
  return {
    has: ({ personRef, blockedRef }) => find.get(personRef, blockedRef) !== undefined,
    set: ({ personRef, blockedRef }, isBlocked) => {
      (isBlocked ? add : remove).run(personRef, blockedRef);
    },
    ofPerson: (personRef) => ofPerson.all(personRef).map(({ personId }) => personId),
  };
}
