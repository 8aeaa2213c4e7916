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
): string {
  const soFar = words.soFar(returned, missing);
  return closedRooms === 0 ? soFar : words.stillClosed(soFar, closedRooms);
}
