import { roomOfStream, roomStream } from '#shared/domain/stream.ts';
import type { Change } from '#shared/domain/fold.ts';
import type { PersonId } from '#shared/domain/ids.ts';
import type { AppendedEvent, AppendOutcome, GivenBack } from '../storage/event-log.ts';
import { createFrame } from '../transport/frame.ts';
import type { AppendedBatch, QueuedCommand } from './append-queue.ts';
import type { Delivery } from './delivery.ts';
import type { Directory } from './directory.ts';
import type { DoorAnswers } from './door-answers.ts';
import type { DoorWatch } from './door-watch.ts';
import type { HeldFrame } from './held-frames.ts';
import type { Hub } from './hub.ts';
import type { Outgoing } from './outgoing.ts';
import type { Presence } from './presence.ts';
import type { ProtocolErrors } from './protocol-errors.ts';
import { moveHead, tellPosition, type LogEnd, type PublishedHead } from './published-head.ts';
import type { ServerCounters } from './server-counters.ts';
import type { SessionRegistry } from './session-registry.ts';
import type { Session } from './session.ts';
import { ownerOf } from './session-state.ts';
import type { Receipts } from './receipts.ts';
import type { ReportWatch } from './report-watch.ts';
import type { Typing } from './typing.ts';

/**
 * Tells an appended batch to everybody it concerns, in the order of the log (D2, P7): to each connection the frames of one
 * event after those of the one before, an author's reply in the place of the event, the position last of all.
 */
export interface Publisher {
  publish(batch: Pick<AppendedBatch, 'commands' | 'result'>): void;
  /** Events that were given back: nobody waits for an answer to them. */
  publishHealed(given: Pick<GivenBack, 'appended' | 'headSeq' | 'positionFrame'>): void;
}

/** Who waits for the event, and the answer that stands in its place. */
interface Answer {
  readonly origin: Session;
  readonly reply: string;
}

export interface PublisherOptions {
  readonly directory: Directory;
  readonly hub: Hub;
  readonly registry: SessionRegistry;
  readonly delivery: Delivery;
  readonly outgoing: Outgoing;
  readonly protocolErrors: ProtocolErrors;
  readonly head: PublishedHead;
  readonly counters: ServerCounters;
  readonly presence: Pick<Presence, 'join'>;
  readonly typing: Pick<Typing, 'end'>;
  readonly receipts: Pick<Receipts, 'wrote' | 'cameBack'>;
  /** A person was admitted, now or before: sessions that wait for it can go on. */
  readonly onAdmitted: (personId: PersonId) => void;
  readonly doorWatch: Pick<DoorWatch, 'changed'>;
  readonly reportWatch: Pick<ReportWatch, 'changed'>;
  readonly doorAnswers: DoorAnswers;
}

export function createPublisher(options: PublisherOptions): Publisher {
  const { directory, hub, registry, delivery, outgoing, protocolErrors, head, counters } = options;
  const { presence, typing, receipts, doorWatch, reportWatch } = options;

  function publishOutcome({ session: origin, item }: QueuedCommand, outcome: AppendOutcome, batchEnd: LogEnd): void {
    switch (outcome.type) {
      case 'malformed':
        counters.commandsMalformed += 1;
        origin.unanswered -= 1;
        protocolErrors.report(origin, { type: 'invalid_frame', problem: outcome.problem });
        return;
      case 'refused':
        if (options.doorAnswers.isHeld(origin, item, outcome)) return;
        if (outcome.isFinal) counters.commandsRefused += 1;
        else counters.commandsRefusedForNow += 1;
        answer(origin, outcome.reply);
        return;
      case 'accepted':
        if (outcome.event === null) {
          counters.commandsRepeated += 1;
          answer(origin, outcome.reply);
        } else {
          counters.commandsAccepted += 1;
          publishEvent(outcome.event, { origin, reply: outcome.reply }, batchEnd);
        }
        if (origin.state.type === 'pending') options.onAdmitted(origin.state.owner.personId);
    }
  }

  /** What is not part of the log's order is said at once. */
  function answer(origin: Session, reply: string): void {
    origin.unanswered -= 1;
    if (origin.state.type !== 'closed') outgoing.send(origin, reply);
  }

  function publishEvent(event: AppendedEvent, answered: Answer | null, batchEnd: LogEnd): void {
    const origin = answered?.origin ?? null;
    for (const change of event.changes) begin(change);
    for (const { personId, frames } of event.opened) {
      const opening = frames.map((text) => ({ seq: event.seq, frame: createFrame(text) }));
      for (const session of resumedSessions(personId)) for (const held of opening) delivery.event(session, held);
    }
    const held = { seq: event.seq, frame: createFrame(event.frame) };
    const subscribers = hub.subscribersOf(event.stream);
    const bare = bareFor(event);
    for (const session of subscribers) if (session !== origin) delivery.event(session, bare(session) ?? held);
    counters.deliveries += subscribers.size;
    if (answered !== null && answered.origin.state.type !== 'closed')
      delivery.reply(answered.origin, { seq: event.seq, frame: createFrame(answered.reply) });
    // Before what follows from it: whose session it ends is closed with the position behind it.
    if (event.seq === batchEnd.headSeq) moveHead(head, batchEnd);
    for (const change of event.changes) end(change, origin);
    if (answered === null) noteReturned(receipts, event);
    else noteWritten({ typing, receipts }, event);
  }

  function begin(change: Change): void {
    directory.apply(change);
    if (change.type !== 'member.add') return;
    const stream = roomStream(change.roomId);
    const sessions = resumedSessions(change.personId);
    for (const session of sessions) hub.subscribe(session, stream);
    const live = sessions.filter(({ sync }) => sync === 'live');
    presence.join(change.personId, change.roomId, live);
  }

  /** Who is removed hears of it, and of nothing after it. */
  function end(change: Change, origin: Session | null): void {
    if (change.type === 'member.remove') {
      const stream = roomStream(change.roomId);
      for (const session of registry.ofPerson(change.personId)) hub.unsubscribe(session, stream);
      typing.end(change.personId, change.roomId);
    } else if (change.type === 'person.put' && personOf(origin) !== change.personId) {
      options.onAdmitted(change.personId);
    } else {
      doorWatch.changed(change);
      reportWatch.changed(change);
    }
  }

  function resumedSessions(personId: PersonId): Session[] {
    return [...registry.ofPerson(personId)].filter(({ sync }) => sync !== 'none');
  }

  function publishBatch(batchEnd: LogEnd, publishEvents: () => void): void {
    const startSeq = head.seq;
    publishEvents();
    moveHead(head, batchEnd);
    if (head.seq > startSeq) for (const session of outgoing.dirty()) tellPosition({ outgoing, head }, session);
  }

  return {
    publish: ({ commands, result }) => {
      // Somebody waits for the answer; in a large room the writes to all the others take many milliseconds.
      for (const { session } of commands) outgoing.reserve(session);
      publishBatch(result, () => {
        result.outcomes.forEach((outcome, index) => {
          const command = commands[index];
          if (command !== undefined) publishOutcome(command, outcome, result);
        });
        for (const event of result.healed) publishEvent(event, null, result);
      });
    },
    publishHealed: (given) => {
      publishBatch(given, () => {
        for (const event of given.appended) publishEvent(event, null, given);
      });
    },
  };
}

function noteWritten(
  { typing, receipts }: Pick<PublisherOptions, 'typing' | 'receipts'>,
  { author, stream, seq, itemNumber }: AppendedEvent,
): void {
  const roomId = roomOfStream(stream);
  if (itemNumber === null || roomId === null) return;
  typing.end(author, roomId);
  receipts.wrote(author, roomId, { seq, itemNumber });
}

function noteReturned(
  receipts: PublisherOptions['receipts'],
  { author, stream, seq, itemNumber }: AppendedEvent,
): void {
  const roomId = roomOfStream(stream);
  if (itemNumber !== null && roomId !== null) receipts.cameBack(author, roomId, { seq, itemNumber });
}

/** What those get who may not see a healed event. */
function bareFor({ hidden, seq }: AppendedEvent): (session: Session) => HeldFrame | null {
  if (hidden === null) return () => null;
  const bare = { seq, frame: createFrame(hidden.frame) };
  const from = new Set(hidden.from);
  return ({ state }) => (from.has(ownerOf(state)?.personId ?? ('' as PersonId)) ? bare : null);
}

function personOf(session: Session | null): PersonId | undefined {
  return session === null ? undefined : ownerOf(session.state)?.personId;
}
