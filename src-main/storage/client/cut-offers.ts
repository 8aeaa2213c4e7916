import { maxCutOffers } from '#shared/protocol/healing.ts';
import type { CutOffer, CutRange } from '../piece.ts';
import type { ClientContext } from './client-context.ts';

/**
 * Where this log and the server's may part (H2): events at doubling distances back from the end, the newest first, and the oldest;
 * or some at even distances of those that lie between two.
 */
export function cutOffers({ tables }: ClientContext, between: CutRange | null): CutOffer[] {
  return between === null ? doublingOffers(tables) : tables.events.amid(between, maxCutOffers);
}

function doublingOffers(tables: ClientContext['tables']): CutOffer[] {
  const offers: CutOffer[] = [];
  let next = 0;
  let at = 0;
  let last: CutOffer | null = null;
  for (const place of tables.events.newestFirst()) {
    last = place;
    if (at === next && offers.length < maxCutOffers - 1) {
      offers.push(place);
      next = next * 2 + 1;
    }
    at += 1;
  }
  return last === null || offers.includes(last) ? offers : [...offers, last];
}
