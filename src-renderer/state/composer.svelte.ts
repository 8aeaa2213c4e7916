import type { Clock } from '#shared/clock.ts';
import type { CommandId, RoomId, ServerId } from '#shared/domain/ids.ts';
import { isMessageText } from '#shared/domain/text.ts';
import type { MessageItem } from '#shared/ipc/chat-view.ts';
import { err, ok, type Result } from '#shared/result.ts';
import type { ChatCalls } from './calls.ts';
import type { Drafts } from './drafts.svelte.ts';
import { OwnTyping } from './own-typing.ts';
import type { Timeline } from './timeline.svelte.ts';

interface ComposerContext {
  readonly chat: ChatCalls;
  readonly clock: Clock;
  readonly drafts: Drafts;
  /** Of the same visit: what waits in it can be changed, and whoever sends looks at its end. */
  readonly timeline: Pick<Timeline, 'isEndShown' | 'lastQueued'>;
  readonly serverId: ServerId;
  readonly roomId: RoomId;
}

/** Writing into one room: a new message, or other words for one that still waits. */
export class Composer {
  readonly #context: ComposerContext;
  readonly #typing: OwnTyping;
  readonly #leaveDrafts: () => void;
  text = $state('');
  /** The waiting message that is being changed. */
  editing = $state.raw<CommandId | null>(null);
  problem = $state.raw<{ readonly type: string } | null>(null);
  readonly isBlank = $derived(this.text.trim() === '');

  constructor(context: ComposerContext) {
    this.#context = context;
    this.#typing = new OwnTyping(context);
    const { drafts, serverId, roomId } = context;
    this.text = drafts.get(serverId, roomId);
    this.#leaveDrafts = drafts.onFilled(() => {
      if (this.text === '' && this.editing === null) this.text = drafts.get(serverId, roomId);
    });
  }

  write(text: string): void {
    this.#put(text);
    if (this.editing === null) this.#typing.wrote(text);
  }

  /** The room is no longer on the screen. */
  close(): void {
    this.#typing.stop();
    this.#leaveDrafts();
  }

  /** Takes words from elsewhere into the composer, such as those of a message that failed. */
  edit({ commandId, content }: MessageItem): void {
    if (content.type !== 'text') return;
    this.#typing.stop();
    this.editing = commandId;
    this.text = content.text;
    this.problem = null;
  }

  /** Takes the newest message that waits into an empty composer. Comes back with whether there was one. */
  editLast(): boolean {
    const last = this.text === '' ? this.#context.timeline.lastQueued : undefined;
    if (last !== undefined) this.edit(last);
    return last !== undefined;
  }

  stopEditing(): void {
    this.editing = null;
    this.text = this.#context.drafts.get(this.#context.serverId, this.#context.roomId);
    this.problem = null;
  }

  /** Sends or changes. The words leave the composer at once, and come back when they could not be taken. */
  async send(): Promise<void> {
    this.#context.timeline.isEndShown = true;
    if (this.isBlank) return;
    const { text, editing } = this;
    // Asked before anybody is told: a text that is far too long costs the port that it is sent through.
    if (!isMessageText(text)) {
      this.problem = { type: 'invalid_params' };
      return;
    }
    const release = editing === null ? this.#context.drafts.hold(this.#context, text) : () => undefined;
    this.editing = null;
    this.#put('');
    if (editing === null) this.#typing.sent();
    const answer = editing === null ? await this.#send(text) : await this.#change(editing, text);
    if (!answer.ok) {
      if (this.isBlank) this.#put(text);
      this.problem = answer.error;
    }
    release();
  }

  #put(text: string): void {
    this.text = text;
    this.problem = null;
    if (this.editing === null) this.#context.drafts.set(this.#context, text);
  }

  async #send(text: string): Promise<Result<null, { readonly type: string }>> {
    const { chat, serverId, roomId } = this.#context;
    const sent = await chat.call('message.send', { serverId, roomId, text });
    return sent.ok ? ok(null) : err(sent.error);
  }

  async #change(commandId: CommandId, text: string): Promise<Result<null, { readonly type: string }>> {
    const { chat, serverId } = this.#context;
    const changed = await chat.call('message.change', { serverId, commandId, text });
    return changed.ok ? ok(null) : err(changed.error);
  }
}
