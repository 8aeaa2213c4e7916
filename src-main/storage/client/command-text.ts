import type { OutboxId } from '#shared/domain/ids.ts';
import { canonicalJson } from '../../identity/canonical-json.ts';
import type { ClientContext } from './client-context.ts';
import type { OutboxRow } from './outbox-table.ts';

/** The canonical command that is signed (D1): all of it is fixed once it has a number, so a resend is the same bytes. */
export function commandText(
  { owner }: ClientContext,
  { commandId, kind, body }: OutboxRow,
  { outboxId, number }: { readonly outboxId: OutboxId; readonly number: number },
): string {
  const { serverId, device } = owner;
  return canonicalJson({
    v: 1,
    serverId,
    device,
    outboxId,
    number,
    commandId,
    kind,
    body: JSON.parse(body) as unknown,
  });
}
