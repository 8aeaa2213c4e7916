import { describe, expect, it } from 'vitest';
import type { KnownServer, ProfileStore } from '#main/storage/profile-store.ts';
import { serverIdOf } from '#test/support/sample-ids.ts';

/** The promises every `ProfileStore` keeps. `open` opens the one that `setup` made again. */
export function profileStoreContract(
  kind: string,
  setup: () => Promise<{ readonly open: () => Promise<ProfileStore> }>,
): void {
  describe(`a profile ${kind}`, () => {
    const [one, other] = [serverIdOf(1), serverIdOf(2)];
    const known = (change: Partial<KnownServer> = {}): KnownServer => ({
      serverId: one,
      name: 'Acme',
      displayName: 'me',
      isJoined: true,
      isVerified: false,
      token: null,
      addresses: ['a:1', 'b:1'],
      ...change,
    });
    const addressesOf = async (store: ProfileStore) =>
      (await store.servers()).find(({ serverId }) => serverId === one)?.addresses;

    it('keeps servers with their addresses in order', async () => {
      const { open } = await setup();
      const store = await open();
      await store.putServer(known());
      await store.putServer(known({ serverId: other, isJoined: false, addresses: [] }));
      const again = await open();
      expect(await again.servers()).toEqual([known(), known({ serverId: other, isJoined: false, addresses: [] })]);
    });

    it('replaces what it knew of a server', async () => {
      const store = await (await setup()).open();
      await store.putServer(known());
      const changed = known({
        name: 'Other',
        displayName: 'Me',
        isJoined: false,
        isVerified: true,
        token: 'AAAAAAAAAAAAAAAAAAAAAA',
        addresses: ['c:1'],
      });
      await store.putServer(changed);
      expect(await store.servers()).toEqual([changed]);
    });

    it('has the server that was joined last at the end, also one that was left before', async () => {
      const store = await (await setup()).open();
      const order = async () => (await store.servers()).map(({ serverId }) => serverId);
      for (const serverId of [other, one]) await store.putServer(known({ serverId }));
      await store.putServer(known({ serverId: other, name: 'Other' }));
      expect(await order()).toEqual([other, one]);
      await store.putServer(known({ serverId: other, isJoined: false }));
      expect(await order()).toEqual([other, one]);
      await store.putServer(known({ serverId: other }));
      expect(await store.servers()).toEqual([known(), known({ serverId: other })]);
    });

    it('has the address that worked last first', async () => {
      const store = await (await setup()).open();
      await store.putServer(known());
      await store.addressWorked(one, 'b:1');
      expect(await addressesOf(store)).toEqual(['b:1', 'a:1']);
      await store.addressWorked(one, 'new:1');
      expect(await addressesOf(store)).toEqual(['new:1', 'b:1', 'a:1']);
    });

    it('adds addresses behind, each once, and keeps sixteen', async () => {
      const store = await (await setup()).open();
      await store.putServer(known());
      await store.addAddresses(one, ['b:1', 'c:1', 'c:1']);
      expect(await addressesOf(store)).toEqual(['a:1', 'b:1', 'c:1']);
      await store.addAddresses(
        one,
        Array.from({ length: 20 }, (_, index) => `d:${index + 1}`),
      );
      expect(await addressesOf(store)).toHaveLength(16);
      await store.addressWorked(one, 'e:1');
      expect((await addressesOf(store))?.slice(0, 2)).toEqual(['e:1', 'a:1']);
      expect(await addressesOf(store)).toHaveLength(16);
    });

    it('that was never damaged has nothing to tell of', async () => {
      const store = await (await setup()).open();
      expect(await store.renewal()).toBeNull();
      await store.renewalTold();
      expect(await store.renewal()).toBeNull();
    });

    it('forgets a server, and what comes of it later', async () => {
      const store = await (await setup()).open();
      await store.putServer(known());
      await store.putServer(known({ serverId: other }));
      await store.forgetServer(one);
      await store.addressWorked(one, 'late:1');
      await store.addAddresses(one, ['late:1']);
      expect(await store.servers()).toEqual([known({ serverId: other })]);
      await store.putServer(known({ addresses: [] }));
      expect(await addressesOf(store)).toEqual([]);
    });
  });
}
