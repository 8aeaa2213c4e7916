import type { LogEvent } from './log-event.ts';

/** In which order things were said in truth: when each event stood in a log for the first time, in whichever life of it. */
export interface FirstTimes {
  of(event: LogEvent): number;
}

/** Remembers what it is asked, through all that the log loses; one that was given back was said where it stood first. */
export function createFirstTimes(): FirstTimes {
  const times = new Map<string, number>();
  return {
    of: ({ origin, person, commandId }) => {
      const key = `${origin.epoch} ${origin.seq} ${person} ${commandId}`;
      const time = times.get(key) ?? times.size;
      times.set(key, time);
      return time;
    },
  };
}
