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
  /** Asks the server that runs here, whichever is looked at, and comes back with null where it does not answer. Null: none runs. */
  readonly host: () => Promise<ServerStatus | null> | null;
}

const refreshMs = 2_000;

/** How this computer and a server are, while somebody looks: read anew every 2 s, and when the connection changes. */
export class Diagnostics {
  readonly #context: DiagnosticsContext;
  readonly #undo: () => void;
  #connection = '';
  #isClosed = false;
  #isReading = false;
  /** The connection changed during a reading, which may have missed that. */
  #isStale = false;
  #cancelTimer: CancelTimer = () => undefined;
  device = $state.raw<DeviceDiagnostics | null>(null);
  host = $state.raw<ServerStatus | null>(null);
  /** A server runs here and did not answer when it was asked last. */
  isHostSilent = $state(false);
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
    if (this.#isClosed) return;
    if (this.#isReading) {
      this.#isStale = true;
      return;
    }
    this.#isReading = true;
    this.#isStale = false;
    this.#cancelTimer();
    const asked = this.#context.host();
    const [host] = await Promise.all([asked, this.#readDevice()]);
    this.#isReading = false;
    if (this.#isClosed) return;
    this.host = host;
    this.isHostSilent = asked !== null && host === null;
    this.isRead = true;
    if (this.#isStale) await this.#read();
    else this.#cancelTimer = this.#context.clock.after(refreshMs, () => void this.#read());
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
