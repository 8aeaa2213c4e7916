import * as v from 'valibot';
import type { Epoch } from '#shared/domain/epoch.ts';
import { utf8Bytes } from '#shared/domain/text.ts';
import { limits } from '#shared/protocol/limits.ts';
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
  const done = mode === 'replay' ? await pullReplay(context, position) : await pullSnapshot(context, plan.value.value);
  if (!done.ok) return done;
  context.inbox.goLive(context.epoch);
  return ok(mode);
}

/** Pages end in a position that rises. One may bring nothing, as where the log grew meanwhile; two in a row go nowhere. */
async function pullReplay(context: CatchUpContext, start: Position | null): Promise<Result<null, RequestFailure>> {
  let reachedSeq = start?.seq ?? 0;
  let isStill = false;
  for (;;) {
    const page = await context.requests.request('replay.pull', {});
    if (!page.ok) return page;
    const { position, isLast } = page.value.value;
    const wasStill = isStill;
    isStill = position.seq <= reachedSeq;
    if (isStill && wasStill && !isLast) return err(malformed('pages of a replay that bring nothing'));
    reachedSeq = Math.max(reachedSeq, position.seq);
    const frames = framesOf(page.value);
    const answered = frames.flatMap((frame) => context.answeredBy(frame) ?? []);
    await context.inbox.replayPage({ epoch: context.epoch, frames, position, answered });
    if (isLast) return ok(null);
  }
}

async function pullSnapshot(context: CatchUpContext, plan: SnapshotPlan): Promise<Result<null, RequestFailure>> {
  if (plan.parts > limits.maxSnapshotParts) return err(malformed('a snapshot of too many parts'));
  const parts: string[] = [];
  let bytes = 0;
  for (let part = 0; part < plan.parts; part += 1) {
    const reply = await context.requests.request('snapshot.pull', { part });
    if (!reply.ok) return reply;
    const text = JSON.stringify(reply.value.raw);
    bytes += utf8Bytes(text);
    if (bytes > limits.maxSnapshotBytes) return err(malformed('a snapshot of too many bytes'));
    parts.push(text);
  }
  if (parts.length === 0) return err({ type: 'nothing_to_pull' });
  const { reason, position, firstRoomId } = plan;
  await context.inbox.snapshot({ epoch: context.epoch, reason, position, firstRoomId, parts });
  return ok(null);
}

function malformed(problem: string): RequestFailure {
  return { type: 'reply_malformed', problem };
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
