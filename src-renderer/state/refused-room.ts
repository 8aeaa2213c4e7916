import type { RoomId } from '#shared/domain/ids.ts';
import type { MessageItem, TimelineItem, TimelinePlace } from '#shared/ipc/chat-view.ts';
import { ok, type Result } from '#shared/result.ts';
import type { ChatCalls } from './calls.ts';
import type { Drafts } from './drafts.svelte.ts';
import type { RefusedCommand, Refusals } from './refusals.svelte.ts';
import type { Rooms } from './rooms.svelte.ts';

interface RefusedRoomContext {
  readonly chat: ChatCalls;
  readonly rooms: Rooms;
  readonly drafts: Drafts;
  readonly refusals: Refusals;
  readonly refused: RefusedCommand & { readonly roomId: RoomId };
}

const pageSize = 200;

/** The room that was not made by what was refused, while it is there. */
export function refusedRoomOf(
  context: Omit<RefusedRoomContext, 'refused'>,
  refused: RefusedCommand,
): RefusedRoom | null {
  const { serverId, roomId, kind } = refused;
  const isMaking = kind === 'room.create' || kind === 'direct.open';
  if (!isMaking || roomId === null || context.rooms.get(serverId, roomId)?.isWaiting !== true) return null;
  return new RefusedRoom({ ...context, refused: { ...refused, roomId } });
}

/** A room that the server did not make, with all that somebody wrote into it before they knew. */
export class RefusedRoom {
  readonly #context: RefusedRoomContext;

  constructor(context: RefusedRoomContext) {
    this.#context = context;
  }

  /** What stands in it, the oldest first, and what was still being written last. */
  async written(): Promise<Result<readonly string[], { readonly type: string }>> {
    const sent = await this.#sent();
    if (!sent.ok) return sent;
    const draft = this.#draft();
    return ok(draft === '' ? sent.value : [...sent.value, draft]);
  }

  /** Makes it under another name, moves there what was written, and takes the old one away. */
  async makeAs(name: string): Promise<Result<RoomId, { readonly type: string }>> {
    const { chat, rooms, drafts, refused } = this.#context;
    const { serverId, roomId } = refused;
    const texts = await this.#sent();
    if (!texts.ok) return texts;
    const { topic = '', visibility = 'public', history = 'everything' } = rooms.get(serverId, roomId) ?? {};
    const made = await rooms.create({ serverId, name, topic, visibility, history });
    if (!made.ok) return made;
    for (const text of texts.value) {
      const sent = await chat.call('message.send', { serverId, roomId: made.value.roomId, text });
      if (!sent.ok) return sent;
    }
    drafts.set({ serverId, roomId: made.value.roomId }, this.#draft());
    const discarded = await this.discard();
    return discarded.ok ? ok(made.value.roomId) : discarded;
  }

  /** Takes it away, and what was written into it. */
  discard(): Promise<Result<unknown, { readonly type: string }>> {
    const { drafts, refusals, refused } = this.#context;
    drafts.set(refused, '');
    return refusals.dismiss(refused);
  }

  #draft(): string {
    const { drafts, refused } = this.#context;
    return drafts.get(refused.serverId, refused.roomId);
  }

  async #sent(before?: TimelinePlace): Promise<Result<readonly string[], { readonly type: string }>> {
    const { chat, refused } = this.#context;
    const { serverId, roomId } = refused;
    const asked = { serverId, roomId, maxItems: pageSize, ...(before === undefined ? {} : { before }) };
    const page = await chat.call('timeline.page', asked);
    if (!page.ok) return page;
    const isOwn = (item: TimelineItem): item is MessageItem => item.type === 'message' && item.delivery !== null;
    const messages = page.value.items.filter(isOwn);
    const texts = messages.flatMap(({ content }) => (content.type === 'text' ? [content.text] : []));
    if (page.value.before === null) return ok(texts);
    const older = await this.#sent(page.value.before);
    return older.ok ? ok([...older.value, ...texts]) : older;
  }
}
