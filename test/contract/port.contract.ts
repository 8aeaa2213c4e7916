import { describe, expect, it } from 'vitest';
import type { Port } from '#shared/ipc/port.ts';

export interface PortPair {
  /** Its far end runs the echo, possibly in another process. */
  readonly near: Port;
  readonly dispose: () => Promise<void> | void;
}

/** What every port promises, whatever carries it. */
export function portContract(name: string, open: () => Promise<PortPair> | PortPair): void {
  describe(`a port over ${name}`, () => {
    it('carries what survives a structured clone, unchanged and not shared', async () => {
      await using pair = await opened(open);
      const sent = { text: '\u{1F600}\u0000', list: [1, null, { deep: true }], nothing: undefined, when: new Date(0) };
      const answer = pair.next();
      pair.near.post(sent);
      const got = await answer;
      expect(got).toEqual(sent);
      expect(got).not.toBe(sent);
    });

    it('keeps the order of many messages', async () => {
      await using pair = await opened(open);
      const got: unknown[] = [];
      const all = new Promise<void>((resolve) => {
        pair.near.onMessage((message) => {
          if (got.push(message) === 500) resolve();
        });
      });
      pair.near.post('burst');
      await all;
      expect(got).toEqual(Array.from({ length: 500 }, (_, index) => index));
    });

    it('keeps what arrives before anybody listens', async () => {
      await using pair = await opened(open);
      pair.near.post('early');
      await new Promise((resolve) => setTimeout(resolve, 50));
      expect(await pair.next()).toBe('early');
    });

    it('stops calling a listener that was taken back', async () => {
      await using pair = await opened(open);
      const heard: unknown[] = [];
      const undo = pair.near.onMessage((message) => heard.push(message));
      undo();
      const answer = pair.next();
      pair.near.post('for somebody else');
      await answer;
      expect(heard).toEqual([]);
    });

    it('tells both ends once when it closes, and takes no message after that', async () => {
      await using pair = await opened(open);
      let closes = 0;
      const closed = new Promise<void>((resolve) => {
        pair.near.onClose(() => {
          closes += 1;
          resolve();
        });
      });
      pair.near.post('close');
      await closed;
      pair.near.post('too late');
      pair.near.close();
      await new Promise((resolve) => setTimeout(resolve, 20));
      expect(closes).toBe(1);
    });

    it('tells its own end too when that closes it', async () => {
      await using pair = await opened(open);
      const closed = new Promise<string>((resolve) => {
        pair.near.onClose(() => {
          resolve('told');
        });
      });
      pair.near.close();
      expect(await closed).toBe('told');
    });

    it('tells who asks after it has closed', async () => {
      await using pair = await opened(open);
      pair.near.close();
      await new Promise((resolve) => setTimeout(resolve, 50));
      const closed = new Promise<string>((resolve) => {
        pair.near.onClose(() => {
          resolve('told');
        });
      });
      expect(await closed).toBe('told');
    });
  });
}

async function opened(open: () => Promise<PortPair> | PortPair) {
  const { near, dispose } = await open();
  return {
    near,
    next: () =>
      new Promise<unknown>((resolve) => {
        const undo = near.onMessage((message) => {
          queueMicrotask(() => {
            undo();
          });
          resolve(message);
        });
      }),
    [Symbol.asyncDispose]: async () => {
      await dispose();
    },
  };
}
