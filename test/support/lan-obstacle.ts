import { spawnSync } from 'node:child_process';
import { installDebian } from './install-debian.ts';

/** Why network namespaces cannot be made here, after installing what makes them; null when they can. */
export function lanObstacle(): string | null {
  if (process.platform !== 'linux') return 'network namespaces exist on Linux only';
  if (process.getuid?.() !== 0) return 'making network namespaces needs root';
  installDebian();
  const name = `hallway-probe-${process.pid}`;
  const added = spawnSync('ip', ['netns', 'add', name], { encoding: 'utf8' });
  if (added.error !== undefined) return 'there is no ip command (Debian: iproute2)';
  if (added.status !== 0) return `no network namespace can be made (${added.stderr.trim()})`;
  spawnSync('ip', ['netns', 'delete', name]);
  return null;
}
