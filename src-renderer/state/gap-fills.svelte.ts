import { SvelteMap } from 'svelte/reactivity';
import type { RoomId, ServerId } from '#shared/domain/ids.ts';
import type { GapItem } from '#shared/ipc/chat-view.ts';
import type { ChatCalls } from './calls.ts';

export interface GapFillsContext {
  readonly chat: ChatCalls;
  readonly serverId: ServerId;
  readonly roomId: RoomId;
}

/** Where filling a gap stands. What comes of it is told as news of the timeline, which takes the gap away. */
export type GapFill = { readonly type: 'filling' } | { readonly type: 'failed'; readonly problem: GapProblem };
type GapProblem = { readonly type: string };

/** The gaps of a timeline that somebody looks at, each asked for once at a time. */
export class GapFills {
  readonly #context: GapFillsContext;
  readonly #fills = new SvelteMap<string, GapFill>();

  constructor(context: GapFillsContext) {
    this.#context = context;
  }

  of({ key }: GapItem): GapFill | undefined {
    return this.#fills.get(key);
  }

  async fill({ key, from, to }: GapItem): Promise<void> {
    if (this.#fills.get(key)?.type === 'filling') return;
    this.#fills.set(key, { type: 'filling' });
    const { chat, serverId, roomId } = this.#context;
    const filled = await chat.call('timeline.fillGap', { serverId, roomId, from, to });
    if (filled.ok) this.#fills.delete(key);
    else this.#fills.set(key, { type: 'failed', problem: filled.error });
  }
}
