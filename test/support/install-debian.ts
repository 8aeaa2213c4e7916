import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/**
 * Installs what the lanes and the proofs need of Debian, where that may be and something is missing. What it says goes to standard
 * error: a program may be reading what the proofs found.
 */
export function installDebian(): void {
  spawnSync('sh', [fileURLToPath(new URL('install-debian.sh', import.meta.url))], { stdio: ['ignore', 2, 2] });
}
