import type { EpochId, PersonId } from '#shared/domain/ids.ts';
import { otherLives, type LogLife } from '#test/support/other-lives.ts';
import { violation, type Violation } from './violation.ts';

/** What the server's tables say of a gate that did not open by itself. */
export interface ShutGate {
  /** How many private rooms wait for more of their members. */
  readonly closedRooms: readonly ClosedRoom[];
  readonly gate: 'closed' | 'host' | 'open';
  /** All lives that the log knows to have been its own. */
  readonly log: readonly LogLife[];
  readonly owners: readonly PersonId[];
  /** How far lives of the log were that went beyond it, in events of the stream `server`. */
  readonly shown: readonly { readonly epoch: number; readonly epochId: EpochId; readonly serverHead: number }[];
}

export interface ClosedRoom {
  readonly roomId: string;
  readonly members: readonly PersonId[];
  /** Whose devices have healed and had seen more than the log, for each part of what was lost: of each list there have to be enough. */
  readonly witnesses: readonly (readonly PersonId[])[];
}

/** An event of the stream `server` in a life that the log has lost the end of. */
export interface LostPlace {
  readonly person: PersonId;
  readonly commandId: string;
  /** A command that was lost and is sent again stands elsewhere: nobody can know by it what stood here. */
  readonly origin: { readonly epoch: number; readonly seq: number };
}

export interface GateWorld {
  /** Places of a life in their order, from the first, each time that its end was lost: nobody may have noticed the first loss. */
  endsOf(epochId: EpochId): readonly (readonly LostPlace[])[];
  /** Whether it is in the log from there, was given back, or lies on a device that is there. */
  isReachable(place: LostPlace): boolean;
  /** People with a device that is there and can show that it was here. */
  readonly present: ReadonlySet<PersonId>;
}

/** Why only the host can open it. */
export type Excuse =
  /** A life of the log was shown that it knows nothing of: there are two copies of the server (H3). */
  | 'two copies'
  /** What it waits for, or who may open it, is on no device that comes. */
  | 'nobody comes'
  /** A private room waits for members who have not seen more than the log, or do not come. */
  | 'rooms wait';

/** A gate that has not opened for long: the excuse for asking the host, or what it should have opened for. */
export function judgeGate(shut: ShutGate, world: GateWorld): Excuse | Violation {
  if (shut.gate === 'host') return isOfTwo(shut, world) ? 'two copies' : hostForNothing(shut);
  if (shut.gate === 'closed') return isComing(shut, world) ? neverOpened(shut) : 'nobody comes';
  const due = shut.closedRooms.find((room) => room.witnesses.every((people) => isEnough(room.members, people)));
  return due === undefined ? 'rooms wait' : violation('H3', `room ${due.roomId} stays closed, and enough have healed`);
}

/** Whether a life was shown that the log knows nothing of and that has been, which is what a gate of the host is for. */
function isOfTwo({ log, shown }: ShutGate, { endsOf }: GateWorld): boolean {
  return otherLives(log, shown).some(({ epochId }) => endsOf(epochId).length > 0);
}

function hostForNothing(shut: ShutGate): Violation {
  return violation('H3', `the gate waits for the host alone, and the log knows all that was shown: ${livesOf(shut)}`);
}

function isComing({ owners, shown }: ShutGate, { endsOf, isReachable, present }: GateWorld): boolean {
  const isOpener = owners.length === 0 ? present.size > 0 : owners.some((owner) => present.has(owner));
  const isThere = ({ epochId, serverHead }: ShutGate['shown'][number]) => {
    const ends = endsOf(epochId).filter(({ length }) => length >= serverHead);
    return ends.length > 0 && ends.every((places) => places.slice(0, serverHead).every(isReachable));
  };
  return isOpener && shown.every(isThere);
}

function neverOpened(shut: ShutGate): Violation {
  return violation('H3', `the gate does not open, and all that was shown is there: ${livesOf(shut)}`);
}

function livesOf({ shown }: ShutGate): string {
  return shown.map(({ epoch, epochId, serverHead }) => `${epoch} (${epochId}) up to ${serverHead}`).join(', ');
}

function isEnough(members: readonly PersonId[], beyond: readonly PersonId[]): boolean {
  return members.filter((person) => beyond.includes(person)).length >= Math.min(2, members.length);
}
