import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { describe, expect, it } from 'vitest';
import { isOtherUser, userOfPeer } from '#main/shell/loopback-peer.ts';

const heading = '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode';
const rowOf = (local: string, remote: string, user: number) =>
  `   0: ${local} ${remote} 01 00000000:00000000 00:00000000 00000000  ${user}        0 4711 1 0000000000000000 20 0 0 10 -1`;
/** Port 7420 is the door here, 50001 a browser of user 1000, 50002 one of user 1001 that speaks IPv6 to IPv4. */
const rows: Record<string, string> = {
  '/proc/net/tcp': [
    heading,
    rowOf('0100007F:1CFC', '00000000:0000', 1000),
    rowOf('0100007F:1CFC', '0100007F:C351', 1000),
    rowOf('0100007F:C351', '0100007F:1CFC', 1000),
    rowOf('0100007F:C352', '0100007F:1CFD', 1002),
  ].join('\n'),
  '/proc/net/tcp6': [
    heading,
    rowOf('0000000000000000FFFF00000100007F:C352', '0000000000000000FFFF00000100007F:1CFC', 1001),
  ].join('\n'),
};
const table = (path: string) => rows[path] ?? '';
const peerOf = (remotePort: number) => ({ localPort: 7420, remotePort });

describe('the user at the other end of a connection', () => {
  it('is read from the tables of the system', () => {
    expect([50_001, 50_002, 50_003].map((port) => userOfPeer(peerOf(port), table))).toEqual([1000, 1001, null]);
  });

  it('is another one only where that is certain, and never to the administrator', () => {
    expect(isOtherUser(peerOf(50_001), 1000, table)).toBe(false);
    expect(isOtherUser(peerOf(50_002), 1000, table)).toBe(true);
    expect(isOtherUser(peerOf(50_003), 1000, table)).toBe(false);
    expect(isOtherUser(peerOf(50_002), 1000, () => '')).toBe(false);
    expect(isOtherUser(peerOf(50_002), 0, table)).toBe(false);
    expect(isOtherUser(peerOf(50_002), null, table)).toBe(false);
  });

  it.runIf(existsSync('/proc/net/tcp'))('is this one at both ends of a connection of one’s own', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const client = connect((server.address() as AddressInfo).port, '127.0.0.1');
    const [socket] = (await once(server, 'connection')) as [Socket];
    expect(userOfPeer(socket)).toBe(process.getuid?.());
    client.destroy();
    server.close();
  });
});
