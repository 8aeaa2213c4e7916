/** A process that runs the seeds it is sent, one after the other, and answers each with what became of it. */
import { createHash } from 'node:crypto';
import { BrokenRun, runSimulation } from '#test/simulation/simulation.ts';
import { createDiskPool } from '#test/simulation/world/disk-pool.ts';
import type { SeedAnswer, SeedTask } from './seed-task.ts';

const disks = createDiskPool();

process.on('message', (task: SeedTask) => {
  void runTask(task).then((answer) => process.send?.(answer));
});
// Whoever sends seeds is gone.
process.on('disconnect', () => process.exit(0));

async function runTask({ seed, kind }: SeedTask): Promise<SeedAnswer> {
  try {
    const { trace, world } = await runSimulation(seed, { isRestoring: kind === 'restored', disks });
    const problems = world.violations.map(({ rule, problem }) => `[${rule}] ${problem}`);
    return { seed, kind, problems, goOns: world.host.excuses, traceHash: hashOf(trace) };
  } catch (error) {
    const problem = error instanceof Error ? error.message : String(error);
    const trace = error instanceof BrokenRun ? error.trace : [problem];
    return { seed, kind, problems: [problem], goOns: {}, traceHash: hashOf(trace) };
  }
}

function hashOf(trace: readonly string[]): string {
  return createHash('sha256').update(trace.join('\n')).digest('hex');
}
