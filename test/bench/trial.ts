import type { Contestant } from './contestant.ts';
import { cpuMicroseconds } from './cpu-time.ts';
import type { ConnectStep, LoadResult, LoadStep, PrepareStep } from './load-plan.ts';
import { startLoad, type PinnedServer } from './pinned-process.ts';

/** A server with its crowd connected, ready to be measured. */
export interface Trial {
  readonly server: PinnedServer;
  prepare(step: Omit<PrepareStep, 'type'>): Promise<void>;
  /** The measurement, with the CPU time the server used in it. */
  measure(step: LoadStep): Promise<Measurement>;
}

export interface Measurement extends LoadResult {
  readonly serverCpuMicroseconds: number;
}

export type Crowd = Omit<ConnectStep, 'type' | 'server' | 'host' | 'port'>;

/** Starts a contestant, connects the crowd, runs the measurements, and stops everything whatever happens. */
export async function withTrial<Value>(
  contestant: Contestant,
  crowd: Crowd,
  run: (trial: Trial) => Promise<Value>,
): Promise<Value> {
  const server = await contestant.start();
  const load = startLoad();
  try {
    const { server: kind } = contestant;
    await load.run({ type: 'connect', server: kind, host: '127.0.0.1', port: server.port, ...crowd });
    return await run({
      server,
      prepare: async (step) => {
        await load.run({ type: 'prepare', ...step });
      },
      measure: async (step) => {
        const before = cpuMicroseconds(server.pid);
        const result = await load.run(step);
        if (result === null) throw new Error('The load process measured nothing');
        return { ...result, serverCpuMicroseconds: cpuMicroseconds(server.pid) - before };
      },
    });
  } finally {
    await load.stop();
    await server.stop();
  }
}
