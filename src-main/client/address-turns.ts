import { formatAddress } from '#shared/discovery/address.ts';
import type { ToldAddress } from '#shared/discovery/heard-server.ts';

/** Which address a try for a server goes to next. */
export interface AddressTurns {
  /** Null while each was tried since the last news, and once enough of them were. */
  next(): ToldAddress | null;
  /** Something was announced: whoever was not there may be by now, also where an answer is still waited for. */
  heard(): void;
}

/** After so many a try comes to its end, whatever is still announced. */
const maxTries = 32;

/**
 * One address of each sender in turn, as they are told when it is their turn (T4). However many addresses a sender tells, and
 * however fast it tells others, it costs the rest one turn a round; whoever comes later stands behind all who are there.
 */
export function createAddressTurns(told: () => readonly ToldAddress[]): AddressTurns {
  /** Whoever has waited longest comes first. */
  let line: readonly string[] = [];
  const tries = new Map<string, number>();
  const triedSinceNews = new Set<string>();
  let triesLeft = maxTries;

  /** The address of a sender that was tried least, the first it tells of those. */
  function leastTried(addresses: readonly ToldAddress[], sender: string): ToldAddress | undefined {
    const open = addresses.filter(
      (address) => address.source === sender && !triedSinceNews.has(formatAddress(address)),
    );
    return open.toSorted((a, b) => triesOf(a) - triesOf(b))[0];
  }

  function triesOf(address: ToldAddress): number {
    return tries.get(formatAddress(address)) ?? 0;
  }

  function take(address: ToldAddress): ToldAddress {
    const text = formatAddress(address);
    line = [...line.filter((sender) => sender !== address.source), address.source];
    tries.set(text, triesOf(address) + 1);
    triedSinceNews.add(text);
    triesLeft -= 1;
    return address;
  }

  return {
    next: () => {
      if (triesLeft === 0) return null;
      const addresses = told();
      const senders = new Set(addresses.map(({ source }) => source));
      line = [...new Set([...line.filter((sender) => senders.has(sender)), ...senders])];
      for (const sender of line) {
        const address = leastTried(addresses, sender);
        if (address !== undefined) return take(address);
      }
      return null;
    },
    heard: () => {
      triedSinceNews.clear();
    },
  };
}
