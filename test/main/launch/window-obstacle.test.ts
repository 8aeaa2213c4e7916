import { expect, it } from 'vitest';
import { windowObstacle } from '#main/launch/window-obstacle.ts';

const linux = { platform: 'linux', isRoot: false, env: { DISPLAY: ':0' } } as const;

it('a window opens where there is a display and a sandbox', () => {
  expect(windowObstacle(linux)).toBeNull();
  expect(windowObstacle({ ...linux, env: { WAYLAND_DISPLAY: 'wayland-0' } })).toBeNull();
  for (const platform of ['darwin', 'win32'] as const) {
    expect(windowObstacle({ platform, isRoot: false, env: {} })).toBeNull();
  }
});

it('what keeps it from opening is said in one sentence', () => {
  expect(windowObstacle({ ...linux, env: { DISPLAY: '' } })).toBe('There is no display for a window.');
  expect(windowObstacle({ ...linux, isRoot: true })).toBe('A window of root’s would run without its sandbox.');
});
