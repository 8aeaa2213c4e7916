import { SvelteMap, SvelteSet } from 'svelte/reactivity';
import type { Clock } from '#shared/clock.ts';
import type { ServerId } from '#shared/domain/ids.ts';
import type { ConnectionState } from '#shared/ipc/connection-view.ts';
import type { ChatCalls } from './calls.ts';

/** By the wall clock in milliseconds; null where that was before this window looked, or has not come. */
export interface KnockTimes {
  readonly knockedAt: number | null;
  readonly cameAt: number | null;
}

/** How long this person has been waiting at doors, and what they said of the digits. */
export class Waits {
  readonly #times = new SvelteMap<ServerId, KnockTimes>();
  readonly #types = new Map<ServerId, ConnectionState['type']>();
  /** The digits of which this person said that they match, while they are shown. */
  readonly #matched = new SvelteMap<ServerId, string>();
  /** Where this person said that the digits differ, until they come back. */
  readonly #differed = new SvelteSet<ServerId>();

  constructor(chat: ChatCalls, clock: Pick<Clock, 'now'>) {
    chat.on('server.changed', ({ serverId, connection }) => {
      this.#hear(serverId, connection, clock.now());
    });
    chat.on('server.forgotten', ({ serverId }) => {
      this.#times.delete(serverId);
      this.#matched.delete(serverId);
      this.#differed.delete(serverId);
      this.#types.delete(serverId);
    });
  }

  of(serverId: ServerId): KnockTimes {
    return this.#times.get(serverId) ?? { knockedAt: null, cameAt: null };
  }

  /** Both screens show these digits. */
  match(serverId: ServerId, digits: string): void {
    this.#matched.set(serverId, digits);
  }

  /** Of these digits alone: that the server was confirmed by others, or by its link, says nothing of whoever is at the door now. */
  isMatched(serverId: ServerId, digits: string): boolean {
    return this.#matched.get(serverId) === digits;
  }

  /** The digits on the two screens were not the same. */
  differ(serverId: ServerId): void {
    this.#differed.add(serverId);
  }

  isDiffered(serverId: ServerId): boolean {
    return this.#differed.has(serverId);
  }

  #hear(serverId: ServerId, connection: ConnectionState, at: number): void {
    const before = this.#types.get(serverId);
    this.#types.set(serverId, connection.type);
    const digits = connection.type === 'pending' ? connection.digits : null;
    if (digits !== this.#matched.get(serverId)) this.#matched.delete(serverId);
    if (connection.type !== 'pending') {
      this.#times.delete(serverId);
      // Leaving is what one does about it: only coming back forgets it.
      if (connection.type === 'online') this.#differed.delete(serverId);
      return;
    }
    this.#differed.delete(serverId);
    const known = this.#times.get(serverId);
    const isBegun = before !== undefined && before !== 'pending';
    const knockedAt = known?.knockedAt ?? (isBegun ? at : null);
    const cameAt = connection.digits === null ? null : (known?.cameAt ?? at);
    this.#times.set(serverId, { knockedAt, cameAt });
  }
}
