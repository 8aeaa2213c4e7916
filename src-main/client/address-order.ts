import { formatAddress, isSameAddress, parseAddress, type Address } from '#shared/discovery/address.ts';

/** At most this many are tried in one round. */
const maxAddresses = 16;

/**
 * Which addresses to try, in this order: the last one that worked if it is announced now, the other announced ones, then
 * what is remembered. What worked before and is not announced comes later, because the machine may have moved on.
 */
export function orderAddresses(announced: readonly Address[], remembered: readonly string[]): Address[] {
  const known = parseAll(remembered);
  const [last] = known;
  const isStillThere = last !== undefined && announced.some((address) => isSameAddress(address, last));
  const wanted = [...(isStillThere ? [last] : []), ...announced, ...known];
  const distinct = wanted.filter((address, at) => wanted.findIndex((other) => isSameAddress(other, address)) === at);
  return distinct.slice(0, maxAddresses);
}

/** Both lists as texts for people and for keeping, each once. */
export function addressTexts(announced: readonly Address[], remembered: readonly string[]): string[] {
  return orderAddresses(announced, remembered).map(formatAddress);
}

function parseAll(texts: readonly string[]): Address[] {
  return texts.flatMap((text) => {
    const address = parseAddress(text);
    return address.ok ? [address.value] : [];
  });
}
