/** Restores a backup and is killed after so many steps: `kill-in-restore.ts <folder> <backup> <steps>`. */
import { createServerIdentity } from '#main/identity/server-identity.ts';
import { systemRandom } from '#main/identity/system-random.ts';
import { restoreSteps } from '#main/storage/backups/restore-backup.ts';
import { lockFolder } from '#main/storage/lock-file.ts';
import { systemClock } from '#main/system-clock.ts';
import { silentLogger } from '#shared/logger.ts';

const [folder = '', backup = '', count = ''] = process.argv.slice(2);
const locked = lockFolder(folder);
if (!locked.ok) throw new Error(locked.error.type);
const identity = createServerIdentity(new Uint8Array(32).fill(207));
const parts = { clock: systemClock, random: systemRandom, log: silentLogger };
const steps = restoreSteps({ folder, identity, reason: 'before-restore', ...parts }, backup);
for (let done = 0; done < Number(count); done += 1) {
  if (steps.next().done === true) process.exit(0);
}
process.kill(process.pid, 'SIGKILL');
