import type { OutboxId } from '#shared/domain/ids.ts';
import type { RenewalRecord } from '#shared/ipc/device-diagnostics.ts';
import type { Ids } from '../../identity/ids.ts';
import type { WritableDb } from '../readable-db.ts';
import type { Owner } from './client-context.ts';
import { createDraftTable } from './draft-table.ts';
import { createMarkerTable } from './marker-table.ts';
import { createRenewalTable } from './renewal-table.ts';
import type { Salvaged } from './salvage.ts';
import type { SalvagedCommand, SalvagedEvent } from './salvaged-rows.ts';

export interface SalvagedOwner {
  readonly owner: Pick<Owner, 'personId'>;
  readonly ids: Ids;
}

/**
 * Puts what was read out of a damaged database into a new one, which has an outbox of its own: what has no result is queued in it
 * again, under its own id and with the same body (P14), and what failed stays so. In the caller's transaction.
 */
export function putSalvaged(
  db: WritableDb,
  { owner, ids }: SalvagedOwner,
  { salvaged, renewal }: { readonly salvaged: Salvaged; readonly renewal: RenewalRecord },
): void {
  const commands = commandWriter(db);
  const events = eventWriter(db);
  const markers = createMarkerTable(db);
  for (const command of salvaged.commands) commands(command, ids.objectId(owner.personId, command.commandId));
  for (const event of salvaged.events) events(event);
  for (const marker of salvaged.markers) markers.put(marker);
  const drafts = createDraftTable(db);
  for (const { keptAt, ...draft } of salvaged.drafts) drafts.put(draft, keptAt);
  createRenewalTable(db).put(renewal);
}

function commandWriter(db: WritableDb) {
  const insert = db.change<(string | number | null)[]>(
    `INSERT INTO outbox (commandId, kind, body, objectId, roomId, dependsOn, sentOutboxId, sentNumber, failure, sentAt)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  return (command: SalvagedCommand, objectId: string): void => {
    const { commandId, kind, body, roomId, dependsOn, failure, sentAt } = command;
    // Whether it was ever sent decides what may be done to it (D1), so one without the other is not believed.
    const isSent = command.sentOutboxId !== null && command.sentNumber !== null;
    const sent: readonly [OutboxId | null, number | null] = isSent
      ? [command.sentOutboxId, command.sentNumber]
      : [null, null];
    const reason = failure && JSON.stringify(failure);
    insert.run(commandId, kind, body, objectId, roomId, dependsOn, ...sent, reason, sentAt);
  };
}

function eventWriter(db: WritableDb) {
  const insert = db.change<(string | number | null)[]>(
    `INSERT OR IGNORE INTO setAside (stream, streamSeq, epoch, epochId, mac, person, commandId, frame, isSigned, wasRead)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  return ({ stream, streamSeq, epoch, epochId, mac, person, commandId, frame, isSigned, wasRead }: SalvagedEvent) => {
    insert.run(stream, streamSeq, epoch, epochId, mac, person, commandId, frame, Number(isSigned), Number(wasRead));
  };
}
