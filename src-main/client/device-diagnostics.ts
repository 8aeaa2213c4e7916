import type { Clock } from '#shared/clock.ts';
import type { ChatError } from '#shared/ipc/chat-api.ts';
import type { DeviceDiagnostics } from '#shared/ipc/device-diagnostics.ts';
import { ok, type Result } from '#shared/result.ts';
import { askWhatCameBack } from './ask-what-came-back.ts';
import { readClock } from './read-clock.ts';
import type { Asking } from './requests.ts';
import type { ServerClient } from './server-client.ts';

/** How this device is with a server: out of its database, what its connections came to, and what the server answers. */
export async function readDiagnostics(
  { serverId, store, views, connector, figures }: ServerClient,
  clock: Clock,
): Promise<Result<DeviceDiagnostics, ChatError>> {
  const requests = requestsOf(connector);
  const [reading, state, found] = await Promise.all([
    requests && readClock(requests, clock),
    store.load(),
    store.diagnostics(),
  ]);
  // A server that did not tell its clock is not waited for twice; one that never lost anything has nothing to tell.
  const isAsked = requests !== null && reading !== null && state.epoch !== null && state.epoch.epoch > 1;
  const healed = isAsked ? await askWhatCameBack(requests) : null;
  const { name, connection, outbox, holdup } = views.server();
  const { since, address, headSeq, session } = figures.read();
  const { newestSeq, ...stored } = found;
  const knownHead = Math.max(headSeq, newestSeq);
  return ok({
    serverId,
    name,
    personId: state.personId,
    connection,
    connectionSince: since,
    address,
    epoch: state.epoch,
    positionSeq: state.position?.seq ?? null,
    headSeq: knownHead === 0 ? null : knownHead,
    ...stored,
    outbox,
    holdup,
    session,
    clock: reading,
    healed,
  });
}

/** Whom to ask; null while nobody can be asked. */
function requestsOf({ state, session }: ServerClient['connector']): Asking | null {
  return state.type === 'active' ? (session?.requests ?? null) : null;
}
