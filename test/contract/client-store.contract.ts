import { describe } from 'vitest';
import { clientStoreInboxContract } from './client-store-inbox.contract.ts';
import { clientStoreOutboxContract } from './client-store-outbox.contract.ts';
import { clientStoreRoomsContract } from './client-store-rooms.contract.ts';
import { clientStoreMarkersContract } from './client-store-markers.contract.ts';
import { clientStoreCutContract } from './client-store-cut.contract.ts';
import { clientStoreDraftsContract } from './client-store-drafts.contract.ts';
import { clientStoreHealingContract } from './client-store-healing.contract.ts';
import { clientStoreHeldContract } from './client-store-held.contract.ts';
import { clientStoreHolesContract } from './client-store-holes.contract.ts';
import { clientStoreReceiptsContract } from './client-store-receipts.contract.ts';
import { clientStoreSnapshotContract } from './client-store-snapshot.contract.ts';
import { clientStoreTimelineContract } from './client-store-timeline.contract.ts';
import type { ClientStoreBackend } from './client-store-setup.ts';

/** The promises every `ClientStore` keeps. */
export function clientStoreContract(kind: string, backend: ClientStoreBackend): void {
  describe(`a client's store ${kind}`, () => {
    clientStoreOutboxContract(backend);
    clientStoreInboxContract(backend);
    clientStoreHolesContract(backend);
    clientStoreRoomsContract(backend);
    clientStoreTimelineContract(backend);
    clientStoreSnapshotContract(backend);
    clientStoreCutContract(backend);
    clientStoreHealingContract(backend);
    clientStoreHeldContract(backend);
    clientStoreMarkersContract(backend);
    clientStoreReceiptsContract(backend);
    clientStoreDraftsContract(backend);
  });
}
