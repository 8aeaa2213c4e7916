import { createSocket, type Socket } from 'node:dgram';
import Bonjour from 'bonjour-service';
import type { DiscoveryFailure } from './discovery.ts';
import { isFromNearby, isWorthDecoding } from './mdns-datagram.ts';
import type { OutgoingPacket } from './mdns-records.ts';
import type { NetworkInterface } from './network-interfaces.ts';

/**
 * A multicast DNS socket on one network: the only file that knows bonjour-service, of which the socket and the codec are used.
 * Its responder answers each question of a packet with a packet of its own, some 230 for one, and its browser keeps whatever
 * it hears: announcing and listening are done here instead, bounded (T4).
 */
export interface MdnsLink {
  /** Resolves when the system has the packet, or has refused it, which `onFailure` tells. */
  send(packet: OutgoingPacket): Promise<void>;
  close(): Promise<void>;
}

export interface MdnsLinkListener {
  /** A packet as the codec left it; on some systems also from this machine's other networks. */
  readonly onPacket: (decoded: unknown, sender: Sender) => void;
  /** A datagram was dropped before it was decoded (T4). */
  readonly onRefused: () => void;
  readonly onFailure: (reason: DiscoveryFailure) => void;
}

export interface Sender {
  readonly address: string;
  readonly port: number;
}

/** Opens the socket on the network on which this machine has this IPv4 address. Never throws: failures are told. */
export type OpenMdnsLink = (network: LinkNetwork, listener: MdnsLinkListener) => MdnsLink;

type LinkNetwork = Pick<NetworkInterface, 'address' | 'netmask'>;

/** What is used of multicast-dns, which bonjour-service leaves untyped. */
interface MulticastDns {
  on(event: 'packet', listener: (decoded: unknown, sender: Sender) => void): void;
  on(event: 'error' | 'warning', listener: (error: unknown) => void): void;
  send(packet: OutgoingPacket, callback: (error?: unknown) => void): void;
  destroy(callback: () => void): void;
}

/** UDP port 5353 of one network, shared with whoever else listens there. */
export const openMdnsLink: OpenMdnsLink = (network, listener) =>
  openMdnsLinkOn(createSocket({ type: 'udp4', reuseAddr: true }), network, listener);

/** The same on a socket that is not yet bound, and that the link closes. */
export function openMdnsLinkOn(socket: Socket, network: LinkNetwork, listener: MdnsLinkListener): MdnsLink {
  // Bound to an address instead of to all, the socket hears no multicast on Linux.
  const options: object = { interface: network.address, bind: '0.0.0.0', socket };
  const bonjour = new Bonjour(options);
  const { mdns } = (bonjour as unknown as { readonly server: { readonly mdns: MulticastDns } }).server;
  sift(socket, network, listener);
  const onError = (error: unknown) => {
    const reason = failureOf(error);
    if (reason !== null) listener.onFailure(reason);
  };
  // Attached in the same turn: a port that is taken would be an uncaught exception.
  mdns.on('error', onError);
  mdns.on('warning', onError);
  mdns.on('packet', listener.onPacket);
  return {
    send: (packet) =>
      new Promise((resolve) => {
        mdns.send(packet, (error) => {
          onError(error);
          resolve();
        });
      }),
    close: () => closeSafely(mdns),
  };
}

/** The codec has no limits of its own, so that whoever decodes is handed only what is worth it. */
function sift(socket: Socket, network: LinkNetwork, { onRefused }: MdnsLinkListener): void {
  const decoders = socket.listeners('message');
  socket.removeAllListeners('message');
  socket.on('message', (datagram, sender) => {
    if (!isFromNearby(sender.address, network)) return;
    if (isWorthDecoding(datagram)) for (const decode of decoders) decode.call(socket, datagram, sender);
    else onRefused();
  });
}

function closeSafely(mdns: MulticastDns): Promise<void> {
  return new Promise((resolve) => {
    try {
      mdns.destroy(resolve);
    } catch {
      // A socket that was never bound refuses to be closed.
      resolve();
    }
  });
}

/** Null for what is no failure of the socket, such as a stranger's packet that cannot be decoded. */
function failureOf(error: unknown): DiscoveryFailure | null {
  if (!(error instanceof Error) || !('syscall' in error) || !('code' in error)) return null;
  const code = String(error.code);
  switch (code) {
    case 'EADDRINUSE':
      return { type: 'port_taken' };
    case 'EACCES':
    case 'EPERM':
      return { type: 'not_permitted' };
    case 'ENETUNREACH':
    case 'EHOSTUNREACH':
    case 'ENETDOWN':
      return { type: 'unreachable' };
    case 'EADDRNOTAVAIL':
    case 'ENODEV':
    case 'ENOPROTOOPT':
    case 'EOPNOTSUPP':
      return { type: 'multicast_unsupported' };
    default:
      return { type: 'system_error', code };
  }
}
