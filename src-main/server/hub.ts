import { personStream, roomStream, serverStream, type Stream } from '#shared/domain/stream.ts';
import type { PersonId } from '#shared/domain/ids.ts';
import type { Session } from './session.ts';

/** Which sessions hear of which stream (P5): those that have resumed, by the memberships that the directory knows. */
export interface Hub {
  /** Of every stream that is this person's to hear. */
  subscribeAll(session: Session, personId: PersonId): void;
  unsubscribeAll(session: Session, personId: PersonId): void;
  subscribe(session: Session, stream: Stream): void;
  unsubscribe(session: Session, stream: Stream): void;
  subscribersOf(stream: Stream): ReadonlySet<Session>;
  /** Streams that somebody hears. */
  streamCount(): number;
}

export interface HubOptions {
  readonly directory: { roomsOf(personId: PersonId): Iterable<Parameters<typeof roomStream>[0]> };
}

const nobody: ReadonlySet<Session> = new Set();

export function createHub({ directory }: HubOptions): Hub {
  const subscribers = new Map<Stream, Set<Session>>();

  function subscribe(session: Session, stream: Stream): void {
    const sessions = subscribers.get(stream);
    if (sessions === undefined) subscribers.set(stream, new Set([session]));
    else sessions.add(session);
  }

  function unsubscribe(session: Session, stream: Stream): void {
    const sessions = subscribers.get(stream);
    if (sessions?.delete(session) === true && sessions.size === 0) subscribers.delete(stream);
  }

  function* streamsOf(personId: PersonId): Generator<Stream> {
    yield serverStream;
    yield personStream(personId);
    for (const roomId of directory.roomsOf(personId)) yield roomStream(roomId);
  }

  return {
    subscribe,
    unsubscribe,
    subscribeAll: (session, personId) => {
      for (const stream of streamsOf(personId)) subscribe(session, stream);
    },
    unsubscribeAll: (session, personId) => {
      for (const stream of streamsOf(personId)) unsubscribe(session, stream);
    },
    subscribersOf: (stream) => subscribers.get(stream) ?? nobody,
    streamCount: () => subscribers.size,
  };
}
