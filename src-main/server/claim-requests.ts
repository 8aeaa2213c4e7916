import type { RequestError, RequestParams } from '#shared/protocol/request.ts';
import { err, ok, type Result } from '#shared/result.ts';
import type { EventLog } from '../storage/event-log.ts';
import type { Asked } from './catch-up.ts';
import type { Claims } from './claims.ts';
import type { DeviceNotes } from './device-notes.ts';
import { errorReply, resultReply } from './reply.ts';
import type { RequestFlow } from './request-flow.ts';
import type { SessionRegistry } from './session-registry.ts';
import { ownerOf } from './session-state.ts';

/** Answers what a person's devices ask about themselves, and about those that would be more of them (P18). */
export interface ClaimRequests {
  list(asked: Asked): void;
  offer(asked: Asked, params: RequestParams<'device.offer'>): void;
  open(asked: Asked, params: RequestParams<'claim.open'>): void;
  refuse(asked: Asked, params: RequestParams<'claim.refuse'>): void;
  /** The devices that may come in, one's own where nobody is named, with what they say of themselves. */
  devices(asked: Asked, params: RequestParams<'device.list'>): Promise<Result<unknown, RequestError>>;
}

export interface ClaimRequestsOptions {
  readonly claims: Pick<Claims, 'list' | 'offer' | 'open' | 'refuse'>;
  readonly flow: RequestFlow;
  readonly log: Pick<EventLog, 'listDevices'>;
  readonly notes: Pick<DeviceNotes, 'save'>;
  readonly registry: Pick<SessionRegistry, 'ofPerson'>;
}

export function createClaimRequests({ claims, flow, log, notes, registry }: ClaimRequestsOptions): ClaimRequests {
  function answer({ session, id }: Asked, result: Result<unknown, RequestError>): void {
    flow.end(session, result.ok ? resultReply(id, JSON.stringify(result.value)) : errorReply(id, result.error));
  }

  return {
    list: (asked) => {
      answer(asked, ok({ claims: claims.list(asked.owner.personId) }));
    },
    offer: (asked, params) => {
      answer(asked, ok({ expiresAt: claims.offer(asked.owner.personId, params) }));
    },
    open: (asked, params) => {
      const opened = claims.open(asked, params, (revealed) => {
        answer(asked, revealed);
      });
      if (!opened.ok) answer(asked, opened);
    },
    refuse: (asked, { claimId }) => {
      const isRefused = claims.refuse(asked.owner.personId, claimId);
      answer(asked, isRefused ? ok({}) : err({ type: 'claim_not_found', claimId }));
    },
    devices: async ({ owner }, { personId = owner.personId }) => {
      await notes.save();
      const listed = await log.listDevices(owner.personId, personId);
      if (!listed.ok) return listed;
      const here = new Set([...registry.ofPerson(personId)].flatMap(({ state }) => ownerOf(state)?.device ?? []));
      return ok({ devices: listed.value.map((device) => ({ ...device, isHere: here.has(device.device) })) });
    },
  };
}
