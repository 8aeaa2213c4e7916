import type { PersonId } from '#shared/domain/ids.ts';
import { isOut, type Standing } from '#shared/domain/standing.ts';
import type { ReadableDb } from '../../readable-db.ts';
import type { MemberEvent } from './member-event-table.ts';

/** An event by which somebody was put out or taken back, whatever it changed when it came. */
export interface StandingEvent extends MemberEvent {
  readonly personId: PersonId;
}

export interface StandingEventTable {
  all(): StandingEvent[];
}

export function createStandingEventTable(db: ReadableDb): StandingEventTable {
  const read = db.query<[], { seq: number; personId: PersonId; standing: Standing }>(
    `SELECT seq, json_extract(command, '$.body.personId') AS personId, json_extract(command, '$.body.standing') AS standing
     FROM events WHERE kind <> 'message.posted' AND kind = 'person.standingSet'`,
  );
  return {
    all: () => read.all().map(({ seq, personId, standing }) => ({ seq, personId, isIn: !isOut(standing) })),
  };
}
