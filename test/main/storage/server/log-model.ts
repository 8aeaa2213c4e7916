/**
 * The log as a few lists: what the engine must agree with. Each room is the list of its events, each person's time in it a list of
 * stays; nothing is merged, indexed or searched.
 */
export interface ModelRoom {
  readonly roomId: string;
  readonly creator: number;
  readonly isPublic: boolean;
  readonly showsEverything: boolean;
  /** The seq of each event; its streamSeq is its place, from 1. */
  readonly seqs: number[];
  items: number;
  readonly stays: Map<number, Stay[]>;
}

interface Stay {
  readonly from: number;
  readonly openedSeq: number;
  to: number | null;
}

export type ModelResult = 'event' | 'already' | 'refused';

export interface ModelAct {
  readonly kind: 'message.send' | 'room.join' | 'room.leave' | 'room.invite' | 'room.removeMember';
  readonly who: number;
  readonly target: number;
}

export function isIn(room: ModelRoom, who: number): boolean {
  return room.stays.get(who)?.at(-1)?.to === null;
}

/** What becomes of an act in a room; when an event, it is the one at `seq`. */
export function act(room: ModelRoom, { kind, who, target }: ModelAct, seq: number): ModelResult {
  const isMember = isIn(room, who);
  switch (kind) {
    case 'message.send':
      if (!isMember) return 'refused';
      room.seqs.push(seq);
      room.items += 1;
      return 'event';
    case 'room.join':
      if (isMember) return 'already';
      return room.isPublic ? open(room, who, seq) : 'refused';
    case 'room.leave':
      if (!isMember) return room.isPublic ? 'already' : 'refused';
      return close(room, who, seq);
    case 'room.invite':
      if (!isMember) return 'refused';
      return isIn(room, target) ? 'already' : open(room, target, seq);
    case 'room.removeMember':
      if (!isMember || room.creator !== who) return 'refused';
      return isIn(room, target) ? close(room, target, seq) : 'already';
  }
}

export function open(room: ModelRoom, who: number, seq: number): ModelResult {
  room.seqs.push(seq);
  const stays = room.stays.get(who) ?? [];
  stays.push({ from: room.seqs.length, openedSeq: seq, to: null });
  room.stays.set(who, stays);
  return 'event';
}

function close(room: ModelRoom, who: number, seq: number): ModelResult {
  room.seqs.push(seq);
  const last = room.stays.get(who)?.at(-1);
  if (last !== undefined) last.to = room.seqs.length;
  return 'event';
}

/** Every `streamSeq` that the person may read (P6). */
export function readable(room: ModelRoom, who: number): number[] {
  const stays = room.stays.get(who) ?? [];
  const all = room.seqs.map((_, index) => index + 1);
  const last = stays.at(-1);
  if (last === undefined) return [];
  if (room.showsEverything) return all.filter((streamSeq) => streamSeq <= (last.to ?? Infinity));
  return all.filter((at) => stays.some(({ from, to }) => at >= from && at <= (to ?? Infinity)));
}

/** What a device that has everything up to `afterSeq` is sent of this room: `streamSeq`s, and `o` before one that opens it. */
export function replayed(room: ModelRoom, who: number, afterSeq: number): string[] {
  const stays = room.stays.get(who) ?? [];
  // Where everything is shown, only the last stay counts: it covers the others, and what lies before it is read in pages.
  const counted = room.showsEverything ? stays.slice(-1) : stays;
  return counted.flatMap(({ from, to, openedSeq }) => {
    const isNew = openedSeq > afterSeq;
    const first = isNew || !room.showsEverything ? from : 1;
    const seen = room.seqs.flatMap((seq, index) => {
      const streamSeq = index + 1;
      return streamSeq >= first && streamSeq <= (to ?? Infinity) && seq > afterSeq ? [String(streamSeq)] : [];
    });
    return isNew ? ['o', ...seen] : seen;
  });
}
