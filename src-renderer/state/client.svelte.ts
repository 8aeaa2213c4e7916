import type { ClientView } from '#shared/ipc/shell-api.ts';
import type { ShellCalls } from './calls.ts';

/** The process that holds the chat, as the program around it sees it. */
export class Client {
  readonly #shell: ShellCalls;
  view = $state.raw<ClientView>({ type: 'starting' });

  constructor(shell: ShellCalls) {
    this.#shell = shell;
    shell.on('client.changed', (view) => {
      this.view = view;
    });
    shell.onOpen(() => void this.#ask('client.status'));
  }

  /** Starts it again after it was given up. */
  restart(): void {
    void this.#ask('client.restart');
  }

  async #ask(call: 'client.status' | 'client.restart'): Promise<void> {
    const answer = await this.#shell.call(call, {});
    if (answer.ok) this.view = answer.value;
  }
}
