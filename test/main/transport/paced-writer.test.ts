import { Writable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { createFrame, joinFrames } from '#main/transport/frame.ts';
import type { Frame } from '#main/transport/frame.ts';
import type { OutgoingBatch } from '#main/transport/outgoing-batch.ts';
import { createPacedWriter } from '#main/transport/paced-writer.ts';
import { createSendBudget } from '#main/transport/send-budget.ts';
import { createStallWatch } from '#main/transport/stall-watch.ts';

const kilobyte = 1_024;

/** A frame of so many bytes, its header among them. */
function frameOf(bytes: number): Frame {
  return createFrame('x'.repeat(bytes - (bytes > 65_535 ? 10 : 4)));
}

function manyFrames(kilobytes: number): OutgoingBatch {
  return joinFrames(Array.from({ length: kilobytes }, () => frameOf(kilobyte)));
}

/** A socket whose other end reads when it is told to. */
function setupWriter({ maxBytes = Infinity, stepBytes = 8 * kilobyte } = {}) {
  const received: Buffer[] = [];
  let writes = 0;
  let pending: (() => void) | null = null;
  function take(chunks: readonly Buffer[], done: () => void): void {
    writes += 1;
    received.push(...chunks);
    pending = done;
  }
  const socket = new Writable({
    highWaterMark: 4 * kilobyte,
    write: (chunk: Buffer, _encoding, done) => {
      take([chunk], done);
    },
    writev: (chunks, done) => {
      take(
        chunks.map(({ chunk }) => chunk as Buffer),
        done,
      );
    },
  });
  let exceeded = 0;
  let isOpen = true;
  const budget = createSendBudget({ maxBytes, onExceeded: () => (exceeded += 1) });
  return {
    writer: createPacedWriter({ socket, stepBytes, budget, isOpen: () => isOpen }),
    budget,
    socket,
    received: () => Buffer.concat(received).toString('latin1'),
    writes: () => writes,
    exceeded: () => exceeded,
    closeByPeer: () => {
      isOpen = false;
    },
    readOn: async () => {
      const done = pending;
      pending = null;
      done?.();
      await new Promise((resolve) => setImmediate(resolve));
      return done !== null;
    },
  };
}

describe('a paced writer', () => {
  it('hands a socket that keeps up each batch at once, in one write', async () => {
    const { writer, writes, readOn, received } = setupWriter();
    for (const text of ['one ', 'two ', 'three']) {
      writer.write(Buffer.from(text));
      await readOn();
    }
    expect([writes(), received()]).toEqual([3, 'one two three']);
    expect(writer.bufferedBytes()).toBe(0);
  });

  it('keeps order and loses nothing while the socket is busy', async () => {
    const { writer, readOn, received } = setupWriter();
    const texts = Array.from({ length: 200 }, (_, index) => `${index},`.repeat(index * 3));
    for (const text of texts) writer.write(Buffer.from(text));
    expect(writer.bufferedBytes()).toBe(texts.join('').length);
    while (await readOn());
    expect(received()).toBe(texts.join(''));
    expect(writer.bufferedBytes()).toBe(0);
  });

  it('joins what waits, so that a busy socket gets few writes', async () => {
    const { writer, writes, readOn } = setupWriter();
    for (let index = 0; index < 1_000; index += 1) writer.write(createFrame('x'.repeat(98)).wire());
    while (await readOn());
    expect(writes()).toBeLessThan(30);
  });

  it('[D12] shows progress in steps, also within one large batch', async () => {
    const { writer, readOn } = setupWriter();
    writer.write(manyFrames(1_024).wire());
    const flushed: number[] = [];
    while (await readOn()) flushed.push(writer.flushedBytes());
    expect(flushed.length).toBeGreaterThan(50);
    expect(flushed).toEqual([...flushed].sort((a, b) => a - b));
    expect(flushed.at(-1)).toBe(1_024 * kilobyte);
  });

  it('hands all over before a close frame', () => {
    const { writer, budget } = setupWriter();
    writer.write(manyFrames(500).wire());
    expect(budget.usedBytes).toBeGreaterThan(400 * kilobyte);
    writer.handOver();
    expect(budget.usedBytes).toBe(0);
    expect(writer.bufferedBytes()).toBe(500 * kilobyte);
  });

  it('drops what waits when the other end has closed: nothing may follow a close frame', async () => {
    const { writer, received, readOn, closeByPeer, budget } = setupWriter();
    writer.write(manyFrames(100).wire());
    closeByPeer();
    while (await readOn());
    expect(received().length).toBeLessThan(20 * kilobyte);
    expect(budget.usedBytes).toBe(0);
  });

  it('gives its share of the budget back when it is disposed of, and writes no more', () => {
    const { writer, budget, writes } = setupWriter();
    writer.write(manyFrames(500).wire());
    const before = writes();
    writer.dispose();
    writer.write(Buffer.from('too late'));
    expect([budget.usedBytes, writer.bufferedBytes(), writes()]).toEqual([0, 0, before]);
  });

  it('[D12] counts what many wait for once, for as long as one of them waits', async () => {
    const [one, other] = [setupWriter(), setupWriter()];
    const budget = createSendBudget({ maxBytes: Infinity, onExceeded: () => undefined });
    const writers = [one, other].map(({ socket }) =>
      createPacedWriter({ socket, stepBytes: 8 * kilobyte, budget, isOpen: () => true }),
    );
    const wire = manyFrames(100).wire();
    for (const writer of writers) writer.write(wire);
    expect(budget.usedBytes).toBe(100 * kilobyte);
    while (await one.readOn());
    expect(budget.usedBytes).toBe(100 * kilobyte);
    while (await other.readOn());
    expect(budget.usedBytes).toBe(0);
  });

  it('[D12] counts what waits against the budget of all', async () => {
    const { writer, exceeded, readOn, budget } = setupWriter({ maxBytes: 100 * kilobyte });
    for (let index = 0; index < 10; index += 1) writer.write(frameOf(8 * kilobyte).wire());
    expect(exceeded()).toBe(0);
    for (let index = 0; index < 10; index += 1) writer.write(frameOf(8 * kilobyte).wire());
    expect(exceeded()).toBeGreaterThan(0);
    while (await readOn());
    expect(budget.usedBytes).toBe(0);
  });
});

describe('a stall watch', () => {
  function setupWatch() {
    const setup = setupWriter();
    const look = createStallWatch(setup.writer, { maxStallMs: 15_000, sweepIntervalMs: 1_000 });
    const isStalled = (nowMs: number) => look(nowMs) === 'stalled';
    let nowMs = 0;
    /** Whether the reader is found stalled by a look a second in the next so many seconds. */
    function isStalledWithin(seconds: number): boolean {
      for (let second = 0; second < seconds; second += 1) if (isStalled((nowMs += 1_000))) return true;
      return false;
    }
    return { ...setup, isStalled, isStalledWithin };
  }

  it('[D12] calls a reader stalled once nothing left for 15 s', () => {
    const { writer, isStalledWithin } = setupWatch();
    writer.write(frameOf(100 * kilobyte).wire());
    expect(isStalledWithin(15)).toBe(false);
    expect(isStalledWithin(1)).toBe(true);
  });

  it('[D12] leaves a slow reader alone as long as it reads', async () => {
    const { writer, readOn, isStalledWithin } = setupWatch();
    writer.write(frameOf(100 * kilobyte).wire());
    while (await readOn()) expect(isStalledWithin(14)).toBe(false);
  });

  it('leaves those alone for whom nothing waits, and counts from the moment something does', () => {
    const { writer, isStalledWithin } = setupWatch();
    expect(isStalledWithin(3_600)).toBe(false);
    writer.write(frameOf(100 * kilobyte).wire());
    expect(isStalledWithin(14)).toBe(false);
    expect(isStalledWithin(1)).toBe(true);
  });

  it('does not hold against a reader that the machine slept', () => {
    const { writer, isStalled, isStalledWithin } = setupWatch();
    writer.write(frameOf(100 * kilobyte).wire());
    expect(isStalledWithin(2)).toBe(false);
    expect(isStalled(3_600_000)).toBe(false);
  });
});
