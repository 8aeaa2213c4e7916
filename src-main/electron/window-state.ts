import * as v from 'valibot';

const bounds = v.object({ x: v.number(), y: v.number(), width: v.number(), height: v.number() });

/** How the window stood when it was last seen. */
export const windowStateSchema = v.object({
  /** Null until there was one. */
  bounds: v.nullable(bounds),
  isMaximized: v.boolean(),
  /** Chromium's level: each step is a fifth larger than the one before. */
  zoomLevel: v.pipe(v.number(), v.minValue(-3), v.maxValue(5)),
});
export type WindowState = v.InferOutput<typeof windowStateSchema>;
export type Bounds = v.InferOutput<typeof bounds>;

export const firstWindowState: WindowState = { bounds: null, isMaximized: false, zoomLevel: 0 };
const firstSize = { width: 1180, height: 780 } as const;
export const smallestSize = { width: 480, height: 400 } as const;
const zoomSteps = { smallest: -2, largest: 4 } as const;
/** So much of the window's top must lie on a screen that it can be caught and moved. */
const reachable = 80;

/** Where the window may stand: as it stood, unless the screen that it stood on is gone. */
export function placeWindow(
  state: WindowState,
  screens: readonly Bounds[],
): Partial<Bounds> & { width: number; height: number } {
  const kept = state.bounds;
  if (kept === null) return firstSize;
  const size = {
    width: Math.max(kept.width, smallestSize.width),
    height: Math.max(kept.height, smallestSize.height),
  };
  const isOnScreen = screens.some((screen) => {
    const left = Math.max(kept.x, screen.x);
    const right = Math.min(kept.x + size.width, screen.x + screen.width);
    return right - left >= reachable && kept.y >= screen.y && kept.y <= screen.y + screen.height - reachable;
  });
  return isOnScreen ? { x: kept.x, y: kept.y, ...size } : size;
}

/** One step of half a level, within what the window is drawn for; 0 is the size it has by itself. */
export function nextZoomLevel(level: number, step: -1 | 0 | 1): number {
  if (step === 0) return 0;
  return Math.min(zoomSteps.largest, Math.max(zoomSteps.smallest, level + step / 2));
}
