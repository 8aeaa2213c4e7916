import { SvelteMap, SvelteSet } from 'svelte/reactivity';
import type { ServerId } from '#shared/domain/ids.ts';
import type { KnockView } from '#shared/ipc/door-api.ts';
import type { ChatCalls } from './calls.ts';

/** A stranger at the door of a server. */
export interface Knocking {
  readonly serverId: ServerId;
  readonly knock: KnockView;
}

/** Who knocks on the servers where this person may let people in: read anew whenever their number has changed. */
export class Knocks {
  readonly #chat: ChatCalls;
  readonly #counts = new Map<ServerId, number>();
  readonly #byServer = new SvelteMap<ServerId, readonly KnockView[]>();
  /** Whose notice was put aside, or who was looked at. */
  readonly #seen = new SvelteSet<string>();

  constructor(chat: ChatCalls) {
    this.#chat = chat;
    chat.on('server.changed', ({ serverId, knocks }) => void this.count(serverId, knocks));
    chat.on('server.forgotten', ({ serverId }) => void this.count(serverId, 0));
  }

  /** So many wait at this door now. */
  async count(serverId: ServerId, waiting: number): Promise<void> {
    if (this.#counts.get(serverId) === waiting) return;
    this.#counts.set(serverId, waiting);
    await this.read(serverId);
  }

  async read(serverId: ServerId): Promise<void> {
    if ((this.#counts.get(serverId) ?? 0) === 0) {
      this.#byServer.delete(serverId);
      return;
    }
    const listed = await this.#chat.call('knock.list', { serverId });
    if (listed.ok && this.#counts.get(serverId) !== 0) this.#byServer.set(serverId, listed.value);
  }

  of(serverId: ServerId): readonly KnockView[] {
    return this.#byServer.get(serverId) ?? [];
  }

  isWaiting(serverId: ServerId, { knockId, device }: KnockView): boolean {
    return this.of(serverId).some((other) => other.knockId === knockId && other.device === device);
  }

  /** Who has come and was not looked at yet, on whichever server. */
  get news(): readonly Knocking[] {
    return [...this.#byServer].flatMap(([serverId, knocks]) =>
      knocks.filter((knock) => !this.#seen.has(keyOf(serverId, knock))).map((knock) => ({ serverId, knock })),
    );
  }

  putAside({ serverId, knock }: Knocking): void {
    this.#seen.add(keyOf(serverId, knock));
  }
}

function keyOf(serverId: ServerId, { knockId, device }: KnockView): string {
  return `${serverId}/${device}/${knockId}`;
}
