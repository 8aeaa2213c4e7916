import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from 'prom-client';
import type { CommitTimes, VerificationStatus } from '#shared/ipc/server-status.ts';
import { err, ok, type Result } from '#shared/result.ts';
import type { ServerStats } from './server/server-stats.ts';
import type { CareStatus } from './storage/care/server-care.ts';
import type { ListenerCounters } from './transport/listener-counters.ts';

/** The numbers of a running server in Prometheus' text form. */
export interface Metrics {
  /** The log took a batch. */
  observeAppend(batch: { readonly commands: number; readonly appendMs: number }): void;
  text(): Promise<string>;
}

export interface MetricsSources {
  readonly stats: () => ServerStats;
  readonly listener: () => Readonly<ListenerCounters>;
  /** What commits took lately; null before the first. */
  readonly commits: () => Promise<CommitTimes | null>;
  readonly care: () => Pick<CareStatus, 'check' | 'backups' | 'ballast'>;
  readonly verification: () => VerificationStatus;
  /** The wall clock in milliseconds since 1970, for the age of the newest backup. */
  readonly now: () => number;
}

const batchSizes = [1, 2, 4, 8, 16, 32, 64, 128, 256];
const appendSeconds = [0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.5, 2];

export function createMetrics({ stats, listener, commits, care, verification, now }: MetricsSources): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry, prefix: 'hallway_' });
  const common = { registers: [registry] };
  const appendSize = new Histogram({
    ...common,
    name: 'hallway_append_commands',
    help: 'Commands in one append.',
    buckets: batchSizes,
  });
  const appendTime = new Histogram({
    ...common,
    name: 'hallway_append_seconds',
    help: 'From handing a batch to the log until its answer.',
    buckets: appendSeconds,
  });
  const sessions = new Gauge({
    ...common,
    name: 'hallway_sessions',
    help: 'Connections by how far they have come.',
    labelNames: ['state'],
  });
  const state = new Gauge({
    ...common,
    name: 'hallway_state',
    help: 'What there is: people, rooms, commands that wait, sessions that are read more slowly, the head of the log.',
    labelNames: ['what'],
  });
  const database = new Gauge({
    ...common,
    name: 'hallway_database',
    help: 'How the database is kept: seconds since the newest backup, how many there are and failed, damage, ballast, seconds of the last commits.',
    labelNames: ['what'],
  });
  const verified = new Gauge({
    ...common,
    name: 'hallway_verification',
    help: 'What authors signed: how far it was checked, events changed in the database, messages unsigned, devices closed for that.',
    labelNames: ['what'],
  });
  const done = new Counter({
    ...common,
    name: 'hallway_done_total',
    help: 'What the server has done since it started.',
    labelNames: ['what'],
  });
  const turnedAway = new Counter({
    ...common,
    name: 'hallway_connections_total',
    help: 'What became of sockets since the start.',
    labelNames: ['what'],
  });

  function collectDatabase(lately: CommitTimes | null): void {
    const { check, backups, ballast } = care();
    const { newestAt, count, failures } = backups;
    // Where there is none there is no age.
    database.reset();
    if (newestAt !== null) database.set({ what: 'backupAgeSeconds' }, (now() - newestAt) / 1000);
    if (lately !== null) {
      database.set({ what: 'commitSecondsMean' }, lately.meanMs / 1000);
      database.set({ what: 'commitSecondsWorst' }, lately.worstMs / 1000);
    }
    database.set({ what: 'backups' }, count);
    database.set({ what: 'backupFailures' }, failures);
    database.set({ what: 'isDamaged' }, check.type === 'damaged' ? 1 : 0);
    database.set({ what: 'hasBallast' }, ballast.isThere ? 1 : 0);
  }

  async function collect(): Promise<void> {
    const standing = stats();
    for (const [name, count] of Object.entries(standing.sessions)) sessions.set({ state: name }, count);
    const { people, rooms, queuedCommands, slowedSessions, headSeq } = standing;
    for (const [what, count] of Object.entries({ people, rooms, queuedCommands, slowedSessions, headSeq }))
      state.set({ what }, count);
    collectDatabase(await commits());
    const { firstChangedSeq: _first, ...checked } = verification();
    for (const [what, count] of Object.entries(checked)) verified.set({ what }, count);
    setAll(done, standing.counters);
    setAll(turnedAway, listener());
  }

  return {
    observeAppend: ({ commands, appendMs }) => {
      appendSize.observe(commands);
      appendTime.observe(appendMs / 1000);
    },
    text: async () => {
      await collect();
      return registry.metrics();
    },
  };
}

/** Counters that are kept elsewhere: what counts is where they stand. */
function setAll(counter: Counter<'what'>, counts: object): void {
  counter.reset();
  for (const [what, count] of Object.entries(counts)) counter.inc({ what }, Number(count));
}

export interface MetricsEndpoint {
  readonly port: number;
  close(): void;
}

const metricsHeaders = {
  'Content-Type': 'text/plain; version=0.0.4; charset=utf-8',
  'X-Content-Type-Options': 'nosniff',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Cache-Control': 'no-store',
};

/** Serves `GET /metrics` on loopback and nowhere else: the numbers tell who is there when. */
export function serveMetrics(
  metrics: Metrics,
  port: number,
): Promise<Result<MetricsEndpoint, { readonly code: string }>> {
  const server = createServer((request, response) => {
    const isMeant = isForThisComputer(request.headers);
    if (!isMeant || request.url !== '/metrics') {
      response.writeHead(isMeant ? 404 : 403).end();
      return;
    }
    void metrics.text().then((text) => {
      response.writeHead(200, metricsHeaders).end(text);
    });
  });
  return new Promise((resolve) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      resolve(err({ code: error.code ?? 'UNKNOWN' }));
    });
    server.listen(port, '127.0.0.1', () => {
      resolve(ok({ port: portOf(server), close: () => server.close() }));
    });
  });
}

/** A web page shows in `Origin` and `Sec-Fetch-Site`, and one that was let in by a name of its own in `Host`. */
function isForThisComputer({ host = '', origin, 'sec-fetch-site': site = 'none' }: IncomingHttpHeaders): boolean {
  // What a person types into a browser comes from no site.
  return /^(?:127\.0\.0\.1|localhost)(?::\d+)?$/.test(host) && origin === undefined && site === 'none';
}

function portOf(server: Server): number {
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}
