import type { ConnectionState } from '#shared/ipc/connection-view.ts';

/** What becomes of words that are written now. */
export type Sending =
  | 'at_once'
  /** They wait here until the server is in reach. */
  | 'later'
  /** Away by this person's own wish: nothing goes out before they come back, and so nothing is begun. */
  | 'not';

export function sendingOf({ type }: ConnectionState): Sending {
  if (type === 'offline') return 'not';
  return type === 'online' || type === 'catching_up' ? 'at_once' : 'later';
}
