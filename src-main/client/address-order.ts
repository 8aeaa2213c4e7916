import { formatAddress, isSameAddress, parseAddress, type Address } from '#shared/discovery/address.ts';
import type { ToldAddress } from '#shared/discovery/heard-server.ts';

/** At most this many are shown and kept. */
const maxAddresses = 16;
/** Stands for this client's own memory where a sender stands otherwise. */
const fromMemory = '';

/**
 * Which addresses to try, by who tells them: first this client's own memory, the last one that worked before the others, then
 * those who announce the server.
 */
export function addressesToTry(announced: readonly ToldAddress[], remembered: readonly string[]): ToldAddress[] {
  return [...parseAll(remembered).map((address) => ({ ...address, source: fromMemory })), ...announced];
}

/**
 * All of them as texts for people and for keeping, each once: the last one that worked if it is announced now, the other
 * announced ones, then what is remembered. What worked before and is not announced comes later, because the machine may
 * have moved on.
 */
export function addressTexts(announced: readonly Address[], remembered: readonly string[]): string[] {
  const known = parseAll(remembered);
  const [last] = known;
  const isStillThere = last !== undefined && announced.some((address) => isSameAddress(address, last));
  const wanted = [...(isStillThere ? [last] : []), ...announced, ...known];
  return [...new Set(wanted.map(formatAddress))].slice(0, maxAddresses);
}

function parseAll(texts: readonly string[]): Address[] {
  return texts.flatMap((text) => {
    const address = parseAddress(text);
    return address.ok ? [address.value] : [];
  });
}
