/**
 * Which datagrams are worth decoding (T4). A name is decoded anew wherever it is pointed at, through every pointer behind it:
 * what a stranger sends costs names times pointers, and one that is as large as UDP allows held this process up for a second.
 */
import { isLoopbackIpv4, isPrivateIpv4, isInSubnet } from '#shared/discovery/ip-address.ts';
import type { NetworkInterface } from './network-interfaces.ts';

/** RFC 6762 section 17, which counts the headers of IP and UDP in. */
const maxBytes = 9_000;
/** Questions and records together. A full packet of 1,500 bytes has some ninety. */
const maxEntries = 256;
/** As many as a full packet of 1,500 bytes needs. No name is decoded through more, nor are more names pointed at. */
const maxPointers = 128;
const headerBytes = 12;
const countOffsets = [4, 6, 8, 10];

/** By one look at each byte, and never short of what the codec would follow. */
export function isWorthDecoding(datagram: Uint8Array): boolean {
  if (datagram.length < headerBytes || datagram.length > maxBytes) return false;
  const view = new DataView(datagram.buffer, datagram.byteOffset, datagram.length);
  const entries = countOffsets.reduce((sum, offset) => sum + view.getUint16(offset), 0);
  return entries <= maxEntries && pointerCount(view) <= maxPointers;
}

/**
 * Whether a sender is on the link that this computer has there, or has an address that the internet does not route: what a
 * machine far away sends to the port itself is none of multicast DNS (RFC 6762 section 11).
 */
export function isFromNearby(
  sender: string,
  { address, netmask }: Pick<NetworkInterface, 'address' | 'netmask'>,
): boolean {
  return isPrivateIpv4(sender) || isLoopbackIpv4(sender) || isInSubnet(sender, { member: address, netmask });
}

/** Places that may be read as a pointer: two high bits, and an offset before it (RFC 1035 section 4.1.4). */
function pointerCount(view: DataView): number {
  let count = 0;
  for (let offset = headerBytes; offset + 1 < view.byteLength; offset += 1) {
    const isPointer = view.getUint8(offset) >= 0xc0 && (view.getUint16(offset) & 0x3fff) < offset;
    if (isPointer) count += 1;
  }
  return count;
}
