import { afterEach, describe, expect, it } from 'vitest';
import type { Browse, Discovery } from '#main/discovery/discovery.ts';
import { advertisement } from '#test/support/advertisement.ts';

/** What a kind of discovery brings to the contract: machines that can hear each other, or processes of one machine. */
export interface DiscoveryContractSetup {
  createDiscovery(): Discovery;
  /** Resolves when the condition holds; rejects when it does not within a few seconds of the clock in use. */
  until(condition: () => boolean): Promise<void>;
  /** Lets everything arrive that is under way. */
  settle(): Promise<void>;
}

/** The promises every `Discovery` keeps. Others may announce on the same network: only our own servers are looked at. */
export function discoveryContract(kind: string, setup: () => DiscoveryContractSetup): void {
  describe(`discovery by ${kind}`, () => {
    const opened: Discovery[] = [];
    afterEach(async () => {
      await Promise.all(opened.splice(0).map((discovery) => discovery.close()));
    });

    function setupPair() {
      const { createDiscovery, until, settle } = setup();
      const [a, b] = [createDiscovery(), createDiscovery()];
      opened.push(a, b);
      // Numbers of their own, so that what another run left behind is not mistaken for ours.
      const number = Math.floor(Math.random() * 2 ** 31);
      const server = advertisement(number, { name: 'Acme' });
      const isListed = (browse: Browse) => browse.servers().some(({ serverId }) => serverId === server.serverId);
      return { a, b, until, settle, server, isListed, number };
    }

    it('lists a server that was there before', async () => {
      const { a, b, until, server, isListed } = setupPair();
      a.advertise(server);
      const browse = b.browse();
      await until(() => isListed(browse));
      const listed = browse.servers().find(({ serverId }) => serverId === server.serverId);
      expect(listed).toMatchObject({ name: 'Acme', versions: [1] });
      expect(listed?.addresses.map(({ port }) => port)).toContain(7_420);
    });

    it('tells of a server that comes later', async () => {
      const { a, b, until, server } = setupPair();
      let isTold = false;
      b.browse().onChange((servers) => {
        isTold ||= servers.some(({ serverId }) => serverId === server.serverId);
      });
      a.advertise(server);
      await until(() => isTold);
      expect(isTold).toBe(true);
    });

    it('lists a server of its own machine as well', async () => {
      const { a, until, server, isListed } = setupPair();
      const browse = a.browse();
      a.advertise(server);
      await until(() => isListed(browse));
      expect(isListed(browse)).toBe(true);
    });

    it('forgets a server that is stopped, and keeps the others', async () => {
      const { a, b, until, server, isListed, number } = setupPair();
      const browse = b.browse();
      const second = advertisement(number + 1, { port: 7_421 });
      const isSecondListed = () => browse.servers().some(({ serverId }) => serverId === second.serverId);
      const stop = a.advertise(server);
      a.advertise(second);
      await until(() => isListed(browse) && isSecondListed());
      await stop();
      await until(() => !isListed(browse));
      expect(isSecondListed()).toBe(true);
    });

    it('forgets everything of a machine that closes', async () => {
      const { a, b, until, server, isListed } = setupPair();
      const browse = b.browse();
      a.advertise(server);
      await until(() => isListed(browse));
      await a.close();
      await until(() => !isListed(browse));
      expect(isListed(browse)).toBe(false);
    });

    it('renames a server without losing it, when the new name is announced before the old one is stopped', async () => {
      const { a, b, until, settle, server, isListed } = setupPair();
      const browse = b.browse();
      const stop = a.advertise(server);
      await until(() => isListed(browse));
      let isLost = false;
      browse.onChange(() => {
        isLost ||= !isListed(browse);
      });
      a.advertise({ ...server, name: advertisement(0, { name: 'Acme 2' }).name });
      await stop();
      await until(() => browse.servers().some(({ name }) => name === 'Acme 2'));
      await settle();
      expect([isLost, isListed(browse)]).toEqual([false, true]);
    });

    it('tells a listener nothing more after its undo', async () => {
      const { a, b, until, server, isListed } = setupPair();
      const browse = b.browse();
      let calls = 0;
      const undo = browse.onChange(() => (calls += 1));
      undo();
      a.advertise(server);
      await until(() => isListed(browse));
      expect(calls).toBe(0);
    });

    it('keeps one list going when another is closed', async () => {
      const { a, b, until, server, isListed } = setupPair();
      const [closed, open] = [b.browse(), b.browse()];
      closed.close();
      a.advertise(server);
      await until(() => isListed(open));
      expect(isListed(closed)).toBe(false);
    });

    it('takes stopping and closing twice', async () => {
      const { a, server } = setupPair();
      const stop = a.advertise(server);
      await Promise.all([stop(), stop()]);
      await a.close();
      await expect(a.close()).resolves.toBeUndefined();
    });

    it('finds again after a refresh', async () => {
      const { a, b, until, server, isListed } = setupPair();
      a.advertise(server);
      b.refresh();
      const browse = b.browse();
      await until(() => isListed(browse));
      expect(isListed(browse)).toBe(true);
    });
  });
}
