import type { EpochId } from '#shared/domain/ids.ts';
import type { RequestParams } from '#shared/protocol/request.ts';
import { ok, type Result } from '#shared/result.ts';
import type { ClientState, ClientStore } from '../storage/client-store.ts';
import type { CutRange } from '../storage/piece.ts';
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

/** The newest event that the server holds: asks on between the newest that it is known to hold and the next above it. */
async function findCut({ requests, store }: HealContext): Promise<Result<number, RequestFailure>> {
  let between: CutRange | null = null;
  do {
    const narrowed: Result<CutRange, RequestFailure> = await narrow({ requests, store }, between);
    if (!narrowed.ok) return narrowed;
    between = narrowed.value;
  } while (between.lost - between.held > 1);
  return ok(between.held);
}

/** By one request; where nothing is held between the two, they come together. */
async function narrow(
  { requests, store }: HealContext,
  between: CutRange | null,
): Promise<Result<CutRange, RequestFailure>> {
  const offers = await store.cutOffers(between);
  const { held, lost } = between ?? { held: 0, lost: Infinity };
  if (offers.length === 0) return ok({ held, lost: held + 1 });
  const cut = await requests.request('healing.cut', { offers: [...offers] });
  if (!cut.ok) return cut;
  const newest = Math.max(held, cut.value.value.seq);
  const above = offers.flatMap(({ seq }) => (seq > newest ? [seq] : []));
  // All that is here is held.
  if (above.length === 0 && between === null) return ok({ held: newest, lost: newest + 1 });
  return ok({ held: newest, lost: Math.min(lost, ...above) });
}

/**
 * Whether the server holds what is held here, `aheadSeq` being the end of it: a connection that ends between an event and the position
 * behind it leaves a device ahead of its position, of a server that lost nothing (D9).
 */
export async function isAllHeld(
  { requests, store }: Pick<HealContext, 'requests' | 'store'>,
  aheadSeq: number,
): Promise<Result<boolean, RequestFailure>> {
  const [newest] = await store.cutOffers(null);
  // A room was opened here by an event that has not come: nothing can be shown for that.
  if (newest === undefined || newest.seq < aheadSeq) return ok(false);
  const cut = await requests.request('healing.cut', { offers: [newest] });
  return cut.ok ? ok(cut.value.value.seq >= newest.seq) : cut;
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
