import type { DevicePresence } from '#shared/domain/presence.ts';
import { parseName } from '#shared/domain/name.ts';
import { limits } from '#shared/protocol/limits.ts';
import { err, ok } from '#shared/result.ts';
import { renamePerson } from './admission.ts';
import { onServer, type CallContext, type ChatHandlers } from './call-context.ts';

export type PersonCalls = Pick<
  ChatHandlers,
  'person.list' | 'person.rename' | 'presence.set' | 'presence.watch' | 'typing.set'
>;

/** Calls about people: who there is, who is here, and the own name. */
export function personCalls(context: CallContext, setPresence: (state: DevicePresence) => void): PersonCalls {
  return {
    'person.list': onServer(context, async (server) => ok(server.views.people())),
    'person.rename': onServer(context, async (server, { displayName }) => {
      const name = parseName(displayName);
      return name.ok ? ok({ commandId: await renamePerson(server, name.value) }) : name;
    }),
    'presence.set': async ({ state }) => {
      setPresence(state);
      return ok(null);
    },
    'presence.watch': onServer(context, async (server, { roomIds, personIds, everybody }) => {
      server.watch({
        roomIds: roomIds.slice(0, limits.maxWatchedRooms),
        personIds: personIds.slice(0, limits.maxWatchedPeople),
        everybody,
      });
      return ok(null);
    }),
    'typing.set': onServer(context, async (server, { roomId, isTyping }) => {
      if (server.views.room(roomId)?.isMember !== true) return err({ type: 'room_not_known' });
      server.typing.set(roomId, isTyping);
      return ok(null);
    }),
  };
}
