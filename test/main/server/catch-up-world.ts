import { createCatchUpEnd } from '#main/server/catch-up-end.ts';
import { createCatchUps } from '#main/server/catch-up.ts';
import { createDelivery } from '#main/server/delivery.ts';
import { createDirectory } from '#main/server/directory.ts';
import { createHeldSnapshots } from '#main/server/held-snapshots.ts';
import { createHub } from '#main/server/hub.ts';
import { createOutgoing } from '#main/server/outgoing.ts';
import type { PublishedHead } from '#main/server/published-head.ts';
import { createPublisher } from '#main/server/publisher.ts';
import { createRequestFlow } from '#main/server/request-flow.ts';
import { createServerCounters } from '#main/server/server-counters.ts';
import { createSessionRegistry } from '#main/server/session-registry.ts';
import { createSession } from '#main/server/session.ts';
import type { AppendOutcome, ReplayPage, ReplayRange, ResumePlan, ShownByDevice } from '#main/storage/event-log.ts';
import { serverStream } from '#shared/domain/stream.ts';
import { silentLogger } from '#shared/logger.ts';
import { limits } from '#shared/protocol/limits.ts';
import type { Position } from '#shared/protocol/position.ts';
import { createFakeClock } from '#test/support/fake-clock.ts';
import { deviceKeyOf, outboxIdOf, personIdOf } from '#test/support/sample-ids.ts';
import { createRecordingConnection } from './recording-connection.ts';
import { endOfTurn } from './turn.ts';

export interface CatchUpWorldOptions {
  readonly maxHeldEvents: number;
  readonly pageEvents: number;
}

/**
 * One session before a log of which everything is in the test's hands: what is appended, when it is published, and when each
 * question gets its answer. The real log answers in its own time, and the races are in between.
 */
export function setupCatchUpWorld({ maxHeldEvents, pageEvents }: CatchUpWorldOptions) {
  const clock = createFakeClock();
  const counters = createServerCounters();
  const connection = createRecordingConnection();
  const session = createSession(connection);
  const owner = { personId: personIdOf(1), device: deviceKeyOf(1), outboxId: outboxIdOf(1) };
  session.state = { type: 'active', owner };
  const somebody = createSession(createRecordingConnection());
  const registry = createSessionRegistry();
  const hub = createHub({ directory: { roomsOf: () => [] } });
  const outgoing = createOutgoing({ clock, counters });
  const head: PublishedHead = { seq: 0, positionFrame: null };
  const flow = createRequestFlow({ outgoing, clock, limits });
  const delivery = createDelivery({ outgoing, counters, limits: { maxHeldEvents } });
  /** Whether the event at each seq, from 1, is of the session's own device. */
  const events: boolean[] = [];
  const questions: { readonly answer: () => void; readonly fail: () => void }[] = [];
  const livenessChanges: number[] = [];

  const log = {
    planResume: (_person: unknown, shown: ShownByDevice | null) =>
      ask((): ResumePlan => {
        if (shown !== null) return { mode: 'replay', afterSeq: shown.position.seq };
        const seq = events.length;
        const parts = ['{"part":0}', '{"part":1}'];
        return {
          mode: 'snapshot',
          reason: 'new',
          position: positionAt(seq),
          seq,
          firstRoomId: null,
          epochs: [],
          parts,
        };
      }),
    readReplay: ({ afterSeq, upToSeq }: ReplayRange) =>
      ask((): ReplayPage => {
        const lastSeq = Math.min(upToSeq, Math.max(afterSeq, afterSeq + pageEvents));
        const seqs = Array.from({ length: Math.max(0, lastSeq - afterSeq) }, (_, index) => afterSeq + index + 1);
        return { frames: seqs.map(eventText), position: positionAt(lastSeq), lastSeq: Math.max(afterSeq, lastSeq) };
      }),
  };
  const onLive = () => livenessChanges.push(head.seq);
  const publisher = createPublisher({
    directory: createDirectory({ people: [], rooms: [] }),
    registry,
    protocolErrors: { report: () => undefined, forget: () => undefined },
    presence: { join: () => undefined },
    typing: { end: () => undefined },
    receipts: { wrote: () => undefined, cameBack: () => undefined },
    onAdmitted: () => undefined,
    doorWatch: { changed: () => undefined },
    reportWatch: { changed: () => undefined },
    doorAnswers: { isHeld: () => false },
    hub,
    delivery,
    outgoing,
    head,
    counters,
  });
  const end = createCatchUpEnd({ log, outgoing, head, clock, logger: silentLogger, onLive });
  const begun: number[] = [];
  const catchUps = createCatchUps({
    log,
    hub,
    outgoing,
    head,
    logger: silentLogger,
    end,
    heldSnapshots: createHeldSnapshots({ registry, clock, counters, limits }),
    reply: flow.end,
    onEpochBegun: () => begun.push(head.seq),
  });

  function ask<Answer>(read: () => Answer): Promise<Answer> {
    return new Promise((resolve, reject) => {
      questions.push({
        answer: () => {
          resolve(read());
        },
        fail: () => {
          reject(new Error('I/O'));
        },
      });
    });
  }

  function eventText(seq: number): string {
    return JSON.stringify({ type: 'event', header: { seq }, isOwn: events[seq - 1] === true });
  }

  function outcomeAt(seq: number): AppendOutcome {
    const header = JSON.stringify({ seq });
    const reply = `{"type":"accepted","header":${header}}`;
    const event = { seq, stream: serverStream, streamSeq: seq, itemNumber: null, author: personIdOf(1) };
    return {
      type: 'accepted',
      reply,
      event: { ...event, frame: eventText(seq), hidden: null, changes: [], opened: [] },
    };
  }

  /** Publishes what is appended, up to `seq`, as one batch. */
  function publish(seq: number): void {
    const seqs = Array.from({ length: seq - head.seq }, (_, index) => head.seq + index + 1);
    const item = { device: owner.device, outboxId: owner.outboxId, frame: '' };
    const commands = seqs.map((next) => ({ session: events[next - 1] === true ? session : somebody, item }));
    const positionFrame = JSON.stringify({ type: 'position', position: positionAt(seq) });
    publisher.publish({ commands, result: { outcomes: seqs.map(outcomeAt), healed: [], positionFrame, headSeq: seq } });
  }

  let lastId = 0;
  const asked = () => ({ session, owner, id: (lastId += 1) });
  return {
    clock,
    counters,
    connection,
    session,
    events,
    questions,
    livenessChanges,
    head,
    append: (isOwn: boolean) => {
      if (isOwn) session.unanswered += 1;
      events.push(isOwn);
    },
    publish,
    /** Answers the log's oldest open question. */
    answerOne: () => questions.shift()?.answer(),
    failOne: () => questions.shift()?.fail(),
    resume: (position: Position | null) => {
      flow.begin(session);
      catchUps.resume(asked(), { position });
    },
    pullReplay: () => {
      flow.begin(session);
      catchUps.pullReplay(asked());
    },
    pullSnapshot: (part: number) => {
      flow.begin(session);
      catchUps.pullSnapshot(asked(), part);
    },
    turn: endOfTurn,
  };
}

export function positionAt(seq: number): Position {
  return { epoch: 1, seq, serverHead: 0, tag: 'AAAAAAAAAAAAAAAAAAAAAA', mac: 'AAAAAAAAAAAAAAAAAAAAAA' };
}
