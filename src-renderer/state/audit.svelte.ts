import type { Clock } from '#shared/clock.ts';
import { auditKinds, type AuditEntry, type AuditKind } from '#shared/domain/audit.ts';
import type { AuditFormat } from '#shared/domain/audit-text.ts';
import type { PersonId, ServerId } from '#shared/domain/ids.ts';
import { dueCommands } from '#shared/ipc/due-commands.ts';
import type { Result } from '#shared/result.ts';
import type { ChatCalls } from './calls.ts';

export type AuditGroup = 'all' | 'people' | 'door' | 'rooms' | 'reports';
export type AuditTime = 'ever' | 'day' | 'week' | 'month';
export const auditGroups: readonly AuditGroup[] = ['all', 'people', 'door', 'rooms', 'reports'];
export const auditTimes: readonly AuditTime[] = ['ever', 'day', 'week', 'month'];

/** Which acts somebody wants to see. */
export interface AuditWish {
  readonly personId: PersonId | null;
  /** A name is written that is not one person's yet: nothing is listed, since it would not be what is asked for. */
  readonly isNameOpen: boolean;
  readonly group: AuditGroup;
  readonly time: AuditTime;
}

export interface AuditParts {
  readonly chat: ChatCalls;
  readonly clock: Clock;
  readonly serverId: ServerId;
}

const dayMs = 24 * 60 * 60 * 1_000;
const days: Readonly<Record<Exclude<AuditTime, 'ever'>, number>> = { day: 1, week: 7, month: 30 };
const groupOf: Readonly<Record<AuditKind, Exclude<AuditGroup, 'all'>>> = {
  'person.admitted': 'people',
  'person.roleSet': 'people',
  'person.standingSet': 'people',
  'server.doorSet': 'door',
  'knock.accepted': 'door',
  'device.banSet': 'door',
  'device.linked': 'people',
  'device.vouched': 'people',
  'device.revoked': 'people',
  'invite.created': 'door',
  'invite.revoked': 'door',
  'invite.accepted': 'door',
  'room.renamed': 'rooms',
  'room.memberRemoved': 'rooms',
  'report.closed': 'reports',
};

/** The acts of power on a server while an owner looks at them (R26). */
export class Audit {
  readonly #parts: AuditParts;
  readonly #undos: readonly (() => void)[];
  #isWaiting = false;
  #isClosed = false;
  #reading = 0;
  wish = $state.raw<AuditWish>({ personId: null, isNameOpen: false, group: 'all', time: 'ever' });
  entries = $state.raw<readonly AuditEntry[]>([]);
  next = $state.raw<number | null>(null);
  isRead = $state(false);
  problem = $state.raw<{ readonly type: string } | null>(null);

  constructor(parts: AuditParts) {
    this.#parts = parts;
    const { chat } = parts;
    this.#undos = [
      // What was queued here is on the server.
      chat.on('server.changed', ({ serverId, outbox }) => {
        if (serverId !== parts.serverId || !this.#isWaiting || dueCommands(outbox) > 0) return;
        this.#isWaiting = false;
        void this.read();
      }),
    ];
    void this.read();
  }

  close(): void {
    this.#isClosed = true;
    for (const undo of this.#undos) undo();
  }

  change(wish: Partial<AuditWish>): void {
    this.wish = { ...this.wish, ...wish };
    void this.read();
  }

  async read(): Promise<void> {
    await this.#ask(null);
  }

  async more(): Promise<void> {
    if (this.next !== null) await this.#ask(this.next);
  }

  /** Gives back what the act took. */
  async undo(entry: AuditEntry): Promise<Result<unknown, { readonly type: string }>> {
    const { chat, serverId } = this.#parts;
    this.#isWaiting = true;
    const queued = await chat.call('audit.undo', { serverId, entry });
    if (!queued.ok) this.#isWaiting = false;
    return queued;
  }

  /** All that is wished for, as the text of a file. */
  export(
    format: AuditFormat,
  ): Promise<Result<{ readonly text: string; readonly entries: number }, { readonly type: string }>> {
    const { chat, serverId } = this.#parts;
    return chat.call('audit.export', { serverId, format, ...this.#filter() });
  }

  #filter() {
    const { personId, group, time } = this.wish;
    const kinds = auditKinds.filter((kind) => groupOf[kind] === group);
    return {
      ...(personId === null ? {} : { personId }),
      ...(group === 'all' ? {} : { kinds }),
      ...(time === 'ever' ? {} : { from: this.#parts.clock.now() - days[time] * dayMs }),
    };
  }

  async #ask(before: number | null): Promise<void> {
    const { chat, serverId } = this.#parts;
    this.#reading += 1;
    const reading = this.#reading;
    if (this.wish.isNameOpen) {
      this.entries = [];
      this.next = null;
      return;
    }
    const params = { serverId, ...this.#filter() };
    const answer = await chat.call('audit.list', before === null ? params : { ...params, before });
    if (this.#isClosed || reading !== this.#reading) return;
    this.isRead = true;
    this.problem = answer.ok ? null : answer.error;
    if (!answer.ok) return;
    const { entries, next } = answer.value;
    this.entries = before === null ? entries : [...this.entries, ...entries];
    this.next = next;
  }
}
