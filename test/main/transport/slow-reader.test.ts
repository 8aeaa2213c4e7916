import { describe, expect, it, vi } from 'vitest';
import type { Closed, Connection } from '#main/transport/connection.ts';
import { createFrame, joinFrames, type Frame } from '#main/transport/frame.ts';
import type { TransportLimits } from '#main/transport/transport-limits.ts';
import { present } from '#shared/assert.ts';
import { openRawClient } from '#test/support/tls-raw-client.ts';
import { startTlsServer } from '#test/support/tls-server.ts';

const megabyte = 1024 * 1024;
/** Nothing is cut off for the amount that waits. */
const roomy = { maxBufferedBytes: 100 * megabyte, maxTotalBufferedBytes: 200 * megabyte };

/** One frame after another of a hundred: what several wait for at a time would count once. */
const frames = Array.from({ length: 100 }, () => createFrame('x'.repeat(100_000)));
let sentFrames = 0;
function nextFrame(): Frame {
  sentFrames += 1;
  return present(frames[sentFrames % frames.length], 'there are a hundred frames');
}

/** A server with some readers that do not read. */
async function setup(limits: Partial<TransportLimits>, readers = 1) {
  const { listener, connect } = await startTlsServer({ limits });
  const ends = [];
  for (let count = 0; count < readers; count += 1) {
    const { client, server } = await connect();
    client.pauseReading();
    client.onText(() => undefined);
    server.onText(() => undefined);
    const closed: Closed[] = [];
    server.onClose((how) => closed.push(how));
    ends.push({ client, server, closed });
  }
  return { listener, ends };
}

function until(holds: () => boolean): Promise<void> {
  return vi.waitFor(
    () => {
      expect(holds()).toBe(true);
    },
    { timeout: 5_000, interval: 5 },
  );
}

/** Sends, a little at a time, until so much waits or the reader was cut off; the bytes sent. */
async function sendUntil(server: Connection, bufferedBytes: number, isCut: () => boolean): Promise<number> {
  let sentBytes = 0;
  while (server.bufferedBytes() < bufferedBytes && !isCut()) {
    const frame = nextFrame();
    server.send(frame);
    sentBytes += frame.wire().length;
    await new Promise((resolve) => setImmediate(resolve));
  }
  return sentBytes;
}

describe('a slow reader', () => {
  it('[D12] is cut off once too much waits for it, and counted', async () => {
    const { listener, ends } = await setup({ maxBufferedBytes: megabyte });
    const [reader] = ends;
    if (reader === undefined) return;
    await sendUntil(reader.server, Infinity, () => reader.closed.length > 0);
    await until(() => reader.closed.length === 1);
    expect(reader.closed[0]?.code).toBe(1006);
    expect(reader.server.bufferedBytes()).toBe(0);
    expect(listener.counters.slowReadersCut).toBe(1);
    await listener.close();
  });

  it('[D12] is cut off once nothing has left for too long, however little waits', async () => {
    const { listener, ends } = await setup({ maxStallMs: 300, sweepIntervalMs: 30 });
    const [reader] = ends;
    if (reader === undefined) return;
    await sendUntil(reader.server, 200_000, () => false);
    expect(reader.closed).toEqual([]);
    await until(() => reader.closed.length === 1);
    expect(listener.counters.slowReadersCut).toBe(1);
    await listener.close();
  });

  it('[D12] that takes a little now and then is left alone', async () => {
    const { listener, ends } = await setup({ maxStallMs: 1_200, sweepIntervalMs: 30, ...roomy });
    const [reader] = ends;
    if (reader === undefined) return;
    await sendUntil(reader.server, 40 * megabyte, () => false);
    for (let gulp = 0; gulp < 6; gulp += 1) {
      await new Promise((resolve) => setTimeout(resolve, 250));
      reader.client.resumeReading();
      const before = reader.client.bytesReceived();
      while (reader.client.bytesReceived() - before < 500_000) await new Promise((resolve) => setImmediate(resolve));
      reader.client.pauseReading();
    }
    expect(reader.server.bufferedBytes()).toBeGreaterThan(0);
    expect(listener.counters.slowReadersCut).toBe(0);
    reader.client.terminate();
    await listener.close();
  });

  it('gets whole frames, whatever else is sent to it meanwhile', async () => {
    const { listener, ends } = await setup(roomy);
    const [reader] = ends;
    if (reader === undefined) return;
    const texts: string[] = [];
    reader.client.onText((text) => texts.push(text));
    reader.client.pauseReading();
    const sent = Array.from({ length: 30 }, (_, index) =>
      Array.from({ length: 100 }, () => `${index} ${'x'.repeat(7_000)}`),
    );
    for (const batch of sent) {
      reader.server.send(joinFrames(batch.map(createFrame)));
      reader.server.ping();
      reader.client.ping();
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
    reader.client.resumeReading();
    await until(() => texts.length === 3_000 || reader.closed.length > 0);
    expect(reader.closed).toEqual([]);
    expect(texts).toEqual(sent.flat());
    await listener.close();
  });

  it('that says goodbye gets no frame after the answer', async () => {
    const { listener, connections } = await startTlsServer({ limits: roomy });
    const client = await openRawClient(listener.port);
    client.socket.pause();
    const [server] = connections;
    server?.onText(() => undefined);
    if (server !== undefined) await sendUntil(server, 4 * megabyte, () => false);
    client.sendFrame(8, Buffer.from([0x03, 0xe8]));
    await new Promise((resolve) => setTimeout(resolve, 50));
    client.socket.resume();
    const frames = await client.framesUntilEnd();
    expect(frames.map(({ first }) => first).filter((first) => first !== 0x81)).toEqual([0x88]);
    expect(frames.at(-1)?.payload.readUInt16BE(0)).toBe(1000);
    await listener.close();
  });

  it('[D12] that has most waiting goes first when all together have too much', async () => {
    const limits = { maxTotalBufferedBytes: 6 * megabyte, maxBufferedBytes: 100 * megabyte };
    const { listener, ends } = await setup(limits, 3);
    const [greedy, ...others] = ends;
    if (greedy === undefined) return;
    await sendUntil(greedy.server, 4 * megabyte, () => false);
    for (const { server } of others) await sendUntil(server, 1.5 * megabyte, () => greedy.closed.length > 0);
    await until(() => greedy.closed.length === 1);
    expect(others.map(({ closed }) => closed)).toEqual([[], []]);
    expect(listener.counters.slowReadersCut).toBe(1);
    for (const { client } of others) client.terminate();
    await listener.close();
  });

  it('[D12] counts for what its socket holds too, where many take nothing', async () => {
    // One write each, given to the socket whole: nothing of it waits where the budget counts.
    const limits = { maxBufferedBytes: 100 * megabyte, maxTotalBufferedBytes: 30 * megabyte };
    const { listener, ends } = await setup({ ...limits, writeStepBytes: 32 * megabyte, sweepIntervalMs: 30 }, 4);
    for (const { server } of ends) server.send(joinFrames(Array.from({ length: 200 }, nextFrame)));
    await until(() => ends.some(({ closed }) => closed.length > 0));
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(ends.filter(({ closed }) => closed.length === 0)).not.toEqual([]);
    for (const { client } of ends) client.terminate();
    await listener.close();
  });
});
