import type { Clock } from '#shared/clock.ts';
import { createRpcClient, type RpcClient, type RpcContract, type RpcError } from '#shared/ipc/rpc.ts';
import type { StartProblem } from '#shared/ipc/start-problem.ts';
import type { Logger } from '#shared/logger.ts';
import type { Result } from '#shared/result.ts';
import type { ChildProcess } from './child-process.ts';
import { superviseProcess, type Supervisor } from './supervisor.ts';

/** A process that is told by one message what to open, each time anew when it was started again after a crash. */
export interface KeptProcess<Contract extends RpcContract> {
  /** Its control port, also before it has opened anything; null while it does not run. */
  control(): RpcClient<Contract> | null;
  /** Whether it runs or is started again by itself. */
  isKept(): boolean;
  start(): void;
  /**
   * Has it end for good, or until it is started again; what is to be said to it before is waited for. One that dies of that, or
   * meanwhile, stays ended too. Resolves when it is gone.
   */
  stop(farewell?: (control: RpcClient<Contract>) => Promise<unknown>): Promise<void>;
}

export interface KeptProcessOptions<Child extends ChildProcess, Contract extends RpcContract, Opened> {
  readonly name: string;
  readonly clock: Clock;
  readonly log: Logger;
  readonly spawn: () => Child;
  readonly open: (control: RpcClient<Contract>) => Promise<Result<Opened, StartProblem | RpcError>>;
  readonly onOpened: (opened: Opened, child: Child) => void;
  /** It ended by itself, and is started again after so many milliseconds. */
  readonly onRestarting: (afterMs: number) => void;
  /** It cannot open what it was told to, or keeps ending: nothing goes on trying. */
  readonly onFailed: (problem: StartProblem) => void;
}

export function keepProcess<Child extends ChildProcess, Contract extends RpcContract, Opened>(
  options: KeptProcessOptions<Child, Contract, Opened>,
): KeptProcess<Contract> {
  const { name, clock, log, spawn } = options;
  let supervisor: Supervisor | null = null;
  let control: RpcClient<Contract> | null = null;
  let ending: Promise<void> = Promise.resolve();

  async function stop(farewell?: (control: RpcClient<Contract>) => Promise<unknown>): Promise<void> {
    const last = supervisor;
    if (farewell !== undefined && control !== null) await farewell(control);
    // Another stop may have come first, and a start after it: what runs then is not meant.
    if (last !== null && supervisor === last) {
      [supervisor, control] = [null, null];
      ending = last.stop();
    }
    await ending;
  }

  function fail(problem: StartProblem): void {
    void stop();
    options.onFailed(problem);
  }

  async function open(child: Child): Promise<void> {
    const own = createRpcClient<Contract>(child.openPort('control'));
    control = own;
    const answer = await options.open(own);
    if (control !== own) return;
    if (answer.ok) options.onOpened(answer.value, child);
    // A process that died meanwhile is its supervisor's matter.
    else if (answer.error.type !== 'port_closed') fail(startProblemOf(answer.error));
  }

  return {
    control: () => control,
    isKept: () => supervisor !== null,
    start: () => {
      supervisor ??= superviseProcess({
        name,
        clock,
        log,
        spawn,
        onStarted: (child) => void open(child),
        onRestarting: (afterMs) => {
          control = null;
          options.onRestarting(afterMs);
        },
        onGivenUp: () => {
          fail({ type: 'keeps_ending' });
        },
      });
    },
    stop,
  };
}

/** A process that does not answer as it should is of another build. */
export function startProblemOf(error: StartProblem | RpcError): StartProblem {
  switch (error.type) {
    case 'invalid_params':
    case 'unknown_call':
    case 'internal_error':
    case 'port_closed':
      return { type: 'start_refused', detail: JSON.stringify(error) };
    default:
      return error;
  }
}
