import type { TimelineItem } from '#shared/ipc/chat-view.ts';
import { compareEvents } from './log-event.ts';
import type { LogModel } from './log-model.ts';
import type { Screen } from './screen-check.ts';
import { violation, type Violation } from './violation.ts';

/** All rows of one room on one device, oldest first. */
export interface WholeTimeline {
  readonly roomId: string;
  readonly items: readonly TimelineItem[];
  /** Everything this person may see must be there, and no gap: so it is once all is quiet. */
  readonly isComplete: boolean;
}

/** Each row once (I2), in the order of the log (I3, I4), what waits behind it; and in the end all of it (I9). */
export function checkTimeline(
  model: Pick<LogModel, 'byKey' | 'visibleEvents'>,
  { client, person }: Screen,
  { roomId, items, isComplete }: WholeTimeline,
): Violation[] {
  const found: Violation[] = [];
  const report = (rule: string, problem: string) =>
    found.push(violation(rule, `${client}, room ${roomId}: ${problem}`));
  const keys = items.map(({ key }) => key);
  const twice = keys.find((key, at) => keys.indexOf(key) !== at);
  if (twice !== undefined) report('I2', `${twice} is shown twice`);
  const rows = items.filter(({ type }) => type !== 'gap');
  const logged = rows.flatMap(({ key }) => model.byKey(key) ?? []);
  for (const [at, event] of logged.entries()) {
    const before = logged[at - 1];
    if (event.stream !== `room:${roomId}`) report('I5', `event ${event.seq} belongs to ${event.stream}`);
    if (before === undefined || compareEvents(before, event) < 0) continue;
    report(before.person === event.person ? 'I3' : 'I4', `event ${event.seq} stands behind ${before.seq}`);
  }
  const firstWaiting = rows.findIndex(({ key }) => model.byKey(key) === undefined);
  if (firstWaiting >= 0 && rows.slice(firstWaiting).some(({ key }) => model.byKey(key) !== undefined))
    report('D5', 'a row that waits stands before one of the log');
  if (!isComplete) return found;
  const held = new Set(keys);
  const missing = model.visibleEvents(person, roomId).filter(({ key }) => !held.has(key));
  if (missing.length > 0) report('I9', `events ${missing.map(({ seq }) => seq).join(', ')} are missing`);
  const gap = items.find(({ type }) => type === 'gap');
  if (gap !== undefined) report('I9', `${gap.key} was not filled`);
  return found;
}
