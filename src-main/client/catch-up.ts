import * as v from 'valibot';
import type { Epoch } from '#shared/domain/epoch.ts';
import { utf8Bytes } from '#shared/domain/text.ts';
import { limits } from '#shared/protocol/limits.ts';
import type { Position } from '#shared/protocol/position.ts';
import type { RequestResult } from '#shared/protocol/request.ts';
import { err, ok, type Result } from '#shared/result.ts';
import type { ClientState } from '../storage/client-store.ts';
import { heal, isAllHeld, shownPosition, type HealContext } from './heal.ts';
import type { Inbox } from './inbox.ts';
import type { Reply, RequestFailure, Requests } from './requests.ts';
import type { ActivePhase } from './session-state.ts';
import type { UncheckedFrame } from './signature-check.ts';

export interface CatchUpContext {
  readonly requests: Requests;
  readonly store: HealContext['store'];
  readonly inbox: Inbox;
  readonly epoch: Epoch;
  /** The number of the own command that an event settles, or null. */
  readonly answeredBy: (frame: UncheckedFrame) => number | null;
  readonly onPhase: (phase: ActivePhase) => void;
  /** The server said how far its log goes. */
  readonly onHead: (seq: number) => void;
  /** What was in doubt is not: the server's log is the one that this device knows. */
  readonly onSameLog: () => void;
}

/** What is on this device of the log, as a session begins. */
export type KnownLog = Pick<ClientState, 'epoch' | 'position' | 'isResyncNeeded' | 'aheadSeq'>;

/**
 * How the missed part came: a snapshot leaves gaps in the rooms, which are to be filled. `healed`: the log had gone back, and a
 * new outbox wants a new login (H2).
 */
export type CatchUpMode = 'replay' | 'snapshot' | 'healed';

type ResumePlan = RequestResult<'resume'>;
type SnapshotPlan = Extract<ResumePlan, { readonly mode: 'snapshot' }>;
type Page = RequestResult<'replay.pull'>;

/**
 * Subscribes, then pulls what was missed page by page, each committed before the next is asked for (D7, D12). What is new
 * meanwhile waits in the inbox. Where the log is not the one that this device knows, it heals first.
 */
export async function catchUp(context: CatchUpContext, known: KnownLog): Promise<Result<CatchUpMode, RequestFailure>> {
  const { requests, onPhase, inbox, epoch } = context;
  const plan = await requests.request('resume', shownPosition(known));
  if (!plan.ok) return plan;
  if (plan.value.value.mode === 'heal' || isOtherEpoch(known, epoch)) return healAndPull(context);
  if (known.epoch !== null && known.aheadSeq !== null) {
    const held = await isAllHeld(context, known.aheadSeq);
    if (!held.ok) return held;
    if (!held.value) return healAndPull(context);
    context.onSameLog();
  }
  const isSnapshotNeeded = plan.value.value.mode === 'replay' && known.isResyncNeeded;
  const asked = isSnapshotNeeded ? await requests.request('resume', { position: null }) : plan;
  if (!asked.ok) return asked;
  const { value } = asked.value;
  if (value.mode !== 'heal') context.onHead(value.mode === 'replay' ? value.upTo : value.position.seq);
  onPhase(value.mode === 'replay' ? 'replaying' : 'snapshot');
  const done =
    value.mode === 'replay' ? await pullReplay(context, known.position) : await pullSnapshot(context, value, null);
  if (!done.ok) return done;
  inbox.goLive(epoch);
  return ok(value.mode === 'replay' ? 'replay' : 'snapshot');
}

/** Whether the server may lack something that is held here, though it knows the position (D9). */
export function isOtherLog(known: KnownLog, epoch: Epoch): boolean {
  return isOtherEpoch(known, epoch) || (known.epoch !== null && known.aheadSeq !== null);
}

function isOtherEpoch(known: KnownLog, { epochId }: Epoch): boolean {
  return known.epoch !== null && known.epoch.epochId !== epochId;
}

async function healAndPull(context: CatchUpContext): Promise<Result<CatchUpMode, RequestFailure>> {
  const { requests, onPhase } = context;
  onPhase('healing');
  const healed = await heal(context, context.epoch.epochId);
  if (!healed.ok) return healed;
  const asked = await requests.request('resume', { position: null });
  if (!asked.ok) return asked;
  onPhase('snapshot');
  const pulled = await pullSnapshot(context, asked.value.value, healed.value.cutSeq);
  return pulled.ok ? ok('healed') : pulled;
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
    if (isStill && wasStill && !isLast) return err(refused('pages of a replay that bring nothing'));
    reachedSeq = Math.max(reachedSeq, position.seq);
    const frames = framesOf(page.value);
    const answered = frames.flatMap((frame) => context.answeredBy(frame) ?? []);
    await context.inbox.replayPage({ epoch: context.epoch, frames, position, answered });
    if (isLast) return ok(null);
  }
}

async function pullSnapshot(
  context: CatchUpContext,
  plan: ResumePlan,
  cutSeq: number | null,
): Promise<Result<null, RequestFailure>> {
  if (plan.mode !== 'snapshot') return err(refused('no snapshot for whom only a snapshot helps'));
  return pullParts(context, plan, cutSeq);
}

async function pullParts(
  context: CatchUpContext,
  plan: SnapshotPlan,
  cutSeq: number | null,
): Promise<Result<null, RequestFailure>> {
  if (plan.parts > limits.maxSnapshotParts) return err(refused('a snapshot of too many parts'));
  const parts: string[] = [];
  let bytes = 0;
  for (let part = 0; part < plan.parts; part += 1) {
    const reply = await context.requests.request('snapshot.pull', { part });
    if (!reply.ok) return reply;
    const text = JSON.stringify(reply.value.raw);
    bytes += utf8Bytes(text);
    if (bytes > limits.maxSnapshotBytes) return err(refused('a snapshot of too many bytes'));
    parts.push(text);
  }
  if (parts.length === 0) return err({ type: 'nothing_to_pull' });
  const { position, firstRoomId, epochs } = plan;
  await context.inbox.snapshot({ epoch: context.epoch, position, firstRoomId, parts, epochs, cutSeq });
  return ok(null);
}

function refused(problem: string): RequestFailure {
  return { type: 'reply_refused', problem };
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
