import { describe, expect, it } from 'vitest';
import { createHub } from '#main/server/hub.ts';
import { createSession } from '#main/server/session.ts';
import type { PersonId, RoomId } from '#shared/domain/ids.ts';
import { personStream, roomStream, serverStream } from '#shared/domain/stream.ts';
import { personIdOf, roomIdOf } from '#test/support/sample-ids.ts';
import { createRecordingConnection } from './recording-connection.ts';

function setupHub(rooms: Record<PersonId, RoomId[]> = {}) {
  const hub = createHub({ directory: { roomsOf: (person) => rooms[person] ?? [] } });
  const session = () => createSession(createRecordingConnection());
  return { hub, rooms, session };
}

const ada = personIdOf(1);
const general = roomIdOf(1);

describe('the hub', () => {
  it('[P5] gives a person the stream of the server, their own, and those of their rooms', () => {
    const { hub, session } = setupHub({ [ada]: [general] });
    const one = session();
    hub.subscribeAll(one, ada);
    const streams = [serverStream, personStream(ada), roomStream(general), roomStream(roomIdOf(2))];
    expect(streams.map((stream) => hub.subscribersOf(stream).has(one))).toEqual([true, true, true, false]);
  });

  it('counts a session once, however often it subscribes', () => {
    const { hub, session } = setupHub({ [ada]: [general] });
    const one = session();
    hub.subscribeAll(one, ada);
    hub.subscribeAll(one, ada);
    expect(hub.subscribersOf(roomStream(general)).size).toBe(1);
  });

  it('tells the sessions of one person apart', () => {
    const { hub, session } = setupHub({ [ada]: [general] });
    const [one, two] = [session(), session()];
    hub.subscribeAll(one, ada);
    hub.subscribeAll(two, ada);
    hub.unsubscribeAll(one, ada);
    expect([...hub.subscribersOf(roomStream(general))]).toEqual([two]);
  });

  it('keeps nothing of sessions that are gone', () => {
    const { hub, session } = setupHub({ [ada]: [general] });
    const one = session();
    hub.subscribeAll(one, ada);
    hub.unsubscribeAll(one, ada);
    hub.unsubscribeAll(one, ada);
    expect(hub.streamCount()).toBe(0);
  });

  it('follows a person into a room and out of it', () => {
    const { hub, rooms, session } = setupHub({ [ada]: [] });
    const one = session();
    hub.subscribeAll(one, ada);
    rooms[ada] = [general];
    hub.subscribe(one, roomStream(general));
    expect(hub.subscribersOf(roomStream(general)).has(one)).toBe(true);
    hub.unsubscribe(one, roomStream(general));
    rooms[ada] = [];
    hub.unsubscribeAll(one, ada);
    expect(hub.streamCount()).toBe(0);
  });
});
