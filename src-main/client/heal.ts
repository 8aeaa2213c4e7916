import type { EpochId } from '#shared/domain/ids.ts';
import type { RequestParams } from '#shared/protocol/request.ts';
import { ok, type Result } from '#shared/result.ts';
import type { ClientState, ClientStore, CutOffer, CutRange } from '../storage/client-store.ts';
import { giveBack, type GiveBackContext } from './give-back.ts';
import type { RequestFailure } from './requests.ts';

export interface HealContext extends GiveBackContext {
  readonly store: GiveBackContext['store'] & Pick<ClientStore, 'cutOffers'>;
}

export interface Healed {
  /** The last `seq` that both have. */
  readonly cutSeq: number;
  /** While it is closed the server tells nothing, and closes when it opens. */
  readonly gate: 'open' | 'closed';
}

/**
 * Finds where the server's log and what is held here part, and gives back what lies beyond, and what lies aside since the log lost
 * something before (H2). Nothing that is shown changes by it. `epochId`: the server's, where it tells it.
 */
export async function heal(context: HealContext, epochId: EpochId | null): Promise<Result<Healed, RequestFailure>> {
  const { requests } = context;
  const cut = await findCut(context);
  if (!cut.ok) return cut;
  const cutSeq = cut.value;
  const given = await giveBack(context, { type: 'beyond', cutSeq });
  if (!given.ok) return given;
  const aside = epochId === null ? given : await giveBack(context, { type: 'aside', epochId });
  if (!aside.ok) return aside;
  const done = await requests.request('healing.done', {});
  return done.ok ? ok({ cutSeq, gate: done.value.value.gate }) : done;
}

/** Asks on between the newest that the server holds and the next above it, until nothing lies between. */
async function findCut({ requests, store }: HealContext): Promise<Result<number, RequestFailure>> {
  let between = null as CutRange | null;
  for (;;) {
    const offers: readonly CutOffer[] = await store.cutOffers(between);
    if (between !== null && offers.length === 0) return ok(between.held);
    const cut = await requests.request('healing.cut', { offers: [...offers] });
    if (!cut.ok) return cut;
    const held: number = Math.max(cut.value.value.seq, between?.held ?? 0);
    const above = offers.flatMap(({ seq }) => (seq > held ? [seq] : []));
    if (above.length === 0 && between === null) return ok(held);
    between = { held, lost: Math.min(...above, between?.lost ?? Infinity) };
  }
}

/** With the id of its epoch, which the server may have lost. */
export function shownPosition({ epoch, position }: Pick<ClientState, 'epoch' | 'position'>): RequestParams<'resume'> {
  return epoch === null || position === null ? { position } : { position, epochId: epoch.epochId };
}

/** Shows a server that tells nothing yet how far this device was, and gives back what it wants (H3). */
export async function showAndHeal(
  context: HealContext,
  known: Pick<ClientState, 'epoch' | 'position'>,
  epochId: EpochId | null,
): Promise<Result<unknown, RequestFailure>> {
  const shown = await context.requests.request('resume', shownPosition(known));
  return shown.ok ? heal(context, epochId) : shown;
}
