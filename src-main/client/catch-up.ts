import * as v from 'valibot';
import type { Epoch } from '#shared/domain/epoch.ts';
import type { Position } from '#shared/protocol/position.ts';
import type { RequestResult } from '#shared/protocol/request.ts';
import { err, ok, type Result } from '#shared/result.ts';
import type { Inbox } from './inbox.ts';
import type { Reply, RequestFailure, Requests } from './requests.ts';
import type { ActivePhase } from './session-state.ts';
import type { UncheckedFrame } from './signature-check.ts';

export interface CatchUpContext {
  readonly requests: Requests;
  readonly inbox: Inbox;
  readonly epoch: Epoch;
  /** The number of the own command that an event settles, or null. */
  readonly answeredBy: (frame: UncheckedFrame) => number | null;
  readonly onPhase: (phase: ActivePhase) => void;
}

/** How the missed part came: a snapshot leaves gaps in the rooms, which are to be filled. */
export type CatchUpMode = 'replay' | 'snapshot';

type SnapshotPlan = Extract<RequestResult<'resume'>, { readonly mode: 'snapshot' }>;
type Page = RequestResult<'replay.pull'>;

/**
 * Subscribes, then pulls what was missed page by page, each committed before the next is asked for (D7, D12). What is new
 * meanwhile waits in the inbox.
 */
export async function catchUp(
  context: CatchUpContext,
  position: Position | null,
): Promise<Result<CatchUpMode, RequestFailure>> {
  const plan = await context.requests.request('resume', { position });
  if (!plan.ok) return plan;
  const { mode } = plan.value.value;
  context.onPhase(mode === 'replay' ? 'replaying' : 'snapshot');
  const done = mode === 'replay' ? await pullReplay(context) : await pullSnapshot(context, plan.value.value);
  if (!done.ok) return done;
  context.inbox.goLive(context.epoch);
  return ok(mode);
}

async function pullReplay(context: CatchUpContext): Promise<Result<null, RequestFailure>> {
  for (;;) {
    const page = await context.requests.request('replay.pull', {});
    if (!page.ok) return page;
    const { position, isLast } = page.value.value;
    const frames = framesOf(page.value);
    const answered = frames.flatMap((frame) => context.answeredBy(frame) ?? []);
    await context.inbox.replayPage({ epoch: context.epoch, frames, position, answered });
    if (isLast) return ok(null);
  }
}

async function pullSnapshot(context: CatchUpContext, plan: SnapshotPlan): Promise<Result<null, RequestFailure>> {
  const parts: string[] = [];
  for (let part = 0; part < plan.parts; part += 1) {
    const reply = await context.requests.request('snapshot.pull', { part });
    if (!reply.ok) return reply;
    parts.push(JSON.stringify(reply.value.raw));
  }
  if (parts.length === 0) return err({ type: 'nothing_to_pull' });
  const { reason, position, firstRoomId } = plan;
  await context.inbox.snapshot({ epoch: context.epoch, reason, position, firstRoomId, parts });
  return ok(null);
}

const rawEvents = v.object({ events: v.array(v.unknown()) });

/** The events of a page with all that was signed of them: the canonical form of canonical JSON is itself. */
export function framesOf(reply: Reply<'replay.pull' | 'history.page'>): UncheckedFrame[] {
  const events: Page['events'] = reply.value.events;
  const raw = v.parse(rawEvents, reply.raw).events;
  return events.map((frame, at) => {
    const json = raw[at];
    return { text: JSON.stringify(json), event: frame.type === 'event' ? { frame, json } : null };
  });
}
