import type { CommandId } from '#shared/domain/ids.ts';
import type { ServerClient } from './server-client.ts';

/** Asks to be let in, once: the request waits in the outbox like everything else (P18). */
export async function askForAdmission(server: ServerClient): Promise<void> {
  const { displayName } = await server.store.load();
  const { waiting } = await server.store.outbox();
  if (displayName !== null || waiting > 0) return;
  await server.queue({ kind: 'person.admit', body: { displayName: server.known.server.displayName } });
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
  const { commandId } = await server.queue({ kind: 'person.admit', body: { displayName } });
  return commandId;
}

/** A server left before it let the person in may be joined under another name. */
export async function renameUnlessAdmitted(server: ServerClient, displayName: string): Promise<void> {
  const admitted = await server.store.load();
  if (admitted.displayName === null && server.known.server.displayName !== displayName) {
    await renamePerson(server, displayName);
  }
}
