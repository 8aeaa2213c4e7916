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
 * Changes the own name: by a command for whom the server has let in; before that by asking for admission under the other name,
 * which takes the place of the request that waits.
 */
export async function renamePerson(server: ServerClient, displayName: string): Promise<CommandId> {
  const admitted = await server.store.load();
  if (admitted.displayName !== null) {
    const renamed = await server.queue({ kind: 'person.rename', body: { displayName } });
    return renamed.commandId;
  }
  server.known.change({ displayName });
  const { commandId, changes } = await server.store.queueCommand({ kind: 'person.admit', body: { displayName } });
  server.views.apply(changes);
  server.connector.tell({ type: 'nameChanged' });
  server.kick();
  return commandId;
}

/** A server left before it let the person in may be joined under another name. */
export async function renameUnlessAdmitted(server: ServerClient, displayName: string): Promise<void> {
  const admitted = await server.store.load();
  if (admitted.displayName === null && server.known.server.displayName !== displayName) {
    await renamePerson(server, displayName);
  }
}
