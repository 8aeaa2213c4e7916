import type { CommandId, ServerId } from '#shared/domain/ids.ts';
import type { ReportView } from '#shared/domain/report-view.ts';
import type { ReportOutcome } from '#shared/domain/report.ts';
import type { Result } from '#shared/result.ts';
import type { ChatCalls } from './calls.ts';

export type ReportsOf = 'open' | 'closed' | 'own';

export interface ReportsParts {
  readonly chat: ChatCalls;
  readonly serverId: ServerId;
  readonly of: ReportsOf;
}

/** Reports of a server while somebody looks: read anew whenever another number of them waits. */
export class Reports {
  readonly #parts: ReportsParts;
  readonly #undos: readonly (() => void)[];
  readonly #own = new Set<CommandId>();
  #waiting: number | null = null;
  #isClosed = false;
  #reading = 0;
  list = $state.raw<readonly ReportView[]>([]);
  next = $state.raw<number | null>(null);
  isRead = $state(false);
  problem = $state.raw<{ readonly type: string } | null>(null);

  constructor(parts: ReportsParts) {
    this.#parts = parts;
    this.#undos = [
      parts.chat.on('server.changed', ({ serverId, reports }) => {
        if (serverId !== parts.serverId || reports === this.#waiting) return;
        this.#waiting = reports;
        void this.read();
      }),
      parts.chat.on('command.failed', ({ commandId }) => {
        if (this.#own.delete(commandId)) void this.read();
      }),
    ];
    void this.read();
  }

  close(): void {
    this.#isClosed = true;
    for (const undo of this.#undos) undo();
  }

  async read(): Promise<void> {
    await this.#ask(null);
  }

  async more(): Promise<void> {
    if (this.next !== null) await this.#ask(this.next);
  }

  /** It goes from the list of those that wait at once. */
  async settle({ reportId }: ReportView, outcome: ReportOutcome): Promise<Result<unknown, { readonly type: string }>> {
    const { chat, serverId } = this.#parts;
    const queued = await chat.call('report.close', { serverId, reportId, outcome });
    if (!queued.ok) return queued;
    this.#own.add(queued.value.commandId);
    this.list = this.list.filter((other) => other.reportId !== reportId);
    return queued;
  }

  async #ask(before: number | null): Promise<void> {
    const { chat, serverId, of } = this.#parts;
    this.#reading += 1;
    const reading = this.#reading;
    const answer = await chat.call('report.list', before === null ? { serverId, of } : { serverId, of, before });
    if (this.#isClosed || reading !== this.#reading) return;
    this.isRead = true;
    this.problem = answer.ok ? null : answer.error;
    if (!answer.ok) return;
    const { reports, next } = answer.value;
    this.list = before === null ? reports : [...this.list, ...reports];
    this.next = next;
  }
}
