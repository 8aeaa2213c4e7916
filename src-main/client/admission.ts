import type { CommandId } from '#shared/domain/ids.ts';
import { createIds } from '../identity/ids.ts';
import type { ClaimWish } from './claim-wish.ts';
import type { ServerClient } from './server-client.ts';

/** Asks to be let in, once: the request waits in the outbox like everything else (P18). */
export async function askForAdmission(server: ServerClient): Promise<void> {
  const { displayName, isLinked } = await server.store.load();
  if (isLinked) return;
  const { waiting } = await server.store.outbox();
  if (displayName !== null || waiting > 0) return;
  await server.queue({ kind: 'person.admit', body: admission(server, server.known.server.displayName) });
}

/**
 * Changes the own name: by a command for whom the server has let in, or may be letting in just now; before that by asking for
 * admission under the other name.
 */
export async function renamePerson(server: ServerClient, displayName: string): Promise<CommandId> {
  const { connector, store, known } = server;
  const { displayName: admittedAs } = await store.load();
  const { state } = connector;
  const isRefused = state.type === 'pending' && state.refusal !== null;
  const isAsking = state.type === 'pending' && !isRefused;
  // Also who was let in once asks again, where the server lost that.
  if (!isRefused && (admittedAs !== null || isAsking || state.type === 'active')) {
    const { commandId } = await server.queue({ kind: 'person.rename', body: { displayName } });
    return commandId;
  }
  known.change({ displayName });
  connector.tell({ type: 'nameChanged' });
  const { commandId } = await server.queue({ kind: 'person.admit', body: admission(server, displayName) });
  return commandId;
}

/** A server left before it let the person in may be joined under another name. */
export async function renameUnlessAdmitted(server: ServerClient, displayName: string): Promise<void> {
  const admitted = await server.store.load();
  if (admitted.displayName === null && server.known.server.displayName !== displayName) {
    await renamePerson(server, displayName);
  }
}

/** An invite for a server that is known already: its rooms, or its door where that has let nobody in yet (T6). */
export async function useInvite(server: ServerClient, token: string): Promise<void> {
  const inviteId = createIds(server.serverId).inviteId(token);
  if (inviteId === null) return;
  const { displayName } = await server.store.load();
  if (displayName !== null) await server.queue({ kind: 'invite.accept', body: { inviteId } });
  else await server.queue({ kind: 'person.admit', body: admission(server, server.known.server.displayName) });
}

/**
 * The invite was refused, and the door may open without one: asks again without it. True where that was so.
 */
export async function dropInvite(server: ServerClient): Promise<boolean> {
  const { known, connector } = server;
  const { state } = connector;
  const isRefused = state.type === 'pending' && state.refusal?.type === 'invite_invalid';
  if (!isRefused || state.door === 'invite') return false;
  known.change({ token: null });
  connector.tell({ type: 'nameChanged' });
  await server.queue({ kind: 'person.admit', body: admission(server, known.server.displayName) });
  return true;
}

/** Comes to the door anew: as somebody's device, or where `wish` is null to be let in as itself. */
export async function claimPerson(server: ServerClient, wish: ClaimWish | null): Promise<void> {
  const { displayName } = await server.store.load();
  // Whoever is in is somebody already.
  if (displayName !== null) return;
  server.claim(wish);
  server.connector.stop();
  if (wish === null) await askForAdmission(server);
  server.connector.connectNow();
}

/** What stands in the request: the invite's id alone, as its token goes with the login. */
function admission({ serverId, known }: ServerClient, displayName: string) {
  const { token } = known.server;
  const inviteId = token === null ? null : createIds(serverId).inviteId(token);
  return inviteId === null ? { displayName } : { displayName, inviteId };
}
