import { afterEach, describe, expect, it } from 'vitest';
import { createMetrics, serveMetrics, type MetricsEndpoint } from '#main/metrics.ts';
import { createServerCounters } from '#main/server/server-counters.ts';
import type { CommitTimes } from '#shared/ipc/server-status.ts';
import { sampleStatus } from '#test/support/sample-status.ts';
import { createListenerCounters } from '#main/transport/listener-counters.ts';

let endpoint: MetricsEndpoint | null = null;

async function setupMetrics() {
  const counters = createServerCounters();
  const listener = createListenerCounters();
  const sessions = { loggingIn: 0, pending: 0, healing: 0, unsynced: 0, catchingUp: 0, live: 3 };
  const stats = () => ({ sessions, queuedCommands: 2, slowedSessions: 0, people: 5, rooms: 4, headSeq: 99, counters });
  const backups = { count: 3, newestAt: null as number | null, made: 2, failures: 1, lastFailure: null };
  const care = () => ({
    check: { type: 'sound' as const },
    backups,
    ballast: { bytes: 1, isThere: true, freeBytes: 9, neededBytes: 2 },
  });
  const verification = { ...sampleStatus.verification, changedEvents: 3, closedDevices: 1 };
  const commits = { lately: null as CommitTimes | null };
  const metrics = createMetrics({
    stats,
    listener: () => listener,
    care,
    verification: () => verification,
    now: () => 60_000,
    commits: async () => commits.lately,
  });
  const opened = await serveMetrics(metrics, 0);
  if (!opened.ok) throw new Error(opened.error.code);
  endpoint = opened.value;
  const read = async (headers: Record<string, string> = {}, path = '/metrics') => {
    const response = await fetch(`http://127.0.0.1:${opened.value.port}${path}`, { headers });
    return { status: response.status, text: await response.text() };
  };
  return { counters, listener, metrics, backups, commits, read };
}

afterEach(() => {
  endpoint?.close();
});

describe('metrics', () => {
  it('tell how the database is kept, and no age where there is no backup', async () => {
    const { backups, read } = await setupMetrics();
    const { text } = await read();
    for (const [what, value] of [
      ['backups', 3],
      ['backupFailures', 1],
      ['isDamaged', 0],
      ['hasBallast', 1],
    ]) {
      expect(text).toContain(`hallway_database{what="${what}"} ${value}`);
    }
    expect(text).not.toContain('backupAgeSeconds');
    backups.newestAt = 30_000;
    expect((await read()).text).toContain('hallway_database{what="backupAgeSeconds"} 30');
  });

  it('[P11] tell what came of verifying the log', async () => {
    const { read } = await setupMetrics();
    const { text } = await read();
    for (const [what, value] of Object.entries({
      upToSeq: 42,
      changedEvents: 3,
      unsignedMessages: 0,
      closedDevices: 1,
    }))
      expect(text).toContain(`hallway_verification{what="${what}"} ${value}`);
    expect(text).not.toContain('firstChangedSeq');
  });

  it('tell what the last commits took, once there were some', async () => {
    const { commits, read } = await setupMetrics();
    expect((await read()).text).not.toContain('commitSeconds');
    commits.lately = { count: 256, meanMs: 2, worstMs: 250 };
    const { text } = await read();
    expect(text).toContain('hallway_database{what="commitSecondsMean"} 0.002');
    expect(text).toContain('hallway_database{what="commitSecondsWorst"} 0.25');
  });

  it('tell how the server stands and what it has done', async () => {
    const { counters, listener, metrics, read } = await setupMetrics();
    counters.deliveries = 7;
    listener.slowReadersCut = 1;
    metrics.observeAppend({ commands: 3, appendMs: 4 });
    const { text } = await read();
    for (const line of [
      'hallway_sessions{state="live"} 3',
      'hallway_state{what="people"} 5',
      'hallway_state{what="headSeq"} 99',
      'hallway_done_total{what="deliveries"} 7',
      'hallway_connections_total{what="slowReadersCut"} 1',
      'hallway_append_commands_bucket{le="4"} 1',
      'hallway_append_seconds_bucket{le="0.005"} 1',
    ]) {
      expect(text).toContain(line);
    }
  });

  it('do not add up what was counted already', async () => {
    const { counters, read } = await setupMetrics();
    counters.deliveries = 7;
    await read();
    expect((await read()).text).toContain('hallway_done_total{what="deliveries"} 7');
  });

  it('are for this machine’s own programs, not for a page in a browser', async () => {
    const { read } = await setupMetrics();
    expect((await read({ Origin: 'https://example.org' })).status).toBe(403);
    expect((await read({ 'Sec-Fetch-Site': 'cross-site' })).status).toBe(403);
    expect((await read({ 'Sec-Fetch-Site': 'none' })).status).toBe(200);
    expect((await read({}, '/')).status).toBe(404);
  });

  it('say when their port is taken', async () => {
    const { metrics } = await setupMetrics();
    const again = await serveMetrics(metrics, endpoint?.port ?? 0);
    expect(again).toEqual({ ok: false, error: { code: 'EADDRINUSE' } });
  });
});
