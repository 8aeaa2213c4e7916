import { join } from 'node:path';
import { otherLives, type LogLife, type ShownLife } from '#test/support/other-lives.ts';
import { readRows } from '#test/support/read-rows.ts';
import { runServeTask } from '#test/support/serve-task.ts';
import { pause } from '../pause.ts';

/** The host of a server that went back, who looks whether the gate of its epoch opens. */
export interface GateWatch {
  stop(): void;
  /** How often the host had to say go on because there are two copies of the server: nothing else opens that gate (H3). */
  readonly goOns: number;
  /** Gates that did not open by themselves in their time, though everybody is there, or that waited for the host without reason. */
  readonly stuck: readonly string[];
}

const lookMs = 250;
/** Everybody dials at most every 3 s at first and the gate waits 5 s for the others; the rest is for a slow and busy machine. */
const openWithinMs = 40_000;

export function watchGate(dataFolder: string): GateWatch {
  let seen = { epoch: 0, at: 0 };
  const stuck: string[] = [];
  let isStopped = false;
  let goOns = 0;

  async function look(): Promise<void> {
    const status = await runServeTask('status', dataFolder).catch(() => null);
    const healing = status?.['healing'] as { gate: string; epoch: number } | undefined;
    if (healing === undefined || healing.gate === 'open') return;
    if (healing.epoch !== seen.epoch) seen = { epoch: healing.epoch, at: performance.now() };
    const isLate = performance.now() - seen.at > openWithinMs;
    if (healing.gate !== 'host' && !isLate) return;
    if (healing.gate === 'host' && isOfTwo(dataFolder)) goOns += 1;
    else if (healing.gate === 'host')
      stuck.push(`the gate of epoch ${healing.epoch} waits for the host alone, and the log knows all that was shown`);
    else stuck.push(`the gate of epoch ${healing.epoch} did not open by itself within ${openWithinMs / 1_000} s`);
    // What is said of the rest of the run must not hang on this.
    await runServeTask('go-on', dataFolder).catch(() => null);
  }

  const watch = async (): Promise<void> => {
    while (!isStopped) {
      await pause(lookMs);
      await look();
    }
  };
  void watch();
  return {
    stop: () => {
      isStopped = true;
    },
    get goOns() {
      return goOns;
    },
    stuck,
  };
}

/** Whether a life was shown that the log knows nothing of, which is what a gate of the host is for (H3). */
function isOfTwo(dataFolder: string): boolean {
  const file = join(dataFolder, 'server.db');
  const lives = readRows(file, 'SELECT epoch, epochId, gate FROM epochs') as unknown as LogLife[];
  const shown = readRows(
    file,
    'SELECT epoch, epochId FROM shownPositions WHERE shownIn = (SELECT max(epoch) FROM epochs)',
  );
  return otherLives(lives, shown as unknown as ShownLife[]).length > 0;
}
