import { describe, expect, it } from 'vitest';
import { createConnectionQuota } from '#main/transport/connection-quota.ts';
import { transportLimits } from '#main/transport/transport-limits.ts';

const limits = {
  ...transportLimits,
  maxConnections: 100,
  maxConnectionsPerAddress: 20,
  maxConnectionsBeforeLogin: 6,
  maxConnectionsBeforeLoginPerAddress: 3,
};

function setupQuota() {
  const quota = createConnectionQuota(limits);
  /** How many of `count` newcomers from an address get a place, and how many of those may begin their login. */
  function arrive(address: string, count: number) {
    const places = Array.from({ length: count }, () => quota.enter(address)).filter((place) => place !== null);
    return { places, begun: places.filter((place) => place.beginLogin()) };
  }
  return { quota, arrive };
}

describe('a connection quota', () => {
  it('lets as many of one address wait for their login as it may, and as many in all', () => {
    const { arrive, quota } = setupQuota();
    expect(arrive('192.0.2.1', 5).begun).toHaveLength(3);
    expect(arrive('192.0.2.2', 5).begun).toHaveLength(3);
    expect(arrive('192.0.2.3', 5).begun).toHaveLength(0);
    expect(quota.beforeLogin).toBe(6);
  });

  it('gives the place of who logged in to the next', () => {
    const { arrive, quota } = setupQuota();
    for (const place of arrive('192.0.2.1', 3).begun) place.admit();
    expect(arrive('192.0.2.1', 5).begun).toHaveLength(3);
    expect([quota.connections, quota.beforeLogin]).toEqual([8, 3]);
  });

  it('bounds what one address and all together may hold, logged in or not', () => {
    const { arrive, quota } = setupQuota();
    /** Those who are told that there is no room go away again. */
    function comeIn(address: string): void {
      const { places, begun } = arrive(address, 3);
      for (const place of begun) place.admit();
      for (const place of places) if (!begun.includes(place)) place.leave();
    }
    for (let round = 0; round < 20; round += 1) comeIn('192.0.2.1');
    expect(quota.connections).toBe(20);
    for (let address = 2; address < 60; address += 1) comeIn(`192.0.2.${address}`);
    expect(quota.connections).toBe(100);
  });

  it('bounds sockets that do not ask for anything', () => {
    const { arrive, quota } = setupQuota();
    const shy = Array.from({ length: 50 }, () => quota.enter('192.0.2.1')).filter((place) => place !== null);
    expect(shy).toHaveLength(12);
    shy.forEach((place) => {
      place.leave();
    });
    expect(arrive('192.0.2.1', 1).begun).toHaveLength(1);
  });

  it('frees each place once', () => {
    const { arrive, quota } = setupQuota();
    const { places } = arrive('192.0.2.1', 2);
    for (const place of [...places, ...places]) place.leave();
    expect([quota.connections, quota.beforeLogin]).toEqual([0, 0]);
    places[0]?.admit();
    expect(places[0]?.beginLogin()).toBe(false);
    expect(quota.connections).toBe(0);
  });
});
