import { cutToBytes, formatServerTxt } from '#shared/discovery/server-record.ts';
import type { ServerRecord } from '#shared/discovery/server-record.ts';
import type { Advertisement } from './discovery.ts';

/** The DNS-SD service every server announces (RFC 6763). */
export const serviceName = '_hallway._tcp.local';
const enumerationName = '_services._dns-sd._udp.local';

/** A packet for the DNS codec to encode. */
export interface OutgoingPacket {
  readonly type: 'query' | 'response';
  readonly questions?: readonly { readonly name: string; readonly type: string }[];
  readonly answers?: readonly OutgoingRecord[];
}

export interface OutgoingRecord {
  readonly name: string;
  readonly type: 'PTR' | 'SRV' | 'TXT' | 'A';
  /** Seconds; 0 takes the record back. */
  readonly ttl: number;
  /** Tells caches that this replaces what they had (RFC 6762 section 10.2). */
  readonly flush?: boolean;
  readonly data: string | readonly string[] | { readonly port: number; readonly target: string };
}

const hostTtlSeconds = 120;
const otherTtlSeconds = 4_500;
const maxLabelBytes = 63;
const idPrefixLength = 8;

/** Says that the server is here; `address` is this machine's on the network the packet goes to, the only one told there. */
export function announcementPacket(advertisement: Advertisement, address: string): OutgoingPacket {
  const instance = instanceName(advertisement);
  const target = hostName(advertisement);
  const txt = Object.entries(formatServerTxt(advertisement)).map(([key, value]) => `${key}=${value}`);
  const answers: OutgoingRecord[] = [
    { name: serviceName, type: 'PTR', ttl: otherTtlSeconds, data: instance },
    { name: instance, type: 'SRV', ttl: hostTtlSeconds, flush: true, data: { port: advertisement.port, target } },
    { name: instance, type: 'TXT', ttl: otherTtlSeconds, flush: true, data: txt },
    // Without `flush`: the same machine may have other addresses on the same network.
    { name: target, type: 'A', ttl: hostTtlSeconds, data: address },
    { name: enumerationName, type: 'PTR', ttl: otherTtlSeconds, data: serviceName },
  ];
  return { type: 'response', answers };
}

/** Takes the announcement back. */
export function goodbyePacket(advertisement: Advertisement, address: string): OutgoingPacket {
  const announced = announcementPacket(advertisement, address).answers ?? [];
  // The host name stays: the same server may be announced under another name by now.
  const own = announced.filter(({ name, type }) => name !== enumerationName && type !== 'A');
  return { type: 'response', answers: own.map((record) => ({ ...record, ttl: 0 })) };
}

/** Asks who is here. */
export function browsePacket(): OutgoingPacket {
  return { type: 'query', questions: [{ name: serviceName, type: 'PTR' }] };
}

/** Asks where these instances are. */
export function resolvePacket(instances: readonly string[]): OutgoingPacket {
  const questions = instances.flatMap((name) => ['SRV', 'TXT'].map((type) => ({ name, type })));
  return { type: 'query', questions };
}

/** Whether a question is about this server: names count in lower case. */
export function isAskedFor(name: string, advertisement: Advertisement): boolean {
  const names = [serviceName, enumerationName, instanceName(advertisement), hostName(advertisement)];
  return names.some((each) => each.toLowerCase() === name.toLowerCase());
}

/** `<server name> <first 8 of the id>._hallway._tcp.local`: for other tools' lists, ours read the TXT record. */
export function instanceName(record: ServerRecord): string {
  const prefix = record.serverId.slice(0, idPrefixLength);
  // The codec knows no escapes: a dot would begin a new label.
  const name = record.name.replaceAll('.', '-');
  return `${cutToBytes(name, maxLabelBytes - idPrefixLength - 1)} ${prefix}.${serviceName}`;
}

/** A host name of the server's own: the machine's would tell whose it is. */
function hostName(record: ServerRecord): string {
  return `hallway-${record.serverId.slice(0, 2 * idPrefixLength)}.local`;
}
