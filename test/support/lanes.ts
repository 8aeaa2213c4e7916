import { runCheckLane } from './check-lane.ts';
import type { Counts } from './counts.ts';
import { chromiumObstacle } from './chromium.ts';
import { electronObstacle } from './electron-runtime.ts';
import { lanObstacle } from './lan-obstacle.ts';
import { runProveLane } from './prove-lane.ts';
import { runVitestLane } from './vitest-lane.ts';

export interface Lane {
  readonly name: string;
  /** What it runs, in a few words. */
  readonly what: string;
  /** Why this machine cannot run the lane, as the rest of a sentence; null when it can. May install what is missing. */
  findObstacle(): string | null;
  run(vitestArgs: readonly string[]): Promise<Counts>;
}

const noObstacle = (): null => null;
const oneFileAtATime = ['--no-file-parallelism'];

/** In the order they run: what is quick to fail comes first. */
export const lanes: readonly Lane[] = [
  { name: 'check', what: 'types, lint, format and unused code', findObstacle: noObstacle, run: () => runCheckLane() },
  {
    name: 'unit',
    what: 'all that needs no other process, many files at once',
    findObstacle: noObstacle,
    run: (args) => runVitestLane('unit', args),
  },
  {
    name: 'renderer',
    what: 'the state of the window, without a window',
    findObstacle: noObstacle,
    run: (args) => runVitestLane('renderer', args),
  },
  {
    name: 'simulation',
    what: 'whole clients and a server under a virtual clock, from seeds',
    findObstacle: noObstacle,
    run: (args) => runVitestLane('simulation', args),
  },
  {
    name: 'process',
    what: 'real servers and clients, killed, filled and flooded',
    findObstacle: noObstacle,
    run: (args) => runVitestLane('process', [...oneFileAtATime, ...args]),
  },
  {
    name: 'prove',
    what: 'a small share of five proofs of npm run prove',
    findObstacle: noObstacle,
    run: () => runProveLane(),
  },
  {
    name: 'components',
    what: 'parts of the window in Chromium',
    findObstacle: chromiumObstacle,
    run: (args) => runVitestLane('components', args),
  },
  {
    name: 'ui',
    what: 'the app in Chromium',
    findObstacle: chromiumObstacle,
    run: (args) => runVitestLane('ui', [...oneFileAtATime, ...args]),
  },
  {
    name: 'electron',
    what: 'the packaged app on a virtual display',
    findObstacle: electronObstacle,
    run: (args) => runVitestLane('electron', [...oneFileAtATime, ...args]),
  },
  {
    name: 'lan',
    what: 'a network of namespaces; needs root on Linux',
    findObstacle: lanObstacle,
    run: (args) => runVitestLane('lan', [...oneFileAtATime, ...args]),
  },
];
