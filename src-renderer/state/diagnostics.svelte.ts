import type { CancelTimer, Clock } from '#shared/clock.ts';
import type { ServerId } from '#shared/domain/ids.ts';
import type { DeviceDiagnostics } from '#shared/ipc/device-diagnostics.ts';
import type { ServerStatus } from '#shared/ipc/server-status.ts';
import type { ChatCalls } from './calls.ts';

export interface DiagnosticsContext {
  readonly chat: ChatCalls;
  readonly clock: Clock;
  /** Null: no server is known. */
  readonly serverId: ServerId | null;
  /** The server that runs here, where that is this one; else null. */
  readonly host: () => Promise<ServerStatus | null>;
}

const refreshMs = 2_000;

/** How this computer and a server are, while somebody looks: read anew every 2 s, and when the connection changes. */
export class Diagnostics {
  readonly #context: DiagnosticsContext;
  readonly #undo: () => void;
  #connection = '';
  #isClosed = false;
  #isReading = false;
  #cancelTimer: CancelTimer = () => undefined;
  device = $state.raw<DeviceDiagnostics | null>(null);
  host = $state.raw<ServerStatus | null>(null);
  problem = $state.raw<{ readonly type: string } | null>(null);
  /** Whether all of it has been asked for once. */
  isRead = $state(false);

  constructor(context: DiagnosticsContext) {
    this.#context = context;
    this.#undo = context.chat.on('server.changed', ({ serverId, connection }) => {
      if (serverId !== context.serverId || connection.type === this.#connection) return;
      this.#connection = connection.type;
      void this.#read();
    });
    void this.#read();
  }

  close(): void {
    this.#isClosed = true;
    this.#cancelTimer();
    this.#undo();
  }

  /** One reading at a time: what is slow to answer is not asked again meanwhile. */
  async #read(): Promise<void> {
    if (this.#isReading || this.#isClosed) return;
    this.#isReading = true;
    this.#cancelTimer();
    const [host] = await Promise.all([this.#context.host(), this.#readDevice()]);
    this.#isReading = false;
    if (this.#isClosed) return;
    this.host = host;
    this.isRead = true;
    this.#cancelTimer = this.#context.clock.after(refreshMs, () => void this.#read());
  }

  async #readDevice(): Promise<void> {
    const { chat, serverId } = this.#context;
    if (serverId === null) return;
    const answer = await chat.call('server.diagnostics', { serverId });
    if (this.#isClosed) return;
    if (answer.ok) this.device = answer.value;
    this.problem = answer.ok ? null : answer.error;
  }
}
