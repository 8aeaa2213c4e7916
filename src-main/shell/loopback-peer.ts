import { readFileSync } from 'node:fs';
import type { Socket } from 'node:net';

type Peer = Pick<Socket, 'localPort' | 'remotePort'>;

/** Linux's tables of sockets: local and remote address in hexadecimal, and the user that holds the socket (proc_net_tcp). */
const tables = ['/proc/net/tcp', '/proc/net/tcp6'];
const loopback = '0100007F';
const localColumn = 1;
const remoteColumn = 2;
const userColumn = 7;

/** The user whose process holds the other end of a connection on 127.0.0.1; null where the system does not tell. */
export function userOfPeer({ localPort, remotePort }: Peer, readTable: (path: string) => string = read): number | null {
  const [own, other] = [localPort, remotePort].map(
    (port) => `${loopback}:${(port ?? 0).toString(16).toUpperCase().padStart(4, '0')}`,
  );
  for (const table of tables) {
    for (const line of readTable(table).split('\n')) {
      const columns = line.trim().split(/\s+/u);
      // Of the two ends the one whose own address is the other's; IPv4 stands at the end of an IPv6 address too.
      const isIt = columns[localColumn]?.endsWith(other ?? '') === true && columns[remoteColumn]?.endsWith(own ?? '');
      if (isIt === true) return Number(columns[userColumn]);
    }
  }
  return null;
}

/**
 * Whether a connection comes from another user of this computer, who may have read an address where it was opened: the
 * arguments of a browser are everybody's to see. Known on Linux alone; started by the administrator, anybody's browser is let in.
 */
export function isOtherUser(peer: Peer, user: number | null, readTable?: (path: string) => string): boolean {
  if (user === null || user === 0) return false;
  const owner = userOfPeer(peer, readTable);
  return owner !== null && owner !== user;
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
