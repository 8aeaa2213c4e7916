import type { DeviceKey, OutboxId } from '#shared/domain/ids.ts';
import { canonicalJson } from '../../identity/canonical-json.ts';
import type { ClientContext } from './client-context.ts';
import type { OutboxRow } from './outbox-table.ts';

/** In which device's outbox, and as which number. */
export interface Signing {
  readonly device: DeviceKey;
  readonly outboxId: OutboxId;
  readonly number: number;
}

/** The canonical command that is signed (D1): all of it is fixed once it has a number, so a resend is the same bytes. */
export function commandText(
  { owner }: ClientContext,
  { commandId, kind, body }: OutboxRow,
  { device, outboxId, number }: Signing,
): string {
  const { serverId } = owner;
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
