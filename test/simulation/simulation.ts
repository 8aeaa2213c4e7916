import { createChaos } from './chaos.ts';
import { closeAll, heal } from './healing.ts';
import { createMood, inCrowd } from './mood.ts';
import { createDiskPool, type DiskPool } from './world/disk-pool.ts';
import { createDice } from './world/dice.ts';
import { turn } from './world/moving.ts';
import { createSimWorld, type SimWorld } from './world/sim-world.ts';
import { createTrace } from './world/trace.ts';

/** A run that broke a rule: the message says which, how to repeat it, and what happened last. */
export class BrokenRun extends Error {
  override readonly name = 'BrokenRun';
  /** Every line of the run. */
  readonly trace: readonly string[];

  constructor(message: string, trace: readonly string[]) {
    super(message);
    this.trace = trace;
  }
}

export interface Run {
  readonly trace: readonly string[];
  readonly world: SimWorld;
}

export interface RunOptions {
  /** Called after each step, before what has been found is looked at. */
  readonly onStep?: (world: SimWorld, step: number) => void;
  /** Whether older copies of the server's database are restored (D9). */
  readonly isRestoring?: boolean;
  /** The databases of runs before this, to be used again. */
  readonly disks?: DiskPool;
}

const lastLines = 40;
/** In so many steps all is healed in the middle of a run. */
const stepsBetweenHealings = 400;

/** Whole clients and a server through everything that the seed has for them, and then through its healing. */
export async function runSimulation(seed: number, options: RunOptions = {}): Promise<Run> {
  const { onStep = () => undefined, isRestoring = false, disks = createDiskPool() } = options;
  disks.takeBack();
  const dice = createDice(`simulation ${seed}`);
  // By dice of its own: whoever is not in a crowd is not shaken by it.
  const mood = inCrowd(createMood(dice, isRestoring), createDice(`crowd ${seed}`));
  const trace = createTrace(() => world.timeline.monotonic());
  const world: SimWorld = createSimWorld({ dice, disks, trace, limits: mood.limits });
  const check = () => {
    const [first] = world.violations;
    if (first !== undefined) throw new BrokenRun(messageOf(seed, world, trace.lines), trace.lines);
  };
  const chaos = createChaos(world, mood);
  trace.line(JSON.stringify(mood));
  world.server.start();
  for (let count = 0; count < mood.firstClients; count += 1) world.addClient().start();
  if (mood.isCalmAtFirst) await heal(world);
  for (let step = 0; step < mood.steps; step += 1) {
    chaos.step();
    await turn();
    onStep(world, step);
    check();
    if (dice.chance(1 / stepsBetweenHealings)) {
      await heal(world);
      check();
    }
  }
  await heal(world);
  check();
  await closeAll(world);
  check();
  return { trace: trace.lines, world };
}

function messageOf(seed: number, { violations }: SimWorld, lines: readonly string[]): string {
  const broken = [...new Set(violations.map(({ rule, problem }) => `[${rule}] ${problem}`))];
  return [
    `Seed ${seed} broke ${broken.length} rules. HALLWAY_SEED=${seed} npm run test:simulation repeats it.`,
    ...broken.slice(0, 10),
    `The last of ${lines.length} lines:`,
    ...lines.slice(-lastLines),
  ].join('\n');
}
