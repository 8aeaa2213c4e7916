import { afterEach, describe, expect, it } from 'vitest';
import type { Closed, Connection } from '#main/transport/connection.ts';
import { createFrame, joinFrames } from '#main/transport/frame.ts';

/** Two ends of one link; what is sent on it arrives at the latest when `deliver` was called and a moment has passed. */
export interface ConnectionPair {
  readonly client: Connection;
  readonly server: Connection;
  deliver(): void;
  dispose(): Promise<void>;
}

type OpenPair = () => Promise<ConnectionPair>;

/** What every `Connection` does, whatever carries it. Frames may be up to 128 KiB on both sides. */
export function describeConnectionContract(openPair: OpenPair): void {
  describe.each(['client', 'server'] as const)('sent by the %s', (sender) => {
    const opened: ConnectionPair[] = [];

    async function setup() {
      const pair = await openPair();
      opened.push(pair);
      const [near, far] = sender === 'client' ? [pair.client, pair.server] : [pair.server, pair.client];
      return { near, far, heard: hear(far), heardNear: hear(near), until: untilOf(pair) };
    }

    afterEach(async () => {
      await Promise.all(opened.splice(0).map((pair) => pair.dispose()));
    });

    it('frames of one batch arrive one by one', async () => {
      const { near, heard, until } = await setup();
      near.send(joinFrames([createFrame('a'), createFrame(''), createFrame('c')]));
      await until(() => heard.texts.length === 3);
      expect(heard.texts).toEqual(['a', '', 'c']);
    });

    it('order is kept over many batches of all sizes', async () => {
      const { near, heard, until } = await setup();
      const texts = Array.from({ length: 600 }, (_, index) => `${index} ${'x'.repeat((index * 379) % 70_000)}`);
      for (const text of texts) near.send(createFrame(text));
      await until(() => heard.texts.length === texts.length);
      expect(heard.texts).toEqual(texts);
    });

    it('every character survives', async () => {
      const { near, heard, until } = await setup();
      const text = 'naïve 中文 👩‍👩‍👧 \u0007 "\\" \u{10ffff}';
      near.send(createFrame(text));
      await until(() => heard.texts.length === 1);
      expect(heard.texts).toEqual([text]);
    });

    it('a code and a reason to close arrive behind what was sent, and both ends tell them once', async () => {
      const { near, heard, heardNear, until } = await setup();
      near.send(joinFrames(Array.from({ length: 50 }, () => createFrame('x'.repeat(10_000)))));
      near.close(4004, 'start again');
      near.close(4005, 'too late');
      await until(() => heard.closed.length > 0 && heardNear.closed.length > 0);
      expect(heard.texts).toHaveLength(50);
      expect(heard.closed).toEqual([{ code: 4004, reason: 'start again' }]);
      expect(heardNear.closed).toEqual([{ code: 4004, reason: 'start again' }]);
    });

    it('nothing is sent or heard after a close', async () => {
      const { near, far, heard, heardNear, until } = await setup();
      far.send(createFrame('under way'));
      near.close(1000, '');
      near.send(createFrame('too late'));
      near.ping();
      await until(() => heard.closed.length > 0 && heardNear.closed.length > 0);
      expect(heard.texts).toEqual([]);
      expect(heardNear.texts).toEqual([]);
      expect(near.bufferedBytes()).toBe(0);
    });

    it('a connection that is ended at once is 1006 on both ends', async () => {
      const { near, heard, heardNear, until } = await setup();
      near.terminate();
      await until(() => heard.closed.length > 0 && heardNear.closed.length > 0);
      expect([heard.closed[0]?.code, heardNear.closed[0]?.code]).toEqual([1006, 1006]);
    });

    it('no listener is called from within a call', async () => {
      const { near, heardNear } = await setup();
      near.terminate();
      expect(heardNear.closed).toEqual([]);
    });

    it('who asks late is told how it ended', async () => {
      const { near, heard, until } = await setup();
      near.close(4001, 'silent');
      await until(() => heard.closed.length > 0);
      const late: Closed[] = [];
      near.onClose((closed) => late.push(closed));
      await until(() => late.length > 0);
      expect(late).toEqual([{ code: 4001, reason: 'silent' }]);
    });

    it('a frame of the longest allowed length arrives, one byte more is refused with 1009', async () => {
      const { near, far, heard, heardNear, until } = await setup();
      far.setMaxFrameBytes(1_000);
      near.send(createFrame('é'.repeat(500)));
      near.send(createFrame('x'.repeat(1_001)));
      near.send(createFrame('not heard'));
      await until(() => heard.closed.length > 0 && heardNear.closed.length > 0);
      expect(heard.texts).toEqual(['é'.repeat(500)]);
      expect([heard.closed[0]?.code, heardNear.closed[0]?.code]).toEqual([1009, 1009]);
      expect([heard.refusals, heardNear.refusals]).toEqual([1, 0]);
    });

    it('a frame over 128 KiB is refused with 1009', async () => {
      const { near, heard, heardNear, until } = await setup();
      near.send(createFrame('x'.repeat(128 * 1024)));
      near.send(createFrame('x'.repeat(128 * 1024 + 1)));
      await until(() => heard.closed.length > 0 && heardNear.closed.length > 0);
      expect(heard.texts).toHaveLength(1);
      expect([heard.closed[0]?.code, heardNear.closed[0]?.code]).toEqual([1009, 1009]);
      expect([heard.refusals, heardNear.refusals]).toEqual([1, 0]);
    });

    it('a ping is a sign of life on both ends', async () => {
      const { near, far, until } = await setup();
      const before = { near: near.bytesReceived(), far: far.bytesReceived() };
      let pongs = 0;
      const undo = near.onPong(() => (pongs += 1));
      near.ping();
      await until(() => pongs === 1);
      expect(near.bytesReceived()).toBeGreaterThan(before.near);
      expect(far.bytesReceived()).toBeGreaterThan(before.far);
      undo();
      near.ping();
      near.close(1000, '');
      await until(() => near.bufferedBytes() === 0);
      expect(pongs).toBe(1);
    });

    it('what a reader leaves unread is seen in the sender’s buffer, and is all there when it reads on', async () => {
      const { near, far, heard, until } = await setup();
      far.pauseReading();
      const frame = createFrame('x'.repeat(100_000));
      let sent = 0;
      while (near.bufferedBytes() < 2_000_000 && sent < 1_000) {
        near.send(frame);
        sent += 1;
        await new Promise((resolve) => setTimeout(resolve, sent % 20 === 0 ? 5 : 0));
      }
      expect(near.bufferedBytes()).toBeGreaterThanOrEqual(2_000_000);
      expect(heard.texts.length).toBeLessThan(sent);
      far.resumeReading();
      await until(() => heard.texts.length === sent && near.bufferedBytes() === 0);
    });

    it('a reader that stops at a frame hears none of those that came with it until it reads on, and then all in order', async () => {
      const { near, far, heard, until } = await setup();
      const pauses = new Set(['0', '7', '8']);
      far.onText((text) => {
        if (pauses.has(text)) far.pauseReading();
      });
      const texts = Array.from({ length: 400 }, (_, index) => String(index));
      near.send(joinFrames(texts.map((text) => createFrame(text))));
      for (const last of ['0', '7', '8']) {
        await until(() => heard.texts.at(-1) === last);
        await new Promise((resolve) => setTimeout(resolve, 20));
        expect(heard.texts.at(-1)).toBe(last);
        far.resumeReading();
        // No listener is called from within a call.
        expect(heard.texts.at(-1)).toBe(last);
      }
      await until(() => heard.texts.length === texts.length);
      near.send(createFrame('later'));
      await until(() => heard.texts.length > texts.length);
      expect(heard.texts).toEqual([...texts, 'later']);
    });

    it('both ends know the same certificate and the other’s address', async () => {
      const { near, far } = await setup();
      expect(near.certificateHash).toEqual(far.certificateHash);
      expect(near.remoteAddress).toMatch(/^\d+\.\d+\.\d+\.\d+$/);
    });
  });

  it('text that comes before anybody listens waits, and a listener that left hears no more', async () => {
    const pair = await openPair();
    const until = untilOf(pair);
    pair.client.send(createFrame('first'));
    pair.deliver();
    await new Promise((resolve) => setTimeout(resolve, 20));
    const texts: string[] = [];
    const undo = pair.server.onText((text) => texts.push(text));
    await until(() => texts.length === 1);
    undo();
    const other = hear(pair.server);
    pair.client.send(createFrame('second'));
    await until(() => other.texts.length === 1);
    expect(texts).toEqual(['first']);
    await pair.dispose();
  });
}

interface Heard {
  readonly texts: string[];
  readonly closed: Closed[];
  refusals: number;
}

function hear(connection: Connection): Heard {
  const heard: Heard = { texts: [], closed: [], refusals: 0 };
  connection.onText((text) => heard.texts.push(text));
  connection.onClose((closed) => heard.closed.push(closed));
  connection.onRefused(() => {
    heard.refusals += 1;
  });
  return heard;
}

function untilOf(pair: ConnectionPair): (holds: () => boolean) => Promise<void> {
  return async (holds) => {
    for (const deadline = Date.now() + 8_000; !holds();) {
      if (Date.now() > deadline) throw new Error('What was waited for did not come.');
      pair.deliver();
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
  };
}
