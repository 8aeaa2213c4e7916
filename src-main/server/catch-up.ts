import { unreachable } from '#shared/assert.ts';
import type { Logger } from '#shared/logger.ts';
import type { RequestParams, RequestResult } from '#shared/protocol/request.ts';
import type { EventLog, ReplayPage, ResumePlan, ShownByDevice } from '../storage/event-log.ts';
import { settleReplies, startCatchUp, type CatchUp } from './catch-up-state.ts';
import type { CatchUpEnd } from './catch-up-end.ts';
import { bytesOf, type HeldSnapshots } from './held-snapshots.ts';
import type { Hub } from './hub.ts';
import type { Outgoing } from './outgoing.ts';
import type { PublishedHead } from './published-head.ts';
import { errorReply, resultReply } from './reply.ts';
import { createResumeTurns } from './resume-turns.ts';
import type { Session } from './session.ts';
import type { SessionOwner } from './session-state.ts';

/** Brings a session from where its device is to live: subscribe first, then read up to the fence, then let go (D7, P7). */
export interface CatchUps {
  resume(asked: Asked, params: RequestParams<'resume'>): void;
  pullReplay(asked: Asked): void;
  pullSnapshot(asked: Asked, part: number): void;
}

/** A request with who asked. */
export interface Asked {
  readonly session: Session;
  readonly owner: SessionOwner;
  readonly id: number;
}

export interface CatchUpsOptions {
  readonly log: Pick<EventLog, 'planResume' | 'readReplay'>;
  readonly hub: Hub;
  readonly outgoing: Outgoing;
  readonly head: PublishedHead;
  readonly logger: Logger;
  readonly end: CatchUpEnd;
  readonly heldSnapshots: HeldSnapshots;
  /** Says how a request ended: every request ends once. */
  readonly reply: (session: Session, text: string) => void;
  /** A position showed that the log has lost something. */
  readonly onEpochBegun: () => void;
}

function shownBy({ position, epochId }: RequestParams<'resume'>): ShownByDevice | null {
  return position === null ? null : { position, epochId: epochId ?? null };
}

type TellingPlan = Exclude<ResumePlan, { mode: 'heal' }>;

/** When a session may ask again for which there was no room. */
const retryAfterMs = 2_000;

export function createCatchUps(options: CatchUpsOptions): CatchUps {
  const { log, hub, outgoing, head, logger, end, heldSnapshots, reply, onEpochBegun } = options;
  const turns = createResumeTurns();
  const pullPage = createReplayPulls(options);

  function begin({ session, owner }: Asked): CatchUp {
    const catchUp = startCatchUp(session.catchUp?.replies ?? []);
    session.sync = 'catchingUp';
    session.catchUp = catchUp;
    session.fenceSeq = head.seq;
    hub.subscribeAll(session, owner.personId);
    return catchUp;
  }

  function forget({ session, owner }: Asked): void {
    hub.unsubscribeAll(session, owner.personId);
    session.sync = 'none';
    session.catchUp = null;
  }

  /** The device and the log are not of one life: nothing is told before it has healed (H2). */
  function refuseToTell(asked: Asked): void {
    forget(asked);
    reply(asked.session, resultReply(asked.id, JSON.stringify({ mode: 'heal' })));
  }

  function refuseForNow({ session, id }: Asked): void {
    reply(session, errorReply(id, { type: 'overloaded', retryAfterMs }));
  }

  /** There is no room for its snapshot: it is as if it had not resumed. */
  function giveUp(asked: Asked, catchUp: CatchUp): void {
    const { session } = asked;
    for (const { frame } of settleReplies(session, catchUp, 'all')) outgoing.add(session, frame);
    forget(asked);
    refuseForNow(asked);
  }

  function applyPlan(asked: Asked, catchUp: CatchUp, plan: TellingPlan): void {
    const { session, id } = asked;
    if (plan.mode === 'snapshot' && !heldSnapshots.hasRoom(session, bytesOf(plan.parts))) {
      giveUp(asked, catchUp);
      return;
    }
    catchUp.mode = plan.mode;
    catchUp.startSeq = plan.mode === 'replay' ? plan.afterSeq : plan.seq;
    catchUp.cursorSeq = catchUp.startSeq;
    // The log may be ahead of what is published: what the client has from it is not told again.
    session.fenceSeq = Math.max(session.fenceSeq, catchUp.startSeq);
    switch (plan.mode) {
      case 'replay':
        reply(session, resultReply(id, JSON.stringify({ mode: 'replay', upTo: session.fenceSeq })));
        for (const { frame } of settleReplies(session, catchUp, 'covered')) outgoing.add(session, frame);
        return;
      case 'snapshot':
        heldSnapshots.hold(catchUp, plan.parts);
        reply(session, resultReply(id, JSON.stringify(snapshotResult(plan))));
        return;
      default:
        unreachable(plan);
    }
  }

  async function plan(asked: Asked, params: RequestParams<'resume'>): Promise<void> {
    const { session, owner, id } = asked;
    const catchUp = begin(asked);
    try {
      const shown = shownBy(params);
      const plan = await log.planResume(owner.personId, shown);
      if (plan.mode === 'heal' && plan.isBeyond) session.beyond ??= shown;
      if (session.catchUp !== catchUp || turns.isOvertaken(session)) refusePull(asked, reply);
      else if (plan.mode !== 'heal') applyPlan(asked, catchUp, plan);
      else refuseToTell(asked);
      if (plan.mode === 'heal' && plan.isEpochBegun) onEpochBegun();
    } catch (error) {
      logger.error('A resume could not be planned.', { error: String(error) });
      reply(session, errorReply(id, { type: 'storage_failed' }));
    }
  }

  return {
    resume: (asked, params) => {
      if (params.position === null && !heldSnapshots.hasRoom(asked.session)) {
        refuseForNow(asked);
        return;
      }
      turns.take(asked.session, { begin: () => plan(asked, params), giveUp: () => refusePull(asked, reply) });
    },
    pullReplay: (asked) => {
      const { catchUp } = asked.session;
      if (catchUp?.mode !== 'replay') refusePull(asked, reply);
      else catchUp.pulls = catchUp.pulls.then(() => pullPage(asked, catchUp));
    },
    pullSnapshot: (asked, part) => {
      const { session, owner, id } = asked;
      const { catchUp } = session;
      const text = catchUp?.mode === 'snapshot' ? heldSnapshots.pull(catchUp, part) : undefined;
      if (catchUp === null || text === undefined) {
        refusePull(asked, reply);
        return;
      }
      reply(session, resultReply(id, text));
      if (part === catchUp.parts.length - 1) end.afterSnapshot(session, owner);
    },
  };
}

/** Answers a pull of a replay by its next page. */
function createReplayPulls({
  log,
  end,
  logger,
  reply,
}: CatchUpsOptions): (asked: Asked, catchUp: CatchUp) => Promise<void> {
  function applyPage({ session, owner, id }: Asked, catchUp: CatchUp, page: ReplayPage): void {
    catchUp.cursorSeq = page.lastSeq;
    session.toldSeq = page.lastSeq;
    const isLast = page.lastSeq >= session.fenceSeq;
    const events = page.frames.join(',');
    const position = JSON.stringify(page.position);
    reply(session, resultReply(id, `{"events":[${events}],"isLast":${isLast},"position":${position}}`));
    if (isLast) end.goLive(session, owner);
  }

  async function pull(asked: Asked, catchUp: CatchUp): Promise<void> {
    const { session, owner, id } = asked;
    if (session.catchUp !== catchUp) {
      refusePull(asked, reply);
      return;
    }
    try {
      const range = { personId: owner.personId, afterSeq: catchUp.cursorSeq, upToSeq: session.fenceSeq };
      const page = await log.readReplay(range);
      if (session.catchUp === catchUp) applyPage(asked, catchUp, page);
      else refusePull(asked, reply);
    } catch (error) {
      logger.error('A page of a replay could not be read.', { error: String(error) });
      reply(session, errorReply(id, { type: 'storage_failed' }));
    }
  }

  return pull;
}

function refusePull({ session, id }: Asked, reply: CatchUpsOptions['reply']): void {
  reply(session, errorReply(id, { type: 'nothing_to_pull' }));
}

function snapshotResult(plan: Extract<ResumePlan, { mode: 'snapshot' }>): RequestResult<'resume'> {
  const { mode, reason, position, parts, firstRoomId, epochs } = plan;
  return { mode, reason, position, parts: parts.length, firstRoomId, epochs: [...epochs] };
}
