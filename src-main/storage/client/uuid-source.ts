import { V7Generator } from 'uuidv7';
import type { CommandId, OutboxId } from '#shared/domain/ids.ts';
import type { Random } from '#shared/random.ts';
import type { WallClock } from './client-context.ts';

/** UUIDs of version 7 by the clock and randomness given (D1). */
export function createUuidSource(clock: WallClock, random: Random): () => CommandId & OutboxId {
  const generator = new V7Generator({ nextUint32: () => new DataView(random.bytes(4).slice().buffer).getUint32(0) });
  return () => generator.generateOrResetWithTs(Math.max(1, clock.now())).toString() as CommandId & OutboxId;
}
