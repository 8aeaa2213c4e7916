import type { DeviceKey } from '#shared/domain/ids.ts';
import { closeCodes } from '#shared/protocol/close-code.ts';
import type { ServerCounters } from './server-counters.ts';
import type { Session } from './session.ts';
import type { SessionClosing } from './session-closing.ts';
import type { SessionRegistry } from './session-registry.ts';

/** The newest connection of a device wins (P14). */
export interface Replacements {
  /** The session that this one takes the place of, itself on its way to one perhaps; null where there is none. */
  before(session: Session, device: DeviceKey): Session | null;
  /**
   * Ends the older one, and goes on once what that had on its way has its numbers: two copies of a device have one outbox, and
   * whoever was told too low a number would see its first command refused and the next one taken. Not where a newer one came since.
   */
  replace(older: Session, by: { readonly session: Session; readonly device: DeviceKey }, goOn: () => void): void;
}

export interface ReplacementsOptions {
  readonly registry: Pick<SessionRegistry, 'ofDevice'>;
  readonly closing: Pick<SessionClosing, 'close'>;
  readonly counters: ServerCounters;
  /** Every command that was taken so far has its outcome. */
  readonly settled: () => Promise<void>;
}

export function createReplacements({ registry, closing, counters, settled }: ReplacementsOptions): Replacements {
  const coming = new Map<DeviceKey, Session>();
  return {
    before: (session, device) => {
      const older = coming.get(device) ?? registry.ofDevice(device);
      return older === session ? null : older;
    },
    replace: (older, { session, device }, goOn) => {
      counters.sessionsReplaced += 1;
      closing.close(older, { code: closeCodes.replaced, reason: 'replaced', error: { type: 'replaced' } });
      coming.set(device, session);
      void settled().then(() => {
        if (coming.get(device) !== session) return;
        coming.delete(device);
        if (session.state.type !== 'closed') goOn();
      });
    },
  };
}
