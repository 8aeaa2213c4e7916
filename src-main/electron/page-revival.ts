import type { WebContents } from 'electron';
import type { Clock } from '#shared/clock.ts';
import { decideRestart } from '../shell/restart-policy.ts';

/** Whether the page of a window can answer, which is brought back when its process has ended by itself. */
export interface PageRevival {
  isAnswering(): boolean;
}

/** Loads a page again whose process crashed, like any process of ours: sooner the longer it ran, and not for ever. */
export function revivePage(contents: WebContents, clock: Clock): PageRevival {
  let crashes: readonly number[] = [];
  let isGone = false;
  let isHanging = false;
  contents.on('render-process-gone', () => {
    isGone = true;
    crashes = [...crashes, clock.monotonic()].slice(-10);
    const decision = decideRestart(crashes);
    if (decision.type === 'giveUp') return;
    clock.after(decision.afterMs, () => {
      if (!contents.isDestroyed()) contents.reload();
    });
  });
  contents.on('did-finish-load', () => {
    isGone = false;
    isHanging = false;
  });
  contents.on('unresponsive', () => {
    isHanging = true;
  });
  contents.on('responsive', () => {
    isHanging = false;
  });
  return { isAnswering: () => !isGone && !isHanging };
}
