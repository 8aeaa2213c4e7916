import { describe, expect, it } from 'vitest';
import { startHeartbeat } from '#main/client/heartbeat.ts';
import { createFrame } from '#main/transport/frame.ts';
import { createMemoryLink } from '#main/transport/memory-link.ts';
import { createFakeClock } from '#test/support/fake-clock.ts';

function setupHeartbeat() {
  const clock = createFakeClock();
  const link = createMemoryLink();
  const silentAt: number[] = [];
  const heartbeat = startHeartbeat({ connection: link.client, clock }, () => silentAt.push(clock.monotonic()));
  link.client.onText(() => heartbeat.heard());
  link.server.onText(() => undefined);
  /** Time passes and everything is delivered in it. */
  const run = (durationMs: number) => {
    for (let passed = 0; passed < durationMs; passed += 100) {
      clock.advance(100);
      link.deliverAll();
    }
  };
  return { clock, link, silentAt, heartbeat, run };
}

describe('the heartbeat', () => {
  it('[D10] pings every 10 s, and is content with the answers', () => {
    const { run, silentAt, link } = setupHeartbeat();
    run(10 * 60_000);
    expect(silentAt).toEqual([]);
    expect(link.server.bytesReceived()).toBe(2 * 60);
  });

  it('[D10] tells once, 25 s after the last sign of life', () => {
    const { run, silentAt, link } = setupHeartbeat();
    run(30_000);
    link.halfCut('client');
    run(120_000);
    // The last pong came at 30 s.
    expect(silentAt).toEqual([55_000]);
  });

  it('[D10] counts a frame as a sign of life', () => {
    const { run, silentAt, link } = setupHeartbeat();
    run(12_000);
    link.server.send(createFrame('news'));
    run(100);
    link.halfCut('client');
    run(60_000);
    expect(silentAt).toEqual([37_100]);
  });

  it('[D10] counts bytes that are no frame yet, as coming after the last look at the earliest', () => {
    const { run, silentAt, link, clock } = setupHeartbeat();
    run(10_000);
    link.server.ping();
    run(5_000);
    link.halfCut('client');
    run(60_000);
    expect(silentAt).toHaveLength(1);
    expect(silentAt[0]).toBeGreaterThan(25_000);
    expect(silentAt[0]).toBeLessThanOrEqual(40_000);
    expect(clock.pendingTimers()).toBe(0);
  });

  it('[D10] tells after 2 s when a probe is not answered', () => {
    const { run, silentAt, link, heartbeat } = setupHeartbeat();
    run(5_000);
    link.halfCut('client');
    heartbeat.probe();
    heartbeat.probe();
    run(30_000);
    expect(silentAt).toEqual([7_000]);
  });

  it('[D10] goes on when a probe is answered', () => {
    const { run, silentAt, heartbeat } = setupHeartbeat();
    heartbeat.probe();
    run(60_000);
    expect(silentAt).toEqual([]);
  });

  it('[D10] takes nothing heard for no silence while nothing is read, however long, and counts anew from there', () => {
    const { run, silentAt, link, heartbeat } = setupHeartbeat();
    run(5_000);
    link.client.pauseReading();
    heartbeat.pause();
    heartbeat.probe();
    run(100_000);
    expect(silentAt).toEqual([]);
    link.halfCut('client');
    link.client.resumeReading();
    heartbeat.resume();
    run(60_000);
    expect(silentAt).toEqual([130_000]);
  });

  it('[D10] does not take the answer to a probe for missing that had no time to be read', () => {
    const { run, silentAt, link, heartbeat } = setupHeartbeat();
    link.client.pauseReading();
    heartbeat.pause();
    heartbeat.probe();
    run(1_900);
    heartbeat.resume();
    run(1_000);
    expect(silentAt).toEqual([]);
  });

  it('leaves no timer when it is stopped', () => {
    const { clock, heartbeat } = setupHeartbeat();
    heartbeat.probe();
    heartbeat.stop();
    expect(clock.pendingTimers()).toBe(0);
  });
});
