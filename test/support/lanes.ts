import { runCheckLane } from './check-lane.ts';
import type { Counts } from './counts.ts';
import { chromiumObstacle } from './chromium.ts';
import { electronObstacle } from './electron-runtime.ts';
import { lanObstacle } from './lan-obstacle.ts';
import { runProveLane } from './prove-lane.ts';
import { runVitestLane } from './vitest-lane.ts';

export interface Lane {
  readonly name: string;
  /** Why this machine cannot run the lane, as the rest of a sentence; null when it can. May install what is missing. */
  findObstacle(): string | null;
  run(vitestArgs: readonly string[]): Promise<Counts>;
}

const noObstacle = (): null => null;
const oneFileAtATime = ['--no-file-parallelism'];

/** In the order they run: what is quick to fail comes first. */
export const lanes: readonly Lane[] = [
  { name: 'check', findObstacle: noObstacle, run: () => runCheckLane() },
  { name: 'unit', findObstacle: noObstacle, run: (args) => runVitestLane('unit', args) },
  { name: 'renderer', findObstacle: noObstacle, run: (args) => runVitestLane('renderer', args) },
  { name: 'simulation', findObstacle: noObstacle, run: (args) => runVitestLane('simulation', args) },
  { name: 'process', findObstacle: noObstacle, run: (args) => runVitestLane('process', [...oneFileAtATime, ...args]) },
  { name: 'prove', findObstacle: noObstacle, run: () => runProveLane() },
  { name: 'components', findObstacle: chromiumObstacle, run: (args) => runVitestLane('components', args) },
  { name: 'ui', findObstacle: chromiumObstacle, run: (args) => runVitestLane('ui', [...oneFileAtATime, ...args]) },
  {
    name: 'electron',
    findObstacle: electronObstacle,
    run: (args) => runVitestLane('electron', [...oneFileAtATime, ...args]),
  },
  { name: 'lan', findObstacle: lanObstacle, run: (args) => runVitestLane('lan', [...oneFileAtATime, ...args]) },
];
