import * as v from 'valibot';

/** Whom a server lets in that it does not know (T7): everybody, whoever an owner or moderator let in, or whoever has an invite. */
export const doorSchema = v.picklist(['open', 'knock', 'invite']);
export type Door = v.InferOutput<typeof doorSchema>;

/**
 * The door of a new server (T7). Whoever starts one at a desk sits behind it and hears a knock; at a server that runs alone nobody
 * would, so it wants an invite.
 */
export const firstDoors = { desktop: 'knock', alone: 'invite' } as const satisfies Readonly<Record<string, Door>>;

/** What was decided about the door. */
export interface DoorSetting {
  readonly door: Door;
  /** Until this moment of the server's clock, in milliseconds, everybody may come in; 0 when never. */
  readonly openUntil: number;
}

/** The longest time for which everybody may be let in, in milliseconds. */
export const maxOpenDoorMs = 24 * 60 * 60 * 1000;

/** The door as it stands at that moment. */
export function doorAt({ door, openUntil }: DoorSetting, now: number): Door {
  return now < openUntil ? 'open' : door;
}
