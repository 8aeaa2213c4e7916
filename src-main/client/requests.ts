import * as v from 'valibot';
import type { CancelTimer, Clock } from '#shared/clock.ts';
import {
  requests,
  type ReplyFrame,
  type RequestError,
  type RequestName,
  type RequestParams,
  type RequestResult,
} from '#shared/protocol/request.ts';
import { shorten } from '#shared/domain/text.ts';
import { err, ok, type Result } from '#shared/result.ts';

/** Why a request has no result. */
export type RequestFailure =
  | RequestError
  | { readonly type: 'disconnected' }
  | { readonly type: 'timed_out' }
  /** The reply does not fit its schema: the server speaks another protocol, or lies. */
  | { readonly type: 'reply_malformed'; readonly problem: string }
  /** It fits, and leads nowhere or to more than is taken: the server lies. */
  | { readonly type: 'reply_refused'; readonly problem: string };

/** A result by its schema, and as it came: what is signed must not lose fields that this build does not know. */
export interface Reply<Name extends RequestName> {
  readonly value: RequestResult<Name>;
  readonly raw: unknown;
}

export interface Requests {
  request<Name extends RequestName>(
    name: Name,
    params: RequestParams<Name>,
  ): Promise<Result<Reply<Name>, RequestFailure>>;
  /** False when nobody waits for this reply. */
  reply(frame: ReplyFrame): boolean;
  /** The connection is gone: everything that waits fails, and whatever is asked later. */
  end(): void;
}

/** What whoever only asks needs. */
export type Asking = Pick<Requests, 'request'>;

/** Whether the same request may have a result another time. */
export function isPassing(failure: RequestFailure): boolean {
  return ['disconnected', 'timed_out', 'overloaded', 'storage_failed', 'healing'].includes(failure.type);
}

interface Waiting {
  readonly name: RequestName;
  readonly settle: (result: Result<Reply<RequestName>, RequestFailure>) => void;
  readonly cancelTimer: CancelTimer;
}

const timeoutMs = 10_000;

export interface RequestsContext {
  readonly clock: Clock;
  /** Puts the text of a frame on the connection. */
  readonly send: (text: string) => void;
  /** A reply came whose result does not fit. */
  readonly onMalformed: () => void;
}

/** Asks over one connection. */
export function createRequests({ clock, send, onMalformed }: RequestsContext): Requests {
  const waiting = new Map<number, Waiting>();
  let lastId = 0;
  let isEnded = false;

  function settle(id: number, result: Result<Reply<RequestName>, RequestFailure>): boolean {
    const request = waiting.get(id);
    if (request === undefined) return false;
    waiting.delete(id);
    request.cancelTimer();
    request.settle(result);
    return true;
  }

  return {
    request: <Name extends RequestName>(name: Name, params: RequestParams<Name>) => {
      if (isEnded) return Promise.resolve(err({ type: 'disconnected' }));
      lastId += 1;
      const id = lastId;
      return new Promise((resolve) => {
        const cancelTimer = clock.after(timeoutMs, () => settle(id, err({ type: 'timed_out' })));
        // The reply is parsed by this very name's schema, which the map cannot express.
        waiting.set(id, { name, settle: resolve as Waiting['settle'], cancelTimer });
        send(JSON.stringify({ type: 'request', id, name, params }));
      });
    },
    reply: (frame) => {
      const request = waiting.get(frame.id);
      if (request === undefined) return false;
      const result = 'error' in frame ? err(frame.error) : parseResult(request.name, frame.result);
      if (!result.ok && result.error.type === 'reply_malformed') onMalformed();
      return settle(frame.id, result);
    },
    end: () => {
      isEnded = true;
      for (const id of [...waiting.keys()]) settle(id, err({ type: 'disconnected' }));
    },
  };
}

function parseResult(name: RequestName, raw: unknown): Result<Reply<RequestName>, RequestFailure> {
  const parsed = v.safeParse(requests[name].result, raw, { abortEarly: true });
  if (parsed.success) return ok({ value: parsed.output, raw });
  const [issue] = parsed.issues;
  return err({ type: 'reply_malformed', problem: shorten(`${v.getDotPath(issue) ?? ''}: ${issue.message}`, 200) });
}
