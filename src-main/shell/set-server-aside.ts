import type { HostContract } from '#shared/ipc/host-control.ts';
import { createRpcClient } from '#shared/ipc/rpc.ts';
import type { StartProblem } from '#shared/ipc/start-problem.ts';
import { err, type Result } from '#shared/result.ts';
import type { ChildProcess } from './child-process.ts';
import { startProblemOf } from './kept-process.ts';

interface ServerFolder {
  readonly dataFolder: string;
  readonly spawn: () => ChildProcess;
}

/**
 * Renames the folder of the server that was here, and comes back with where it lies now; null where there was none. A server's
 * own process does it: it alone can tell whether another one has the folder open.
 */
export async function setServerAside({
  dataFolder,
  spawn,
}: ServerFolder): Promise<Result<string | null, StartProblem>> {
  const child = spawn();
  const control = createRpcClient<HostContract>(child.openPort('control'));
  const answer = await control.call('host.setAside', { dataFolder });
  child.leave();
  return answer.ok ? answer : err(startProblemOf(answer.error));
}
