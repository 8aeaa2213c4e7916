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
      readonly hasInvite: boolean;
    }
  | { readonly type: 'broken'; readonly error: JoinLineError };

/** A `hallway://` link that was opened somewhere on this computer: anybody may have written it, and it waits for a yes. */
export class Invitation {
  link = $state.raw<JoinLink | null>(null);

  constructor(shell: ShellCalls) {
    shell.on('join.asked', ({ line }) => {
      this.link = readLink(line);
    });
  }

  putAside(): void {
    this.link = null;
  }
}

function readLink(line: string): JoinLink {
  const parsed = parseJoinLine(line);
  if (!parsed.ok) return { type: 'broken', error: parsed.error };
  const { serverId, addresses, invite } = parsed.value;
  return { type: 'readable', line, serverId, addresses: addresses.map(formatAddress), hasInvite: invite !== null };
}
