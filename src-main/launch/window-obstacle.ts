export interface Surroundings {
  readonly platform: NodeJS.Platform;
  readonly isRoot: boolean;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** Why no window can open here, known before anything is started; null where one may. */
export function windowObstacle({ platform, isRoot, env }: Surroundings): string | null {
  if (platform !== 'linux') return null;
  if (!isSet(env['DISPLAY']) && !isSet(env['WAYLAND_DISPLAY'])) return 'There is no display for a window.';
  return isRoot ? 'A window of root’s would run without its sandbox.' : null;
}

function isSet(value: string | undefined): boolean {
  return value !== undefined && value !== '';
}
