import { assert } from '#shared/assert.ts';
import type { CommandDraft } from '#shared/domain/command.ts';
import type { Door } from '#shared/domain/door.ts';
import type { AppendedEvent } from '../event-log.ts';
import { createAppender } from './appender.ts';
import type { EngineContext } from './engine-context.ts';
import { serverCommand } from './server-command.ts';

const firstRoom: CommandDraft = {
  kind: 'room.create',
  body: { history: 'everything', name: 'general', topic: '', visibility: 'public' },
};

/** What a server says first of all: the room that everybody starts in, and its door, where that is not open from the start. */
export function foundServer(context: EngineContext, door: Door): void {
  const append = createAppender(context);
  const act = (draft: CommandDraft): AppendedEvent => {
    const outcome = append(serverCommand(context, draft));
    assert(outcome.type === 'accepted' && outcome.event !== null, 'a new log takes what its server says');
    return outcome.event;
  };
  const made = act(firstRoom).changes.find((change) => change.type === 'room.put');
  assert(made?.type === 'room.put', 'a room.create makes a room');
  context.tables.epochs.setFirstRoom(made.room.roomId);
  if (door !== 'open') act({ kind: 'server.setDoor', body: { door, openUntil: 0 } });
}
