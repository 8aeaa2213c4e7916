import { describe, expect, it } from 'vitest';
import { newHealth, nextHealth, overallState, type HealthEvent } from '#main/discovery/interface-health.ts';
import type { InterfaceState } from '#main/discovery/discovery.ts';
import type { NetworkInterface } from '#main/discovery/network-interfaces.ts';

function stateAfter(...steps: readonly (readonly [atMs: number, event: HealthEvent])[]): InterfaceState {
  return steps.reduce((health, [atMs, event]) => nextHealth(health, event, atMs), newHealth).state;
}

const sent: HealthEvent = { type: 'sent' };
const heard: HealthEvent = { type: 'heard' };
const looked: HealthEvent = { type: 'looked' };
const failed: HealthEvent = { type: 'failed', reason: { type: 'port_taken' } };

describe('the health of a network', () => {
  it('is unknown until something is sent', () => {
    expect(stateAfter([0, looked], [60_000, looked]).type).toBe('starting');
  });

  it('is good once it hears itself', () => {
    expect(stateAfter([0, sent], [5, heard]).type).toBe('working');
  });

  it('is bad when it has not heard itself for 1.5 s', () => {
    expect(stateAfter([0, sent], [1_000, sent], [1_499, looked]).type).toBe('starting');
    expect(stateAfter([0, sent], [1_000, sent], [1_500, looked]).type).toBe('not_heard');
  });

  it('turns bad after it was good, and good again', () => {
    expect(stateAfter([0, sent], [1, heard], [40_000, sent], [42_000, looked]).type).toBe('not_heard');
    expect(stateAfter([0, sent], [2_000, looked], [3_000, heard]).type).toBe('working');
  });

  it('keeps the reason of a failure until it hears itself', () => {
    expect(stateAfter([0, failed], [1, sent], [9_000, looked])).toEqual({
      type: 'failed',
      reason: { type: 'port_taken' },
    });
    expect(stateAfter([0, failed], [1, sent], [9_000, heard]).type).toBe('working');
  });

  it('is the same value when nothing changes', () => {
    const health = nextHealth(newHealth, heard, 0);
    expect(nextHealth(health, heard, 1)).toBe(health);
    expect(nextHealth(health, looked, 9_000)).toBe(health);
  });
});

describe('the health of all networks', () => {
  const network = (kind: NetworkInterface['kind']): NetworkInterface => {
    return { name: kind, address: '192.168.1.5', netmask: '255.255.255.0', mac: '', kind };
  };
  const overall = (...states: readonly (readonly [NetworkInterface['kind'], InterfaceState['type']])[]) =>
    overallState(
      states.map(([kind, type]) => ({
        network: network(kind),
        state: type === 'failed' ? { type, reason: { type: 'port_taken' } } : { type },
      })),
    );

  it('is the best of the physical ones', () => {
    expect(overall(['physical', 'failed'], ['physical', 'working'])).toBe('working');
    expect(overall(['physical', 'failed'], ['physical', 'not_heard'])).toBe('not_heard');
    expect(overall(['physical', 'not_heard'], ['virtual', 'working'], ['loopback', 'working'])).toBe('not_heard');
  });

  it('is that of the virtual ones when there is nothing else', () => {
    expect(overall(['virtual', 'working'], ['loopback', 'failed'])).toBe('working');
  });

  it('is no network when there is nothing but loopback', () => {
    expect(overall(['loopback', 'working'])).toBe('no_network');
    expect(overall()).toBe('no_network');
  });
});
