import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { present } from '#shared/assert.ts';
import type { HeardServer } from '#shared/discovery/heard-server.ts';
import type { DiscoveryStatus } from '#main/discovery/discovery.ts';
import type { LanNode } from './network-namespaces.ts';
import type { ProbeEvent, ProbePlan } from './probe-plan.ts';

/** A discovery probe that runs on a machine of a test LAN. */
export interface DiscoveryProbe {
  servers(): readonly HeardServer[];
  status(): DiscoveryStatus | null;
  events(): readonly ProbeEvent[];
  /** Resolves with the milliseconds it took until the condition held; rejects with what was printed when it never does. */
  until(condition: () => boolean, timeoutMs: number): Promise<number>;
  command(command: 'stop' | 'refresh' | 'close'): void;
  /** Resolves with the exit code. */
  ended(): Promise<number | null>;
  kill(): void;
}

const program = fileURLToPath(new URL('discovery-probe.ts', import.meta.url));

export function startDiscoveryProbe(node: LanNode, plan: ProbePlan): DiscoveryProbe {
  const child = node.spawn(process.execPath, [program, JSON.stringify(plan)], { stdio: ['pipe', 'pipe', 'inherit'] });
  const events: ProbeEvent[] = [];
  const waiting = new Set<() => void>();
  const exited = once(child, 'exit');
  createInterface(present(child.stdout, 'a pipe')).on('line', (line) => {
    events.push(JSON.parse(line) as ProbeEvent);
    for (const check of waiting) check();
  });
  return {
    servers: () => events.findLast((event) => event.type === 'servers')?.servers ?? [],
    status: () => events.findLast((event) => event.type === 'status')?.status ?? null,
    events: () => events,
    until: (condition, timeoutMs) =>
      new Promise((resolve, reject) => {
        const startedAt = performance.now();
        const check = () => {
          if (!condition()) return;
          waiting.delete(check);
          clearTimeout(timer);
          resolve(performance.now() - startedAt);
        };
        const timer = setTimeout(() => {
          waiting.delete(check);
          reject(new Error(`not within ${timeoutMs} ms; printed ${JSON.stringify(events.slice(-5))}`));
        }, timeoutMs);
        waiting.add(check);
        check();
      }),
    command: (command) => void child.stdin?.write(`${command}\n`),
    ended: async () => {
      const [code] = (await exited) as [number | null];
      return code;
    },
    kill: () => void child.kill('SIGKILL'),
  };
}
