import type { Clock } from '#shared/clock.ts';
import { doorAt, type Door, type DoorSetting } from '#shared/domain/door.ts';

/** The door as far as the log has been published: what strangers are told. Who comes in is decided in the log. */
export interface DoorKeeper {
  now(): Door;
  set(setting: DoorSetting): void;
}

export function createDoorKeeper(clock: Pick<Clock, 'now'>, first: DoorSetting): DoorKeeper {
  let setting = first;
  return {
    now: () => doorAt(setting, clock.now()),
    set: (next) => {
      setting = next;
    },
  };
}
