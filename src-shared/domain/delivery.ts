/** How far a message of one's own has come (D4). `failed` is reached from `queued` only. */
export type DeliveryState = 'queued' | 'sent' | 'delivered' | 'read' | 'failed';

const order: Readonly<Record<Exclude<DeliveryState, 'failed'>, number>> = { queued: 0, sent: 1, delivered: 2, read: 3 };

/** The state after hearing `news`: it only moves forward, whatever order news arrives in. */
export function advanceDelivery(state: DeliveryState, news: DeliveryState): DeliveryState {
  if (state === 'failed') return state;
  if (news === 'failed') return state === 'queued' ? 'failed' : state;
  return order[news] > order[state] ? news : state;
}
