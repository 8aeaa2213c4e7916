import type { Clock } from '#shared/clock.ts';
import type { DeviceKey, OutboxId, CommandId, PersonId, ServerId } from '#shared/domain/ids.ts';
import type { Random } from '#shared/random.ts';
import type { Ids } from '../../identity/ids.ts';
import type { SignatureVerifier } from '../../identity/signature-verifier.ts';
import type { Tables } from './tables.ts';

/** Who this database belongs to. */
export interface Owner {
  readonly serverId: ServerId;
  readonly device: DeviceKey;
  readonly personId: PersonId;
}

/** Only shown to people: nothing here waits or measures. */
export type WallClock = Pick<Clock, 'now'>;

/** What every part of the engine works with. */
export interface ClientContext {
  readonly tables: Tables;
  readonly owner: Owner;
  readonly ids: Ids;
  readonly clock: WallClock;
  readonly random: Random;
  readonly newUuid: () => CommandId & OutboxId;
  readonly verifier: SignatureVerifier;
  /** The device's signature over a canonical command. */
  readonly sign: (canonical: string) => string;
}
