import { limits as usualLimits, type Limits } from '#shared/protocol/limits.ts';
import { usualActions, type ActionName } from './acts/actions.ts';
import type { FaultWeights } from './acts/faults.ts';
import type { Dice } from './world/dice.ts';

/** What one run is like: how much of what happens in it. Each seed has its own, so that runs are unlike each other. */
export interface Mood {
  readonly steps: number;
  /** How many are there from the beginning; the others come later, if at all. */
  readonly firstClients: number;
  readonly isCalmAtFirst: boolean;
  readonly maxClients: number;
  readonly moves: Readonly<Record<MoveName, number>>;
  readonly actions: Readonly<Record<ActionName, number>>;
  readonly faults: FaultWeights;
  readonly limits: Limits;
}

export type MoveName = 'deliver' | 'store' | 'answer' | 'wait' | 'act' | 'fault';

/** What befalls only where it is asked for: the server's database is copied, and a copy put in its place. */
const restoringFaults = { backUpServer: 60, restoreServer: 25 };

const usualFaults: Omit<FaultWeights, keyof typeof restoringFaults> = {
  cut: 6,
  halfCut: 3,
  stall: 5,
  block: 2,
  unblock: 4,
  crashClient: 3,
  quitClient: 2,
  startClient: 10,
  newClient: 8,
  newTwin: 8,
  crashServer: 2,
  stopServer: 1.5,
  startServer: 10,
  crashBoth: 0.7,
  setClock: 3,
  wake: 1,
};

/** What a run may be about; none of it in a tenth of them. */
const themes: readonly (readonly (keyof typeof usualFaults)[])[] = [
  [],
  ['cut', 'halfCut', 'stall'],
  ['crashServer', 'startServer'],
  ['crashClient', 'startClient', 'quitClient'],
  ['block', 'unblock'],
  ['stopServer', 'startServer'],
  ['newClient'],
  ['newTwin', 'startClient'],
  ['setClock'],
];

export function createMood(dice: Dice, isRestoring: boolean): Mood {
  const theme = dice.pick(themes);
  const isQuiet = dice.chance(0.1);
  const faults = mapValues(
    usualFaults,
    (weight, name) => (theme.includes(name) ? weight * 5 : weight) * dice.between(1, 3),
  );
  const maxClients = dice.between(2, 6);
  const actions = mapValues(usualActions, (weight) => weight * dice.between(1, 4));
  return {
    steps: dice.between(400, 2_000),
    firstClients: dice.between(1, Math.min(4, maxClients)),
    isCalmAtFirst: dice.chance(0.8),
    maxClients,
    moves: {
      deliver: dice.between(20, 80),
      store: dice.between(15, 60),
      answer: dice.between(15, 60),
      wait: dice.between(3, 15),
      act: dice.between(5, 25),
      fault: (isQuiet ? 0.1 : dice.between(1, 4) / 2) * (isRestoring ? 3 : 1),
    },
    actions,
    faults: { ...faults, ...(isRestoring ? restoringFaults : { backUpServer: 0, restoreServer: 0 }) },
    limits: { ...usualLimits, ...tightLimits(dice) },
  };
}

/** One run in ten has many clients from the beginning. */
export function inCrowd(mood: Mood, dice: Dice): Mood {
  if (!dice.chance(0.1)) return mood;
  const maxClients = dice.between(7, 12);
  return { ...mood, maxClients, firstClients: dice.between(7, maxClients) };
}

/** Small numbers, so that what is rare happens often; the usual ones now and then. */
function tightLimits(dice: Dice): Partial<Limits> {
  const maybe = (from: number, to: number, usual: number) => (dice.chance(0.25) ? usual : dice.between(from, to));
  return {
    maxReplayEvents: maybe(2, 40, usualLimits.maxReplayEvents),
    maxHeldEvents: maybe(0, 4, usualLimits.maxHeldEvents),
    maxPageEvents: maybe(1, 8, usualLimits.maxPageEvents),
    maxPageBytes: maybe(1_500, 6_000, usualLimits.maxPageBytes),
    maxAppendCommands: maybe(1, 6, usualLimits.maxAppendCommands),
    maxQueuedCommands: maybe(1, 12, usualLimits.maxQueuedCommands),
    commandWindow: maybe(1, 8, usualLimits.commandWindow),
    maxCommandBurst: maybe(1, 8, usualLimits.maxCommandBurst),
  };
}

function mapValues<Key extends string>(
  record: Readonly<Record<Key, number>>,
  map: (value: number, key: Key) => number,
): Record<Key, number> {
  const entries = Object.entries<number>(record).map(([key, value]) => [key, map(value, key as Key)] as const);
  return Object.fromEntries(entries) as Record<Key, number>;
}
