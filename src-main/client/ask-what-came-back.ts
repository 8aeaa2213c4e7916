import type { HealedView } from '#shared/ipc/healed-view.ts';
import type { Asking } from './requests.ts';

/** What came back of what the server lost (H7); null where it cannot say just now. */
export async function askWhatCameBack(requests: Asking): Promise<HealedView | null> {
  const report = await requests.request('healing.report', {});
  if (!report.ok) return null;
  const { startedAt, returned, givers, missing, closedRooms } = report.value.value;
  return { startedAt, returned, missing, closedRooms, givers: givers.map(({ personId }) => personId) };
}
