import type { RequestParams } from '#shared/protocol/request.ts';
import { commandIdBytes } from '../command-id-bytes.ts';
import type { EngineContext } from '../engine-context.ts';

/** Which of these commands the log knows nothing of, by their places: a thousand devices hold the same, and one is enough. */
export function wantedPieces({ tables }: EngineContext, { pieces }: RequestParams<'healing.offer'>): number[] {
  return pieces.flatMap(({ personId, commandId }, at) => {
    const person = tables.people.byId(personId);
    const key = { personRef: person?.personRef ?? 0, commandId: commandIdBytes(commandId) };
    const isHeld = person !== null && tables.commands.find(key) !== null;
    return isHeld || tables.pieces.isKnown(personId, commandId) ? [] : [at];
  });
}
