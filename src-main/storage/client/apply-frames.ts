import * as v from 'valibot';
import { acceptedSchema, refusedSchema, type Accepted } from '#shared/protocol/command-frame.ts';
import { parseFrame } from '#shared/protocol/client-frame.ts';
import {
  bareEventSchema,
  eventFrameSchema,
  streamMembersSchema,
  streamOpenedSchema,
} from '#shared/protocol/event-frame.ts';
import type { FrameBatch, ReceivedFrame } from '../client-store.ts';
import type { Changes } from './changes.ts';
import type { ClientContext } from './client-context.ts';
import { putAway } from './put-away.ts';
import { readEvent } from './read-event.ts';
import { receiveEvent } from './receive-event.ts';
import { acceptedEvent, settle, settleRefused, settleWithoutEvent } from './results.ts';
import { addMembers, openStream } from './open-stream.ts';

const storedFrameSchema = v.variant('type', [
  eventFrameSchema,
  bareEventSchema,
  acceptedSchema,
  refusedSchema,
  streamOpenedSchema,
  streamMembersSchema,
]);

/** What arrived, in order, and the position that covers it (D6). */
export function applyFrames(context: ClientContext, changes: Changes, batch: FrameBatch): void {
  const { meta } = context.tables;
  const { epoch } = meta.get();
  const isPresent = epoch === null || epoch.epochId === batch.epoch.epochId;
  for (const frame of batch.frames) applyFrame(context, changes, { frame, batch, isPresent });
  // Before the first snapshot there is nothing that a position could go on from.
  if (epoch !== null && isPresent && batch.position !== null) meta.setPosition(batch.position);
}

interface Arrival {
  readonly frame: ReceivedFrame;
  readonly batch: FrameBatch;
  /** False when the epoch is not the one this device has a snapshot of: only results count then. */
  readonly isPresent: boolean;
}

function applyFrame(context: ClientContext, changes: Changes, { frame, batch, isPresent }: Arrival): void {
  const parsed = parseFrame(storedFrameSchema, frame.text);
  if (!parsed.ok) return;
  const value = parsed.value;
  if (value.type === 'refused') settleRefused(context, changes, value);
  else if (value.type === 'accepted') settleAccepted(context, changes, { accepted: value, frame, batch, isPresent });
  else if (!isPresent) return;
  else if (value.type === 'stream.opened') openStream(context, changes, value);
  else if (value.type === 'stream.members') addMembers(context, changes, value);
  else receiveEvent(context, changes, { event: readEvent(value, frame), source: batch.source });
}

/** A command that has its result already, or failed for good, is not settled again (D4). */
function settleAccepted(
  context: ClientContext,
  changes: Changes,
  { accepted, frame, batch, isPresent }: Arrival & { readonly accepted: Accepted },
): void {
  const row = context.tables.outbox.find(accepted.commandId);
  if (row === null || row.failure !== null) return;
  const event = acceptedEvent(context, row, frame.text);
  if (event === null) settleWithoutEvent(context, changes, row);
  else if (isPresent) receiveEvent(context, changes, { event, source: batch.source });
  else {
    putAway(context, changes, event);
    settle(context, changes, row);
    changes.event(event, true);
  }
}
