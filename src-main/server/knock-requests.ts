import { isAllowed, type Action } from '#shared/domain/permission.ts';
import { err, ok, type Result } from '#shared/result.ts';
import type { RequestError, RequestParams } from '#shared/protocol/request.ts';
import type { Asked } from './catch-up.ts';
import type { Directory } from './directory.ts';
import type { Knocks } from './knocks.ts';
import { errorReply, resultReply } from './reply.ts';
import type { RequestFlow } from './request-flow.ts';

/** Answers what owners and moderators ask about who waits at the door (T7); to others there is nobody. */
export interface KnockRequests {
  list(asked: Asked): void;
  open(asked: Asked, params: RequestParams<'knock.open'>): void;
  refuse(asked: Asked, params: RequestParams<'knock.refuse'>): void;
}

export interface KnockRequestsOptions {
  readonly directory: Pick<Directory, 'roleOf'>;
  readonly knocks: Pick<Knocks, 'list' | 'open' | 'refuse'>;
  readonly flow: RequestFlow;
}

const action: Action = 'knock.accept';

export function createKnockRequests({ directory, knocks, flow }: KnockRequestsOptions): KnockRequests {
  function answer({ session, owner, id }: Asked, work: () => Result<string, RequestError>): void {
    const role = directory.roleOf(owner.personId);
    const result = role !== null && isAllowed(role, action) ? work() : err({ type: 'not_allowed' as const, action });
    flow.end(session, result.ok ? resultReply(id, result.value) : errorReply(id, result.error));
  }

  return {
    list: (asked) => {
      answer(asked, () => ok(JSON.stringify({ knocks: knocks.list() })));
    },
    open: (asked, { knockId }) => {
      answer(asked, () => {
        const opened = knocks.open(knockId);
        return opened.ok ? ok(JSON.stringify(opened.value)) : opened;
      });
    },
    refuse: (asked, { knockId }) => {
      answer(asked, () => (knocks.refuse(knockId) ? ok('{}') : err({ type: 'knock_not_found', knockId })));
    },
  };
}
