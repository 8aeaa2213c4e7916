import * as v from 'valibot';
import type { PersonId, RoomId } from '#shared/domain/ids.ts';
import { serverSignals, type SignalFrame } from '#shared/protocol/signal.ts';
import type { ClientStore } from '../storage/client-store.ts';
import type { StoreChanges } from '../storage/store-changes.ts';
import type { PresenceNews } from './presence-view.ts';
import type { WaitingCounts } from './waiting-counts.ts';

/** Whom signals concern. */
export interface SignalListener {
  readonly store: ClientStore;
  presence(people: readonly PresenceNews[]): void;
  typing(roomId: RoomId, personIds: readonly PersonId[]): void;
  waiting(counts: Partial<WaitingCounts>): void;
}

/**
 * Applies a signal of the server; one that this build does not know, or cannot read, changes nothing (P1). Null where nothing of it
 * goes to the storage.
 */
export function applySignal(listener: SignalListener, { name, params }: SignalFrame): Promise<StoreChanges> | null {
  if (name === 'presence') {
    const presence = v.safeParse(serverSignals.presence, params);
    if (presence.success) listener.presence(presence.output.people);
  }
  if (name === 'typing') {
    const typing = v.safeParse(serverSignals.typing, params);
    if (typing.success) listener.typing(typing.output.roomId, typing.output.personIds);
  }
  if (name === 'knocks') {
    const knocks = v.safeParse(serverSignals.knocks, params);
    if (knocks.success) listener.waiting({ knocks: knocks.output.waiting });
  }
  if (name === 'claims') {
    const claims = v.safeParse(serverSignals.claims, params);
    if (claims.success) listener.waiting({ claims: claims.output.waiting });
  }
  if (name === 'reports') {
    const reports = v.safeParse(serverSignals.reports, params);
    if (reports.success) listener.waiting({ reports: reports.output.open });
  }
  if (name === 'receipts') {
    const receipts = v.safeParse(serverSignals.receipts, params);
    return receipts.success ? listener.store.applyReceipts(receipts.output) : null;
  }
  if (name === 'marker') {
    const marker = v.safeParse(serverSignals.marker, params);
    return marker.success ? listener.store.applyMarkers([marker.output], []) : null;
  }
  return null;
}
