import type { PersonId } from '#shared/domain/ids.ts';
import type { LogEvent } from './log-event.ts';
import type { LogModel } from './log-model.ts';
import { violation, type Violation } from './violation.ts';

/** Looks at every frame that goes onto a wire, whether or not it arrives. */
export interface WireCheck {
  toClient(link: number, person: PersonId, text: string): Violation[];
  fromClient(text: string): void;
  /** Whether a client has sent exactly this command. */
  isMade(event: Pick<LogEvent, 'command' | 'signature'>): boolean;
}

interface Frame {
  readonly type: string;
  readonly header?: { readonly seq: number; readonly person: PersonId };
  readonly commandId?: string;
  readonly stream?: string;
  readonly seq?: number;
  readonly result?: Reply | null;
  readonly error?: { readonly type: string };
}

interface Reply {
  readonly events?: readonly Frame[];
  readonly position?: object;
  readonly rooms?: readonly { readonly room: { readonly roomId: string }; readonly access?: unknown }[];
}

/** The others say that a client did what no client does. */
const usualErrors: ReadonlySet<string> = new Set(['login_timeout', 'replaced']);

/** Events are checked against what the log holds at this moment: what is sent before it is committed is not in it. */
export function createWireCheck(model: Pick<LogModel, 'events' | 'rooms' | 'maySee'>): WireCheck {
  const made = new Set<string>();
  const lastSeqs = new Map<number, number>();

  function eventSent(person: PersonId, { header }: Frame, text: string): Violation[] {
    const event = model.events[(header?.seq ?? 0) - 1];
    if (event === undefined) return [violation('D2', `an event was sent that is not in the log: ${text}`)];
    const found: Violation[] = [];
    if (event.frame !== text) found.push(violation('I5', `event ${event.seq} is other bytes than the log's: ${text}`));
    if (!model.maySee(person, event)) found.push(violation('I8', `event ${event.seq} was sent to ${person}`));
    return found;
  }

  /** Only what may not be seen is told by its header alone. */
  function bareSent(person: PersonId, { header }: Frame): Violation[] {
    const event = model.events[(header?.seq ?? 0) - 1];
    const isRight = event !== undefined && event.isHealed && !model.maySee(person, event);
    return isRight ? [] : [violation('I8', `event ${header?.seq} was told bare to ${person}`)];
  }

  function roomTold(person: PersonId, roomId: string): Violation[] {
    const isTheirs = model.rooms.get(roomId)?.visible.has(person) ?? false;
    return isTheirs ? [] : [violation('I8', `room ${roomId} was told to ${person}, who never was in it`)];
  }

  /** What stands in the order of the log: `seq` rises on a connection (P7). */
  function rises(link: number, seq: number): Violation[] {
    const last = lastSeqs.get(link) ?? 0;
    lastSeqs.set(link, Math.max(last, seq));
    return seq > last ? [] : [violation('P7', `event ${seq} was sent after ${last}`)];
  }

  function inOrder(link: number, person: PersonId, frame: Frame): Violation[] {
    if (frame.type === 'stream.opened') return roomTold(person, (frame.stream ?? '').slice('room:'.length));
    if (frame.type === 'event.bare') return [...bareSent(person, frame), ...rises(link, frame.header?.seq ?? 0)];
    if (frame.type !== 'event') return [];
    return [...eventSent(person, frame, JSON.stringify(frame)), ...rises(link, frame.header?.seq ?? 0)];
  }

  /** A repeat is answered at once, whatever stands before it in the log: the order of the log is not its. */
  function accepted(person: PersonId, { header, commandId }: Frame): Violation[] {
    if (header === undefined) return [];
    const event = model.events[header.seq - 1];
    const isHeld = event?.commandId === commandId && event?.person === person;
    if (isHeld) return [];
    return [violation('I1', `command ${commandId} was acknowledged as event ${header.seq}, which it is not`)];
  }

  function paged(person: PersonId, frame: Frame): Violation[] {
    return frame.type === 'event.bare' ? bareSent(person, frame) : eventSent(person, frame, JSON.stringify(frame));
  }

  function replied(link: number, person: PersonId, { events, position, rooms }: Reply): Violation[] {
    const told = rooms?.filter(({ access }) => access !== undefined) ?? [];
    const isReplay = position !== undefined;
    return [
      ...told.flatMap(({ room }) => roomTold(person, room.roomId)),
      ...(events ?? []).flatMap((frame) => (isReplay ? inOrder(link, person, frame) : paged(person, frame))),
    ];
  }

  return {
    toClient: (link, person, text) => {
      const frame = JSON.parse(text) as Frame;
      if (frame.type === 'accepted') return accepted(person, frame);
      if (frame.type === 'error' && !usualErrors.has(frame.error?.type ?? ''))
        return [violation('P1', `${person} was told of an error: ${text}`)];
      if (frame.type === 'reply') return replied(link, person, frame.result ?? {});
      return inOrder(link, person, frame);
    },
    fromClient: (text) => {
      if (text.startsWith('{"command":')) made.add(text);
    },
    isMade: ({ command, signature }) => made.has(`{"command":${command},"signature":"${signature}","type":"command"}`),
  };
}
