import type { PersonId } from '#shared/domain/ids.ts';
import type { Logger } from '#shared/logger.ts';
import type { Random } from '#shared/random.ts';
import type { Limits } from '#shared/protocol/limits.ts';
import type { Ids } from '../../identity/ids.ts';
import type { SignatureVerifier } from '../../identity/signature-verifier.ts';
import type { ServerIdentity } from '../../identity/server-identity.ts';
import type { Positions } from './positions.ts';
import type { ServerTables } from './server-tables.ts';
import type { EngineClock, Transactions } from './transactions.ts';

/** The limits that the log keeps itself. */
export type EngineLimits = Pick<Limits, 'maxReplayEvents' | 'maxPageEvents' | 'maxPageBytes' | 'maxReceiptMembers'>;

/** What every verb of the engine works with. */
export interface EngineContext {
  readonly tables: ServerTables;
  /** Reads in one transaction. */
  readonly read: <Value>(work: () => Value) => Value;
  readonly transactions: Transactions;
  readonly positions: Positions;
  readonly identity: ServerIdentity;
  readonly ids: Ids;
  readonly serverPersonId: PersonId;
  readonly verifier: SignatureVerifier;
  readonly clock: EngineClock;
  /** The latest moment that the server has seen, in milliseconds: what runs out goes by it (latest-clock.ts). */
  readonly latestClock: () => number;
  readonly random: Random;
  readonly limits: EngineLimits;
  readonly log: Logger;
}
