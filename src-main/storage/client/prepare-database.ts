import { assert } from '#shared/assert.ts';
import { commandBodies } from '#shared/domain/command.ts';
import type { Stream } from '#shared/domain/stream.ts';
import { createChanges } from './changes.ts';
import type { ClientContext } from './client-context.ts';
import { storedEvent } from './put-away.ts';
import { readStoredEvent } from './read-event.ts';
import { foldStream } from './stream-progress.ts';

/** The kinds of command that this version can read. */
const vocabulary = Object.keys(commandBodies).toSorted().join(' ');

/** Makes a new database this device's, and reads in an older one what the version before could not (D7). */
export function prepareDatabase(context: ClientContext): void {
  const { tables, owner } = context;
  const meta = tables.meta.find();
  if (meta === null) {
    tables.meta.insert({ ...owner, outboxId: context.newUuid(), vocabulary });
    return;
  }
  assert(
    meta.serverId === owner.serverId && meta.device === owner.device,
    'a client database is opened by its own device',
  );
  if (meta.vocabulary === vocabulary) return;
  projectAgain(context);
  tables.meta.setVocabulary(vocabulary);
}

/**
 * Events that lay there unread are shown now, and their streams folded again from the first of them on, in order; but not
 * what the server had in the state it gave.
 */
function projectAgain(context: ClientContext): void {
  const { tables } = context;
  const firstOfStream = new Map<Stream, number>();
  for (const frame of tables.events.unknown()) {
    const event = readStoredEvent(frame);
    if (event === null || event.command === null) continue;
    const { stream, streamSeq } = event.header;
    tables.events.setKnown(storedEvent(context, event));
    if (!firstOfStream.has(stream)) firstOfStream.set(stream, streamSeq);
  }
  for (const [stream, first] of firstOfStream) foldAgain(context, stream, first);
}

function foldAgain(context: ClientContext, stream: Stream, first: number): void {
  const state = context.tables.streams.find(stream);
  if (state === null) return;
  context.tables.streams.put({ ...state, stateAsOf: Math.min(state.stateAsOf, Math.max(first - 1, state.givenAsOf)) });
  foldStream(context, createChanges(context), stream);
}
