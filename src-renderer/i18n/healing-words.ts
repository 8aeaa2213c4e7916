import type { HealingStatus } from '#shared/ipc/healing-status.ts';
import type { Words } from './en.ts';

type Waits = Pick<HealingStatus, 'gate' | 'closedRooms'>;

/** Why a server that lost something still waits, for its host (H3). */
export function healingText(words: Words['healing'], { gate, closedRooms }: Waits): string {
  if (gate === 'host') return words.twoCopies;
  return gate === 'closed' ? words.gathers : words.closedRooms(closedRooms);
}

/** What came back so far, what is missing and what is closed. */
export function cameBackText(
  words: Words['healing'],
  { returned, missing, closedRooms }: Pick<HealingStatus, 'returned' | 'missing' | 'closedRooms'>,
  separator: string,
): string {
  const closed = closedRooms === 0 ? [] : [words.stillClosed(closedRooms)];
  return [words.soFar(returned, missing), ...closed].join(separator);
}
