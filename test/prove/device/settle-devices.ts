import { within } from '../within.ts';
import type { ProofDevice } from './proof-device.ts';

const patienceMs = 60_000;

/** Everything that was written gets its answer, and everybody is shown the whole log. All have to be connected. */
export async function settleDevices(devices: readonly ProofDevice[]): Promise<void> {
  for (const device of devices) device.talk(0);
  await within(patienceMs, Promise.all(devices.map((device) => device.untilAnswered())));
  const head = Math.max(...devices.map(({ memory }) => memory.seenSeq));
  await within(patienceMs, Promise.all(devices.map((device) => device.untilSeen(head))));
}
