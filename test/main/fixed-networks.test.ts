import { describe, expect, it } from 'vitest';
import { parseNetworkPolicy } from '#shared/discovery/network-policy.ts';
import type { ReadInterfaces } from '#main/discovery/network-interfaces.ts';
import { createFixedNetworks } from '#main/fixed-networks.ts';
import { createFakeClock } from '#test/support/fake-clock.ts';
import { interfaceInfo, loopbackInfo } from '#test/support/interface-infos.ts';

type Interfaces = ReturnType<ReadInterfaces>;

const [officeAddress, labAddress] = ['192.168.1.5', '10.9.9.2'];
const office: Interfaces = { lo: [loopbackInfo], eth0: [interfaceInfo({ address: officeAddress })] };
const both: Interfaces = { ...office, eth1: [interfaceInfo({ address: labAddress })] };

interface Start {
  readonly hosts?: readonly string[];
  readonly first?: Interfaces;
}

function setup(typed: string, { hosts = ['0.0.0.0'], first = both }: Start = {}) {
  const policy = parseNetworkPolicy(typed);
  if (!policy.ok) throw new Error(policy.error.typed);
  const clock = createFakeClock();
  let interfaces = first;
  const networks = createFixedNetworks({ clock, policy: policy.value, hosts, readInterfaces: () => interfaces });
  const plugIn = (next: Interfaces) => {
    interfaces = next;
    clock.advance(1_000);
  };
  return { networks, plugIn };
}

describe('[T11] a server that nobody sits at', () => {
  it('lets nobody on from a network that was not named, at whichever address they reach it', () => {
    const { networks } = setup('192.168.1.0/24');
    expect(networks.letsOn(officeAddress, '192.168.1.77')).toBe(true);
    expect(networks.letsOn(officeAddress, '10.9.9.3')).toBe(false);
    expect(networks.letsOn(labAddress, '10.9.9.3')).toBe(false);
    expect(networks.letsOn('127.0.0.1', '127.0.0.1')).toBe(true);
    networks.close();
  });

  it('lets on whom its networks are for: all of them, or that of a named address', () => {
    expect(setup('all').networks.letsOn(officeAddress, '10.9.9.3')).toBe(true);
    const { networks } = setup('192.168.1.0/24', { hosts: [labAddress] });
    expect(networks.letsOn(labAddress, '10.9.9.3')).toBe(true);
  });

  it('notices networks that come later', () => {
    const { networks, plugIn } = setup('192.168.1.0/24', { first: office });
    let changes = 0;
    networks.onChange(() => (changes += 1));
    plugIn(both);
    expect(networks.letsOn(officeAddress, '10.9.9.3')).toBe(false);
    expect(changes).toBe(1);
    networks.close();
  });
});
