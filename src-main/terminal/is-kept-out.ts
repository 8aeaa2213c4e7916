import type { ConnectionState } from '#shared/ipc/connection-view.ts';

/** Whether waiting alone changes nothing: somebody has to do something first, such as to choose another name. */
export function isKeptOut(connection: ConnectionState): boolean {
  return connection.type === 'refused' || (connection.type === 'pending' && connection.refusal !== null);
}
