import type { LogModel } from './log-model.ts';
import { createLogModel } from './log-model.ts';
import type { Screen } from './screen-check.ts';
import { violation, type Violation } from './violation.ts';
import type { PersonId } from '#shared/domain/ids.ts';

/** What a client's database says of how far it is. */
export interface StoredPosition {
  readonly epochId: string;
  readonly seq: number;
}

/** Watches that no database goes back (I6). */
export interface PositionCheck {
  stored(client: string, position: StoredPosition): Violation[];
}

export function createPositionCheck(): PositionCheck {
  const last = new Map<string, StoredPosition>();
  return {
    stored: (client, position) => {
      const before = last.get(client);
      last.set(client, position);
      const isBack = before?.epochId === position.epochId && position.seq < before.seq;
      return isBack ? [violation('I6', `${client} went back from ${before.seq} to ${position.seq}`)] : [];
    },
  };
}

/** What a client's database holds of the log. */
export interface HeldEvents {
  readonly seq: number;
  has(stream: string, streamSeq: number): boolean;
  isGap(stream: string, streamSeq: number): boolean;
}

/** What a stored position covers is in the same database, as an event or as a gap that is known of (D6). */
export function checkCovered(
  model: Pick<LogModel, 'events' | 'times'>,
  { client, person, serverPerson }: Screen & { readonly serverPerson: PersonId },
  held: HeldEvents,
): Violation[] {
  const then = createLogModel(serverPerson, model.times);
  for (const event of model.events.slice(0, held.seq)) then.add(event);
  const lost = [...then.rooms.values()].flatMap(({ roomId }) =>
    then
      .visibleEvents(person, roomId)
      .filter(({ stream, streamSeq }) => !held.has(stream, streamSeq) && !held.isGap(stream, streamSeq)),
  );
  if (lost.length === 0) return [];
  const names = lost.map(({ seq }) => seq).join(', ');
  return [violation('D6', `${client} is at ${held.seq} and has neither events ${names} nor gaps for them`)];
}
