import { describe, expect, it } from 'vitest';
import { firstWindowState, nextZoomLevel, placeWindow } from '#main/electron/window-state.ts';

const laptop = { x: 0, y: 0, width: 1440, height: 900 };
const beside = { x: 1440, y: 0, width: 1920, height: 1080 };
const standing = (bounds: { x: number; y: number; width: number; height: number }) => ({ ...firstWindowState, bounds });

describe('where the window stands', () => {
  it('is the system’s choice the first time', () => {
    expect(placeWindow(firstWindowState, [laptop])).toEqual({ width: 1180, height: 780 });
  });

  it('is where it stood', () => {
    const bounds = { x: 1600, y: 40, width: 900, height: 700 };
    expect(placeWindow(standing(bounds), [laptop, beside])).toEqual(bounds);
  });

  it('is on a screen when the one that it stood on is gone, in its own size', () => {
    const bounds = { x: 1600, y: 40, width: 900, height: 700 };
    expect(placeWindow(standing(bounds), [laptop])).toEqual({ width: 900, height: 700 });
    for (const lost of [
      { ...bounds, x: -880 },
      { ...bounds, x: 0, y: -300 },
      { ...bounds, x: 0, y: 880 },
    ]) {
      expect(placeWindow(standing(lost), [laptop])).toEqual({ width: 900, height: 700 });
    }
  });

  it('is never smaller than what can be used', () => {
    expect(placeWindow(standing({ x: 10, y: 10, width: 3, height: 3 }), [laptop])).toEqual({
      x: 10,
      y: 10,
      width: 480,
      height: 400,
    });
  });
});

it('zoom goes by half levels, ends where the window would fall apart, and goes back at once', () => {
  expect(nextZoomLevel(0, 1)).toBe(0.5);
  expect(nextZoomLevel(0, -1)).toBe(-0.5);
  expect(nextZoomLevel(4, 1)).toBe(4);
  expect(nextZoomLevel(-2, -1)).toBe(-2);
  expect(nextZoomLevel(3, 0)).toBe(0);
});
