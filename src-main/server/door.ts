import { doorAt, type Door, type DoorSetting } from '#shared/domain/door.ts';
import type { LatestClock } from '#shared/domain/latest-clock.ts';

/** The door as far as the log has been published: what strangers are told. Who comes in is decided in the log. */
export interface DoorKeeper {
  now(): Door;
  set(setting: DoorSetting): void;
}

export function createDoorKeeper(latest: Pick<LatestClock, 'now'>, first: DoorSetting): DoorKeeper {
  let setting = first;
  return {
    now: () => doorAt(setting, latest.now()),
    set: (next) => {
      setting = next;
    },
  };
}
