import type { AppendQueue } from './append-queue.ts';
import type { CommandPace } from './command-pace.ts';
import type { Directory } from './directory.ts';
import type { PublishedHead } from './published-head.ts';
import type { ServerCounters } from './server-counters.ts';
import type { SessionRegistry } from './session-registry.ts';
import type { Session } from './session.ts';

/** How a server stands right now, and what it has done since it started. */
export interface ServerStats {
  readonly sessions: Readonly<Record<SessionStanding, number>>;
  readonly queuedCommands: number;
  /** Sessions that are read more slowly, because their devices are over their rate. */
  readonly slowedSessions: number;
  readonly people: number;
  readonly rooms: number;
  /** How far the log has been told. */
  readonly headSeq: number;
  readonly counters: Readonly<ServerCounters>;
}

export type SessionStanding = 'loggingIn' | 'pending' | 'healing' | 'unsynced' | 'catchingUp' | 'live';

export interface ServerStatsOptions {
  readonly registry: SessionRegistry;
  readonly queue: AppendQueue;
  readonly pace: Pick<CommandPace, 'slowed'>;
  readonly directory: Directory;
  readonly head: PublishedHead;
  readonly counters: ServerCounters;
}

export function serverStats({ registry, queue, pace, directory, head, counters }: ServerStatsOptions): ServerStats {
  const sessions: Record<SessionStanding, number> = {
    loggingIn: 0,
    pending: 0,
    healing: 0,
    unsynced: 0,
    catchingUp: 0,
    live: 0,
  };
  for (const session of registry.all()) sessions[standingOf(session)] += 1;
  return {
    sessions,
    queuedCommands: queue.waiting(),
    slowedSessions: pace.slowed(),
    ...directory.counts(),
    headSeq: head.seq,
    counters: { ...counters },
  };
}

function standingOf({ state, sync }: Session): SessionStanding {
  if (state.type === 'pending' || state.type === 'healing') return state.type;
  if (state.type !== 'active') return 'loggingIn';
  return sync === 'none' ? 'unsynced' : sync;
}
