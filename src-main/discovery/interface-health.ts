import type { DiscoveryFailure, DiscoveryStatus, InterfaceState } from './discovery.ts';
import type { NetworkInterface } from './network-interfaces.ts';

/** Whether discovery works on one network, told by hearing one's own packets: a dead link or a firewall gives no error. */
export interface InterfaceHealth {
  readonly state: InterfaceState;
  /** When the oldest packet that has not been heard since was sent, in monotonic milliseconds. */
  readonly unheardSince: number | null;
}

export type HealthEvent =
  | { readonly type: 'sent' }
  | { readonly type: 'heard' }
  | { readonly type: 'failed'; readonly reason: DiscoveryFailure }
  | { readonly type: 'looked' };

const hearTimeoutMs = 1_500;

export const newHealth: InterfaceHealth = { state: { type: 'starting' }, unheardSince: null };

/** What follows from an event at `now`, monotonic milliseconds; the same object when nothing changed. */
export function nextHealth(health: InterfaceHealth, event: HealthEvent, now: number): InterfaceHealth {
  switch (event.type) {
    case 'sent':
      return health.unheardSince === null ? { ...health, unheardSince: now } : health;
    case 'heard':
      return health.state.type === 'working' && health.unheardSince === null
        ? health
        : { state: { type: 'working' }, unheardSince: null };
    case 'failed':
      return { ...health, state: { type: 'failed', reason: event.reason } };
    case 'looked':
      return isOverdue(health, now) ? { ...health, state: { type: 'not_heard' } } : health;
  }
}

/** The state of the whole: the best of the physical networks, or of the virtual ones when there is nothing else. */
export function overallState(
  interfaces: readonly { readonly network: NetworkInterface; readonly state: InterfaceState }[],
): DiscoveryStatus['type'] {
  const physical = interfaces.filter(({ network }) => network.kind === 'physical');
  const virtual = interfaces.filter(({ network }) => network.kind === 'virtual');
  const states = (physical.length > 0 ? physical : virtual).map(({ state }) => state.type);
  const bestFirst = ['working', 'starting', 'not_heard', 'failed'] as const;
  return bestFirst.find((type) => states.includes(type)) ?? 'no_network';
}

function isOverdue({ state, unheardSince }: InterfaceHealth, now: number): boolean {
  const mayTurn = state.type === 'starting' || state.type === 'working';
  return mayTurn && unheardSince !== null && now - unheardSince >= hearTimeoutMs;
}
