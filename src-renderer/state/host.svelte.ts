import type { ServerId } from '#shared/domain/ids.ts';
import { parseName, type NameProblem } from '#shared/domain/name.ts';
import type { ConnectedPeople, HostView, ShellError } from '#shared/ipc/shell-api.ts';
import type { NetworkChoice } from '#shared/ipc/network-view.ts';
import type { ServerStatus } from '#shared/ipc/server-status.ts';
import type { RpcError } from '#shared/ipc/rpc.ts';
import type { Result } from '#shared/result.ts';
import type { ShellCalls } from './calls.ts';

/** The server that this computer runs, or does not. */
export class Host {
  readonly #shell: ShellCalls;
  view = $state.raw<HostView>({ type: 'off', lastName: null, serverId: null, stoppedAt: null });

  /** The network that the person is asked about first, of those that nobody has decided about. */
  readonly asked = $derived(
    this.view.type === 'running' ? this.view.networks.find(({ standing }) => standing === 'asked') : undefined,
  );

  constructor(shell: ShellCalls) {
    this.#shell = shell;
    shell.on('host.changed', (view) => {
      this.view = view;
    });
    shell.onOpen(() => {
      void this.#take(shell.call('host.status', {}));
    });
  }

  /** Whether this is the server that runs here, or that ran here last. */
  isServer(serverId: ServerId): boolean {
    return this.view.serverId === serverId;
  }

  /** Starts it under this name; comes back when it runs, or says why it does not. */
  async start(typed: string): Promise<Result<HostView, NameProblem | ShellError | RpcError>> {
    const name = parseName(typed);
    return name.ok ? this.#take(this.#shell.call('host.start', { name: name.value })) : name;
  }

  /** Who else is in it now; null where that is not known. */
  async people(): Promise<ConnectedPeople | null> {
    const answer = await this.#shell.call('host.people', {});
    return answer.ok ? answer.value : null;
  }

  /** How it is, as `serve status` shows it; null where it does not run or does not answer. */
  async report(): Promise<ServerStatus | null> {
    const answer = await this.#shell.call('host.report', {});
    return answer.ok ? answer.value : null;
  }

  stop(): Promise<Result<HostView, ShellError | RpcError>> {
    return this.#take(this.#shell.call('host.stop', {}));
  }

  /** Goes on without what has not come back of what it lost; whether something waited for that. */
  goOn(): Promise<Result<boolean, ShellError | RpcError>> {
    return this.#shell.call('host.goOn', {});
  }

  /** Lets in again all devices that it shut out because they did not sign what they sent; how many. */
  reopen(): Promise<Result<number, ShellError | RpcError>> {
    return this.#shell.call('host.reopen', {});
  }

  /** Says whether the server is there for a network; false where there is no such network any more. */
  chooseNetwork(choice: NetworkChoice): Promise<Result<boolean, ShellError | RpcError>> {
    return this.#shell.call('host.chooseNetwork', choice);
  }

  /** Keeps what the last one left in a folder beside it, and comes back with that: the next start makes a new server. */
  setAside(): Promise<Result<{ readonly folder: string | null }, ShellError | RpcError>> {
    return this.#shell.call('host.setAside', {});
  }

  async #take<Answer extends Result<HostView, ShellError | RpcError>>(asked: Promise<Answer>): Promise<Answer> {
    const answer = await asked;
    if (answer.ok) this.view = answer.value;
    return answer;
  }
}
