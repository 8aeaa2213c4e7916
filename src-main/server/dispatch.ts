import * as v from 'valibot';
import type { Clock } from '#shared/clock.ts';
import type { LatestClock } from '#shared/domain/latest-clock.ts';
import type { Logger } from '#shared/logger.ts';
import {
  isRequestName,
  requests,
  type RequestError,
  type RequestFrame,
  type RequestName,
  type RequestParams,
} from '#shared/protocol/request.ts';
import { shorten } from '#shared/domain/text.ts';
import { readWallClock } from '#shared/domain/wall-clock.ts';
import type { ReadMarker } from '#shared/domain/read-marker.ts';
import { err, ok, type Result } from '#shared/result.ts';
import type { EventLog, HistoryPage } from '../storage/event-log.ts';
import type { Asked, CatchUps } from './catch-up.ts';
import type { ClaimRequests } from './claim-requests.ts';
import { mayAsk, type Healing } from './healing.ts';
import type { KnockRequests } from './knock-requests.ts';
import { errorReply, resultReply } from './reply.ts';
import type { RequestFlow } from './request-flow.ts';
import type { ServerCounters } from './server-counters.ts';
import type { Session } from './session.ts';
import type { SessionOwner } from './session-state.ts';

/** Brings each request to the verb that answers it; what is known here is only how they are called. */
export interface Dispatch {
  receive(session: Session, frame: RequestFrame): void;
}

export interface DispatchOptions {
  readonly log: Pick<
    EventLog,
    | 'latestAt'
    | 'readHistory'
    | 'browseRooms'
    | 'setMarker'
    | 'listMarkers'
    | 'messageInfo'
    | 'readDoor'
    | 'listInvites'
    | 'listReports'
    | 'listAudit'
  >;
  readonly atDoor: KnockRequests;
  readonly ofDevices: ClaimRequests;
  readonly catchUps: CatchUps;
  readonly healing: Healing;
  readonly flow: RequestFlow;
  readonly clock: Pick<Clock, 'now'>;
  readonly latest: Pick<LatestClock, 'notice'>;
  readonly counters: ServerCounters;
  readonly logger: Logger;
  readonly onMarker: (session: Session, owner: SessionOwner, marker: ReadMarker) => void;
}

/** How each request is answered: those of catching up in their own time, the others by what the log says. */
type Handlers = {
  readonly [Name in RequestName]: (asked: Asked, params: RequestParams<Name>, raw: RequestFrame['params']) => void;
};

export function createDispatch({
  log,
  atDoor,
  ofDevices,
  catchUps,
  healing,
  flow,
  clock,
  latest,
  counters,
  logger,
  onMarker,
}: DispatchOptions): Dispatch {
  const answer: Answer = ({ session, id }, result) => {
    result.then(
      (answered) => {
        flow.end(session, answered.ok ? resultReply(id, answered.value) : errorReply(id, answered.error));
      },
      (error: unknown) => {
        logger.error('The log could not answer a request.', { error: String(error) });
        flow.end(session, errorReply(id, { type: 'storage_failed' }));
      },
    );
  };

  const handlers: Handlers = {
    resume: (asked, params) => {
      if (asked.session.state.type === 'active') catchUps.resume(asked, params);
      else healing.show(asked, params);
    },
    'healing.cut': healing.cut,
    'healing.offer': healing.offer,
    'healing.give': healing.give,
    'healing.done': healing.done,
    'healing.report': healing.report,
    'replay.pull': (asked) => {
      catchUps.pullReplay(asked);
    },
    'snapshot.pull': (asked, { part }) => {
      catchUps.pullSnapshot(asked, part);
    },
    ...logAnswers({ log, ofDevices, answer }),
    'clock.read': (asked) => {
      const read = log.latestAt().then((latestAt) => {
        // Who goes by it next, such as a door that is open until then, is understood here too.
        latest.notice(latestAt);
        return json({ at: readWallClock(clock), latestAt });
      });
      answer(asked, read);
    },
    'knock.list': atDoor.list,
    'knock.open': atDoor.open,
    'knock.refuse': atDoor.refuse,
    'claim.list': ofDevices.list,
    'claim.open': ofDevices.open,
    'claim.refuse': ofDevices.refuse,
    'device.offer': ofDevices.offer,
    'marker.set': (asked, params) => {
      const marker = log.setMarker(asked.owner.personId, params).then((result) => {
        if (!result.ok) return result;
        onMarker(asked.session, asked.owner, result.value);
        return ok(JSON.stringify(result.value));
      });
      answer(asked, marker);
    },
  };

  return {
    receive: (session, { id, name, params }) => {
      counters.requests += 1;
      flow.begin(session);
      const { state } = session;
      const refuse = (error: RequestError) => {
        flow.end(session, errorReply(id, error));
      };
      if (!('owner' in state)) refuse({ type: 'not_admitted' });
      else if (!isRequestName(name))
        refuse(state.type === 'active' ? { type: 'unknown_request', name } : closed(state));
      else if (!mayAsk(session, name)) refuse(closed(state));
      else {
        const parsed = parseParams(name, params);
        if (!parsed.ok) refuse(parsed.error);
        else handle(handlers, { session, owner: state.owner, id }, { name, params: parsed.value, raw: params });
      }
    },
  };
}

type Answer = (asked: Asked, result: Promise<Result<string, RequestError>>) => void;

type LogRequest =
  | 'history.page'
  | 'room.browse'
  | 'marker.list'
  | 'message.info'
  | 'device.list'
  | 'door.read'
  | 'invite.list'
  | 'report.list'
  | 'audit.list';

/** What the log answers by itself, as far as it is for whoever asks. */
function logAnswers({
  log,
  ofDevices,
  answer,
}: Pick<DispatchOptions, 'log' | 'ofDevices'> & { readonly answer: Answer }): Pick<Handlers, LogRequest> {
  return {
    'history.page': (asked, params) => {
      answer(asked, log.readHistory(asked.owner.personId, params).then(pageJson));
    },
    'room.browse': (asked, params) => {
      answer(asked, log.browseRooms(asked.owner.personId, params).then(json));
    },
    'marker.list': (asked, params) => {
      answer(asked, log.listMarkers(asked.owner.personId, params).then(json));
    },
    'message.info': (asked, params) => {
      answer(asked, log.messageInfo(asked.owner.personId, params).then(resultJson));
    },
    'device.list': (asked, params) => {
      answer(asked, ofDevices.devices(asked, params).then(resultJson));
    },
    'door.read': (asked, params) => {
      answer(asked, log.readDoor(asked.owner.personId, params).then(resultJson));
    },
    'invite.list': (asked, params) => {
      answer(asked, log.listInvites(asked.owner.personId, params).then(resultJson));
    },
    'report.list': (asked, params) => {
      answer(asked, log.listReports(asked.owner.personId, params).then(resultJson));
    },
    'audit.list': (asked, params) => {
      answer(asked, log.listAudit(asked.owner.personId, params).then(resultJson));
    },
  };
}

function handle<Name extends RequestName>(
  handlers: Handlers,
  asked: Asked,
  {
    name,
    params,
    raw,
  }: { readonly name: Name; readonly params: RequestParams<Name>; readonly raw: RequestFrame['params'] },
): void {
  const handler: (asked: Asked, params: RequestParams<Name>, raw: RequestFrame['params']) => void = handlers[name];
  handler(asked, params, raw);
}

/** Why nothing else is answered yet. */
function closed({ type }: Session['state']): RequestError {
  return { type: type === 'healing' ? 'healing' : 'not_admitted' };
}

function parseParams<Name extends RequestName>(
  name: Name,
  params: unknown,
): Result<RequestParams<Name>, Extract<RequestError, { type: 'invalid_params' }>> {
  const parsed = v.safeParse(requests[name].params, params, { abortEarly: true });
  // The name picks the schema; TypeScript cannot follow the look-up.
  if (parsed.success) return ok(parsed.output as RequestParams<Name>);
  const [issue] = parsed.issues;
  return err({ type: 'invalid_params', path: v.getDotPath(issue) ?? '', problem: shorten(issue.message, 200) });
}

function pageJson(page: Result<HistoryPage, RequestError>): Result<string, RequestError> {
  if (!page.ok) return page;
  const { frames, from, to, next, asOf } = page.value;
  return ok(`{"events":[${frames.join(',')}],"from":${from},"to":${to},"next":${next},"asOf":${asOf}}`);
}

function resultJson(result: Result<unknown, RequestError>): Result<string, RequestError> {
  return result.ok ? json(result.value) : result;
}

function json(result: unknown): Result<string, RequestError> {
  return ok(JSON.stringify(result));
}
