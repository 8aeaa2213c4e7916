import type { CancelTimer, Clock } from '#shared/clock.ts';
import type { ChatError } from '#shared/ipc/chat-api.ts';
import type { ClockReading, DeviceDiagnostics } from '#shared/ipc/device-diagnostics.ts';
import { ok, type Result } from '#shared/result.ts';
import type { ServerClient } from './server-client.ts';

/** How this device is with a server: out of its database, what its connections came to, and one question to the server. */
export async function readDiagnostics(
  { serverId, store, views, connector, figures }: ServerClient,
  clock: Clock,
): Promise<Result<DeviceDiagnostics, ChatError>> {
  const [reading, state, found] = await Promise.all([readClock(connector, clock), store.load(), store.diagnostics()]);
  const { name, connection, outbox } = views.server();
  const { since, address, headSeq, session } = figures.read();
  const { newestSeq, ...stored } = found;
  const knownHead = Math.max(headSeq, newestSeq);
  return ok({
    ...{ serverId, name, personId: state.personId, connection, connectionSince: since, address },
    epoch: state.epoch,
    positionSeq: state.position?.seq ?? null,
    headSeq: knownHead === 0 ? null : knownHead,
    ...stored,
    ...{ outbox, session, clock: reading },
  });
}

/** Whoever looks waits no longer for a server that does not answer. */
const patienceMs = 1_500;

async function readClock({ state, session }: ServerClient['connector'], clock: Clock): Promise<ClockReading | null> {
  if (state.type !== 'active' || session === null) return null;
  const askedAt = clock.monotonic();
  const patience = waitFor(clock, patienceMs);
  const reply = await Promise.race([session.requests.request('clock.read', {}), patience.over]);
  patience.cancel();
  if (reply?.ok !== true) return null;
  const roundTripMs = clock.monotonic() - askedAt;
  const readAt = clock.now();
  return { roundTripMs, offsetMs: reply.value.value.at + roundTripMs / 2 - readAt, readAt };
}

function waitFor(clock: Clock, ms: number): { readonly over: Promise<null>; readonly cancel: CancelTimer } {
  let cancel: CancelTimer = () => undefined;
  const over = new Promise<null>((resolve) => {
    cancel = clock.after(ms, () => {
      resolve(null);
    });
  });
  return { over, cancel };
}
