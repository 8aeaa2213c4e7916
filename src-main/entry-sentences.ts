import type { Door } from '#shared/domain/door.ts';
import type { ClaimAnswer } from '#shared/ipc/server-control.ts';

/** What is said of a server's first owner; the link itself stands below the first of them. */
export const claimSentences: Readonly<Record<ClaimAnswer['type'], string>> = {
  claimable: 'Nobody owns this server yet. Whoever opens this link first does; it works once, within a day:',
  owned: 'This server has an owner already. Owners make others owners, in their window or with /role.',
  not_now: 'The server can keep nothing new just now. serve status tells why; then serve claim makes the link.',
};

/** Whom each door lets in, behind its own word. */
export const doorWords: Readonly<Record<Door, string>> = {
  open: 'open: everybody on this network comes in',
  knock: 'knock: whoever comes waits until an owner or a moderator opens',
  invite: 'invite: whoever comes needs an invite',
};

/** Where a new server's key lies, and what that means (T5). */
export const keyWords =
  'in server.key of the data folder, for this user alone; who can read it, or a copy of it, can pose as this server';
