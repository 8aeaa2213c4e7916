import type { DiscoveryFailure } from '#main/discovery/discovery.ts';
import type { MdnsLinkListener, OpenMdnsLink } from '#main/discovery/mdns-link.ts';
import type { OutgoingPacket } from '#main/discovery/mdns-records.ts';

/** A network that carries packets between links without a socket, in the same turn, and remembers them. */
export interface FakeMdnsWire {
  readonly openLink: OpenMdnsLink;
  /** Every packet sent so far, with the address it came from. */
  readonly sent: readonly SentPacket[];
  /** Addresses of the links that are open. */
  openAddresses(): readonly string[];
  /** A stranger says something, decoded as the codec would. */
  inject(decoded: unknown, sender: { readonly address: string; readonly port?: number }): void;
  /** A stranger sends what no link decodes. */
  refuse(): void;
  /** From now on nothing is carried, not even to the sender: a firewall. */
  block(): void;
  unblock(): void;
  /** Makes every link of this address report a failure. */
  fail(address: string, reason: DiscoveryFailure): void;
  /** From now on the system takes no packet: sending never ends. */
  hang(): void;
}

export interface SentPacket {
  readonly packet: OutgoingPacket;
  readonly address: string;
}

const mdnsPort = 5353;

export function createFakeMdnsWire(): FakeMdnsWire {
  const links = new Set<{ readonly address: string; readonly listener: MdnsLinkListener }>();
  const sent: SentPacket[] = [];
  let isBlocked = false;
  let isHanging = false;
  const carry = (decoded: unknown, address: string, port: number) => {
    for (const { listener } of isBlocked ? [] : [...links]) listener.onPacket(decoded, { address, port });
  };
  return {
    openLink: ({ address }, listener) => {
      const link = { address, listener };
      links.add(link);
      return {
        send: (packet) => {
          sent.push({ packet, address });
          carry(decodedPacket(packet), address, mdnsPort);
          return isHanging ? new Promise(() => undefined) : Promise.resolve();
        },
        close: () => {
          links.delete(link);
          return Promise.resolve();
        },
      };
    },
    sent,
    openAddresses: () => [...links].map(({ address }) => address),
    inject: (decoded, { address, port = mdnsPort }) => carry(decoded, address, port),
    refuse: () => {
      for (const { listener } of links) listener.onRefused();
    },
    block: () => {
      isBlocked = true;
    },
    unblock: () => {
      isBlocked = false;
    },
    fail: (address, reason) => {
      for (const link of links) if (link.address === address) link.listener.onFailure(reason);
    },
    hang: () => {
      isHanging = true;
    },
  };
}

/** A packet as it comes out of the codec at the other end. */
export function decodedPacket({ type, questions = [], answers = [] }: OutgoingPacket): unknown {
  const decodedAnswers = answers.map((record) => ({
    ...record,
    data:
      record.type === 'TXT' && Array.isArray(record.data)
        ? record.data.map((text) => Buffer.from(String(text)))
        : record.data,
  }));
  return { type, questions, answers: decodedAnswers, authorities: [], additionals: [] };
}
