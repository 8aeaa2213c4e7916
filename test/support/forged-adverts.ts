import { systemClock } from '#main/system-clock.ts';
import type { Advertisement } from '#main/discovery/discovery.ts';
import { openMdnsLink } from '#main/discovery/mdns-link.ts';
import { announcementPacket, goodbyePacket, serviceName, type OutgoingPacket } from '#main/discovery/mdns-records.ts';
import { createServerIdentity } from '#main/identity/server-identity.ts';
import { createCertificate } from '#main/transport/certificate.ts';
import { listenForChat } from '#main/transport/chat-listener.ts';
import { silentLogger } from '#shared/logger.ts';
import { advertisement } from './advertisement.ts';
import { answerHandshake, type HandshakeRecord } from './tls-handshake.ts';

export interface ForgePlan {
  /** IPv4 addresses of this machine on the network, each of which sends as if it were another. */
  readonly addresses: readonly string[];
  /** The server that the packets speak of in their lies. */
  readonly victim: Advertisement;
  readonly packetCount: number;
}

/** Answers at the victim's port with a key of its own; what it has heard so far, by connection. */
export async function impersonate({ victim }: ForgePlan): Promise<readonly HandshakeRecord[]> {
  const records: HandshakeRecord[] = [];
  const identity = createServerIdentity(new Uint8Array(32).fill(66));
  const listening = await listenForChat({
    hosts: ['0.0.0.0'],
    port: victim.port,
    certificate: await createCertificate(),
    clock: systemClock,
    log: silentLogger,
    onConnection: (connection) => void records.push(answerHandshake(connection, identity)),
  });
  if (!listening.ok || listening.value.port !== victim.port) throw new Error('The port is not to be had.');
  return records;
}

/** Says that the victim is gone, that it is here, and that there are thousands more of its name. */
export async function forgeAdverts({ addresses, victim, packetCount }: ForgePlan): Promise<void> {
  const senders = addresses.map((address) => ({
    packetFor: liesOf(address, victim),
    link: openMdnsLink(
      { address, netmask: '255.255.0.0' },
      { onPacket: () => undefined, onRefused: () => undefined, onFailure: () => undefined },
    ),
  }));
  // One alone at first, and then all. Each sends every kind of lie, and no two the same one at once.
  for (const telling of [senders.slice(0, 1), senders])
    for (let round = 0; round * telling.length < packetCount / 2; round += 1)
      for (const [index, { link, packetFor }] of telling.entries()) await link.send(packetFor(round, index));
  await Promise.all(senders.map(({ link }) => link.close()));
}

function liesOf(address: string, victim: Advertisement): (round: number, index: number) => OutgoingPacket {
  const odd = oddPackets(victim, address);
  // A goodbye takes back what the same sender said under that name: under another one it stays.
  const alias = { ...victim, name: advertisement(1, { name: 'Aurora' }).name };
  return (round, index) => {
    const kind = (round + index) % 10;
    if (kind === 0) return goodbyePacket(victim, address);
    if (kind === 1) return announcementPacket(alias, address);
    const madeUp = advertisement(1_000 + 100 * round + index, { name: victim.name });
    return (kind === 2 ? odd[round % odd.length] : undefined) ?? announcementPacket(madeUp, address);
  };
}

/** What no server announces: keys that reach for prototypes, names beyond all measure, records that point anywhere. */
function oddPackets(victim: Advertisement, address: string): readonly OutgoingPacket[] {
  const usual = announcementPacket(victim, address).answers ?? [];
  const txtOf = (...data: readonly string[]): OutgoingPacket => ({
    type: 'response',
    answers: usual.map((record) => (record.type === 'TXT' ? { ...record, data } : record)),
  });
  const id = `id=${victim.serverId}`;
  return [
    txtOf('__proto__=polluted', 'constructor=polluted', 'hasOwnProperty=1', id),
    txtOf(id, 'v=1', `name=${'\u202e\u2066\u200b'.repeat(20)}txet\u0007\u001b[31m`),
    txtOf(id, 'v=1', `name=${'x'.repeat(240)}`),
    txtOf(...Array.from({ length: 200 }, (_, index) => `k${index}=${index}`)),
    txtOf(`id=${'a'.repeat(240)}`),
    {
      type: 'response',
      answers: usual.map((record) => (record.type === 'A' ? { ...record, data: '8.8.8.8' } : record)),
    },
    {
      type: 'response',
      answers: Array.from({ length: 100 }, (_, index) => ({
        name: serviceName,
        type: 'PTR',
        ttl: 1,
        data: `${index}.${serviceName}`,
      })),
    },
  ];
}
