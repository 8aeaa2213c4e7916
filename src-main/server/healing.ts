import type { Logger } from '#shared/logger.ts';
import { healingRequests } from '#shared/protocol/healing.ts';
import type { Limits } from '#shared/protocol/limits.ts';
import type { RequestName, RequestParams } from '#shared/protocol/request.ts';
import type { EventLog, GivenBack, GivenEvents, OpenedRoom, ShownByDevice } from '../storage/event-log.ts';
import { endsEpoch, isBehind, type PositionStanding } from '../storage/position-standing.ts';
import type { Asked } from './catch-up.ts';
import type { GateKeeper } from './gate-keeper.ts';
import type { GivingTurns } from './giving-turns.ts';
import type { HealingReports } from './healing-reports.ts';
import type { ProtocolErrors } from './protocol-errors.ts';
import type { Publisher } from './publisher.ts';
import { errorReply, resultReply } from './reply.ts';
import type { Session } from './session.ts';

/**
 * Takes back what the log lost (H1 to H4): a device shows how far it was, finds where the two part, and gives what it holds
 * beyond. Anybody may who shows a position that this server made, before the door knows them again.
 */
export interface Healing {
  /** `resume` of a session to which nothing is told yet. */
  show(asked: Asked, params: RequestParams<'resume'>): void;
  cut(asked: Asked, params: RequestParams<'healing.cut'>): void;
  offer(asked: Asked, params: RequestParams<'healing.offer'>): void;
  /** `raw`: the params as they came, with what this version does not know of the events. */
  give(asked: Asked, params: RequestParams<'healing.give'>, raw: { readonly events?: unknown }): void;
  done(asked: Asked): void;
  report(asked: Asked): void;
}

export interface HealingOptions {
  readonly log: Pick<EventLog, 'showPosition' | 'findCut' | 'wantedPieces' | 'giveBack' | 'finishHealing'>;
  readonly reports: Pick<HealingReports, 'next'>;
  readonly publisher: Publisher;
  readonly gateKeeper: GateKeeper;
  readonly protocolErrors: ProtocolErrors;
  readonly limits: Pick<Limits, 'maxFrameBytes'>;
  readonly logger: Logger;
  readonly reply: (session: Session, text: string) => void;
  /** A private room is told of again (H3). */
  readonly onRoomOpened: (room: OpenedRoom) => void;
  /** A device has given what it holds. */
  readonly onHealed: () => void;
  /** Another epoch has begun. */
  readonly onEpochBegun: () => void;
  readonly turns: Pick<GivingTurns, 'take'>;
}

/**
 * Whether the session may ask this: while nothing is told, only what brings back what was lost; and somebody whom the door does
 * not know only after showing to have been here.
 */
export function mayAsk({ state, hasShown }: Pick<Session, 'state' | 'hasShown'>, name: RequestName): boolean {
  if (state.type === 'active') return true;
  if (state.type !== 'healing' && state.type !== 'pending') return false;
  const isGiving = name !== 'healing.report' && Object.hasOwn(healingRequests, name);
  return name === 'resume' || (isGiving && (state.type === 'healing' || hasShown));
}

export function createHealing(options: HealingOptions): Healing {
  const { log, reports, publisher, gateKeeper, protocolErrors, limits, logger, reply } = options;
  const { onRoomOpened, onHealed, onEpochBegun, turns } = options;

  function failed({ session, id }: Asked, error: unknown): void {
    logger.error('The log could not answer a device that gives back.', { error: String(error) });
    reply(session, errorReply(id, { type: 'storage_failed' }));
  }

  function answer<Value>(asked: Asked, answered: Promise<Value>, tell: (value: Value) => string): void {
    answered.then(
      (value) => {
        reply(asked.session, tell(value));
      },
      (error: unknown) => {
        failed(asked, error);
      },
    );
  }

  function answerShown({ session, id }: Asked, shown: ShownByDevice, standing: PositionStanding): string {
    const isStranger = session.state.type === 'pending';
    // A log that holds the position holds also that its device was let in: a stranger who shows it has it from somebody else.
    const hasShown = isStranger ? isBehind(standing) : standing !== 'forged';
    session.hasShown ||= hasShown;
    if (isBehind(standing)) session.beyond ??= shown;
    if (isStranger && !hasShown) return errorReply(id, { type: 'not_admitted' });
    // Only who was here once gives back what takes large frames.
    if (hasShown) session.connection.setMaxFrameBytes(limits.maxFrameBytes);
    return result(id, { mode: 'heal' });
  }

  function taken({ session, id }: Asked, given: GivenBack): string {
    publisher.publishHealed(given);
    for (let count = 0; count < given.forged; count += 1)
      protocolErrors.report(session, {
        type: 'invalid_frame',
        problem: 'an event given back was not signed by its author',
      });
    if (given.isEpochBegun) onEpochBegun();
    else gateKeeper.given();
    return result(id, { outcomes: given.outcomes });
  }

  /** How many of the events told the log nothing. */
  async function give(asked: Asked, given: GivenEvents): Promise<number> {
    const { session, id } = asked;
    // It went while others of its person were before it.
    if (session.state.type === 'closed') {
      reply(session, result(id, { outcomes: [] }));
      return 0;
    }
    try {
      const back = await log.giveBack(given);
      reply(session, taken(asked, back));
      return back.repeated;
    } catch (error) {
      failed(asked, error);
      return 0;
    }
  }

  return {
    show: (asked, { position, epochId = null }) => {
      const { session, id } = asked;
      if (position === null) {
        const isHealing = session.state.type === 'healing';
        reply(session, isHealing ? result(id, { mode: 'heal' }) : errorReply(id, { type: 'not_admitted' }));
        return;
      }
      const shown = { position, epochId };
      answer(asked, log.showPosition(shown), (standing) => {
        if (endsEpoch(standing)) onEpochBegun();
        return answerShown(asked, shown, standing);
      });
    },
    cut: (asked, params) => {
      answer(asked, log.findCut(params), (seq) => result(asked.id, { seq }));
    },
    offer: (asked, params) => {
      answer(asked, log.wantedPieces(params), (wanted) => result(asked.id, { wanted }));
    },
    give: (asked, { epochs }, { events }) => {
      const given = { giver: asked.owner.personId, epochs, events: Array.isArray(events) ? events : [] };
      turns.take(asked.session, () => give(asked, given));
    },
    done: (asked) => {
      const { session, owner, id } = asked;
      const { personId } = owner;
      const { beyond } = session;
      // Who shows nothing gives nothing: it waits with the others, and opens no gate for them (H3).
      if (session.state.type === 'healing' && !session.hasShown) {
        reply(session, result(id, { gate: 'closed' }));
        return;
      }
      answer(asked, log.finishHealing({ personId, beyond }), ({ gate, opened, healed }) => {
        if (gate === 'closed') gateKeeper.healed();
        for (const room of opened) onRoomOpened(room);
        if (healed !== null) publisher.publishHealed(healed);
        onHealed();
        return result(id, { gate });
      });
    },
    report: (asked) => {
      answer(asked, reports.next(), (report) => result(asked.id, report));
    },
  };
}

function result(id: number, value: unknown): string {
  return resultReply(id, JSON.stringify(value));
}
