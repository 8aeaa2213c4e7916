import type { Run } from './simulation.ts';

/** The seeds of a run without wishes: 1 to this, in two files so that two cores share them. */
const usualCount = 200;

/** Besides: they bring about what none of the first ones does. */
const rareSeeds: readonly number[] = [480];

/** Of runs in which the server goes back. */
const usualRestoredCount = 64;

/** `HALLWAY_SEED=17` repeats one, `HALLWAY_SEEDS=5000` runs so many. */
export function seedsOf(part: 'odd' | 'even' | 'restored'): number[] {
  const { HALLWAY_SEED: only, HALLWAY_SEEDS: count } = process.env;
  const usual = count === undefined ? [...firstSeeds(usualCount), ...rareSeeds] : firstSeeds(Number(count));
  const seeds = only === undefined ? usual : [Number(only)];
  if (part === 'restored') return only === undefined && count === undefined ? firstSeeds(usualRestoredCount) : seeds;
  return seeds.filter((seed) => (seed % 2 === 1) === (part === 'odd'));
}

/** Whether only chosen seeds run, so that nothing can be said of all of them together. */
export const isChosen = process.env['HALLWAY_SEED'] !== undefined;

function firstSeeds(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index + 1);
}

/** What is rare, and must not be so rare that it is never tried: a word of the trace or a counter of the server for each. */
export interface Rarities {
  note(run: Run): void;
  /** Those that no run has had. */
  missing(): string[];
}

const words: readonly string[] = [
  '"mode":"replay"',
  '"reason":"new"',
  '"reason":"far_behind"',
  '"type":"stream.opened"',
  '"type":"out_of_order"',
  '"type":"window_exceeded"',
  '"type":"overloaded"',
  '"type":"stopping"',
  '"type":"bye"',
  '"type":"replaced"',
  '"type":"name_taken"',
  '"type":"room_name_taken"',
  '"type":"not_a_member"',
  '"type":"not_allowed"',
  '"type":"room_not_found"',
  '"kind":"direct.opened"',
  '"kind":"room.memberRemoved"',
  '"kind":"person.renamed"',
  'stores changeCommand',
  'stores cancelCommand',
  'stores retryCommand',
  'stores discardCommand',
];
const counters = [
  'commandsRepeated',
  'framesHeld',
  'framesDropped',
  'silentConnectionsDropped',
  'sessionsReplaced',
  'loginsTimedOut',
] as const;

export function createRarities(): Rarities {
  return raritiesOf(words, counters);
}

/** What runs are for in which the server goes back. */
export function createRestoredRarities(): Rarities {
  return raritiesOf(['"mode":"heal"', 'healing.give', 'healing.done', 'stores askAgain', 'stores renewOutbox'], []);
}

function raritiesOf(rareWords: readonly string[], rareCounters: readonly (typeof counters)[number][]): Rarities {
  const missingWords = new Set(rareWords);
  const missingCounters = new Set(rareCounters);
  return {
    note: ({ trace, world }) => {
      const counted = world.server.counted();
      for (const name of missingCounters) if (counted[name] > 0) missingCounters.delete(name);
      for (const word of missingWords) if (trace.some((line) => line.includes(word))) missingWords.delete(word);
    },
    missing: () => [...missingWords, ...missingCounters],
  };
}
