import type { WebContents } from 'electron';
import type { CancelTimer, Clock } from '#shared/clock.ts';
import { decideRestart } from '../shell/restart-policy.ts';

/** Whether the page of a window can answer, which is brought back when its process has ended by itself. */
export interface PageRevival {
  isAnswering(): boolean;
  /** Loads it at once where it is gone, also after it was given up: the person asks for it. */
  revive(): void;
}

/** Loads a page again whose process crashed, like any process of ours: sooner the longer it ran, and not for ever. */
export function revivePage(contents: WebContents, clock: Clock): PageRevival {
  let crashes: readonly number[] = [];
  let cancelReload: CancelTimer | null = null;
  let isGone = false;
  let isHanging = false;
  function reload(): void {
    if (!contents.isDestroyed()) contents.reload();
  }

  contents.on('render-process-gone', () => {
    isGone = true;
    crashes = [...crashes, clock.monotonic()].slice(-10);
    const decision = decideRestart(crashes);
    if (decision.type === 'giveUp') return;
    cancelReload = clock.after(decision.afterMs, reload);
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
  return {
    isAnswering: () => !isGone && !isHanging,
    revive: () => {
      if (!isGone) return;
      cancelReload?.();
      crashes = [];
      reload();
    },
  };
}
