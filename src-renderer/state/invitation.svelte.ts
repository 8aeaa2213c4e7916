import { formatAddress } from '#shared/discovery/address.ts';
import { parseJoinLine, type JoinLineError } from '#shared/discovery/join-line.ts';
import type { ServerId } from '#shared/domain/ids.ts';
import type { ShellCalls } from './calls.ts';

/** A link to a server as it is shown: read, never as it came. */
export type JoinLink =
  | {
      readonly type: 'readable';
      readonly line: string;
      readonly serverId: ServerId;
      readonly addresses: readonly string[];
      /** Until when the invite in it holds, by the wall clock in milliseconds; null where it has none. */
      readonly invitedUntil: number | null;
      /** What the person is called whose device this computer would be by it (P18); null where it lets somebody in. */
      readonly linksTo: string | null;
    }
  | { readonly type: 'broken'; readonly error: JoinLineError };

/** A `hallway://` link that was opened on this computer or pasted: anybody may have written it, and it waits for a yes. */
export class Invitation {
  link = $state.raw<JoinLink | null>(null);

  constructor(shell: ShellCalls) {
    shell.on('join.asked', ({ line }) => {
      this.ask(line);
    });
  }

  /** Shows what a link says, before anything is done with it. */
  ask(line: string): void {
    this.link = readLink(line);
  }

  putAside(): void {
    this.link = null;
  }
}

function readLink(line: string): JoinLink {
  const parsed = parseJoinLine(line);
  if (!parsed.ok) return { type: 'broken', error: parsed.error };
  const { serverId, addresses, invite, linksTo } = parsed.value;
  const invitedUntil = invite === null ? null : invite.expiresAtSeconds * 1_000;
  return { type: 'readable', line, serverId, addresses: addresses.map(formatAddress), invitedUntil, linksTo };
}
