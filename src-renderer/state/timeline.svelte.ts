import type { Clock } from '#shared/clock.ts';
import type { PersonId, RoomId, ServerId } from '#shared/domain/ids.ts';
import type { ChatEvents } from '#shared/ipc/chat-api.ts';
import type { FirstUnread, MessageItem, TimelineItem, TimelinePlace } from '#shared/ipc/chat-view.ts';
import type { ChatCalls } from './calls.ts';
import { GapFills } from './gap-fills.svelte.ts';
import { comparePlaces, mergeItems, prependItems } from './merge-items.ts';
import { NewLine, newestNumber } from './new-line.svelte.ts';
import { SoughtMessage } from './sought-message.svelte.ts';

type Change = ChatEvents['timeline.changed'];

export interface TimelineContext {
  readonly chat: ChatCalls;
  readonly clock: Clock;
  readonly serverId: ServerId;
  readonly roomId: RoomId;
  readonly me: PersonId | null;
  /** What was unread when the room was opened. */
  readonly firstUnread: FirstUnread | null;
}

const pageSize = 60;
/** On the way to something far up, where nobody looks at what is between. */
const longPageSize = 200;
const boneAfterMs = 300;

/** One visit to a room: its rows as far as they have been read, the newest last. */
export class Timeline {
  readonly #context: TimelineContext;
  readonly #undo: () => void;
  readonly gaps: GapFills;
  readonly newLine: NewLine;
  readonly sought: SoughtMessage;
  #before: TimelinePlace | null = null;
  /** While a page is on its way, news waits behind it. */
  #held: Change[] | null = [];
  /** Resolves when the page that is on its way is there. */
  #reading: Promise<void> = Promise.resolve();
  /** The older page that is on its way. */
  #older: Promise<void> | null = null;
  #markedUpTo = 0;
  items = $state.raw<readonly TimelineItem[]>([]);
  isLoaded = $state(false);
  isLoadingOlder = $state(false);
  /** Loading takes long enough to say so. */
  isSlow = $state(false);
  isAtBeginning = $state(false);
  problem = $state.raw<{ readonly type: string } | null>(null);
  /** The row that the New line stands before, once it has been read. */
  readonly firstUnseen: string | null = $derived.by(() => this.newLine.keyIn(this.items, this.isAtBeginning));
  /** Whether the newest rows are on the screen. */
  isEndShown = $state(true);
  /** Whether somebody is looking at them. */
  isWatched = $state(false);
  /** How many messages of others came while nobody was looking at the end. */
  missed = $state(0);
  /** What just came from somebody else, for those who listen to the screen. */
  arrived = $state.raw<MessageItem | null>(null);

  constructor(context: TimelineContext) {
    this.#context = context;
    this.gaps = new GapFills(context);
    this.newLine = new NewLine(context.me, context.firstUnread);
    this.sought = new SoughtMessage({
      clock: context.clock,
      settled: () => this.#reading,
      has: (key) => this.items.some((item) => item.key === key),
      readOlder: () => this.#readOlder(),
    });
    this.#undo = context.chat.on('timeline.changed', (change) => {
      if (change.serverId !== context.serverId || change.roomId !== context.roomId) return;
      if (this.#held === null) this.#take(change);
      else this.#held.push(change);
    });
    void this.#loadNewest();
  }

  close(): void {
    this.#undo();
  }

  /** Reads the next older page, where there is one. */
  loadOlder(maxItems = pageSize): Promise<void> {
    this.#older ??= this.#loadOlder(maxItems).finally(() => {
      this.#older = null;
    });
    return this.#older;
  }

  /** Reads older pages until the New line has its place; whether it has one. */
  async loadNewLine(): Promise<boolean> {
    while (this.firstUnseen === null && this.#before !== null) {
      const { length } = this.items;
      await this.loadOlder(longPageSize);
      if (this.items.length === length) break;
    }
    return this.firstUnseen !== null;
  }

  /** Reads everything anew that has been read so far: after a lost port. */
  async reload(): Promise<void> {
    if (this.#held !== null) return;
    await this.#whileHeld(async () => {
      const wanted = this.#before;
      let items: readonly TimelineItem[] = [];
      let before: TimelinePlace | null = null;
      do {
        const page = await this.#readPage(before, longPageSize);
        if (page === null) return;
        items = prependItems(items, page.items);
        before = page.before;
      } while (before !== null && (wanted === null || comparePlaces(before, wanted) > 0));
      this.items = items;
      this.#setBefore(before);
    });
  }

  /** The end is on the screen of somebody who looks: everything here has been read. */
  markSeen(unread: number): void {
    this.missed = 0;
    const newest = newestNumber(this.items);
    if (unread === 0 && newest <= this.#markedUpTo) return;
    if (newest === 0 && unread === 0) return;
    this.#markedUpTo = newest;
    const { chat, serverId, roomId } = this.#context;
    void chat.call('room.markRead', { serverId, roomId, ...(newest > 0 ? { upTo: newest } : {}) });
  }

  retry({ commandId }: MessageItem): void {
    void this.#context.chat.call('message.retry', { serverId: this.#context.serverId, commandId });
  }

  discard({ commandId }: MessageItem): void {
    void this.#context.chat.call('message.discard', { serverId: this.#context.serverId, commandId });
  }

  cancel({ commandId }: MessageItem): void {
    void this.#context.chat.call('message.cancel', { serverId: this.#context.serverId, commandId });
  }

  /** The newest own message that can still be changed. */
  get lastQueued(): MessageItem | undefined {
    return this.items.findLast((item): item is MessageItem => item.type === 'message' && item.delivery === 'queued');
  }

  async #loadOlder(maxItems: number): Promise<void> {
    if (this.#held !== null || this.#before === null) return;
    this.isLoadingOlder = true;
    await this.#whileHeld(async () => {
      const page = await this.#readPage(this.#before, maxItems);
      if (page === null) return;
      this.items = prependItems(this.items, page.items);
      this.#setBefore(page.before);
    });
    this.isLoadingOlder = false;
  }

  async #loadNewest(): Promise<void> {
    const cancel = this.#context.clock.after(boneAfterMs, () => {
      this.isSlow = !this.isLoaded;
    });
    await this.#whileHeld(async () => {
      const page = await this.#readPage(null, pageSize);
      if (page === null) return;
      this.items = page.items;
      this.#setBefore(page.before);
    });
    cancel();
    this.isLoaded = true;
    this.isSlow = false;
  }

  async #readPage(before: TimelinePlace | null, maxItems: number) {
    const { chat, serverId, roomId } = this.#context;
    const asked = { serverId, roomId, maxItems, ...(before === null ? {} : { before }) };
    const page = await chat.call('timeline.page', asked);
    this.problem = page.ok ? null : page.error;
    return page.ok ? page.value : null;
  }

  async #readOlder(): Promise<boolean> {
    await this.loadOlder(longPageSize);
    // Where another page was on its way instead, that one is waited for.
    await this.#reading;
    return this.problem === null && !this.isAtBeginning;
  }

  #whileHeld(work: () => Promise<void>): Promise<void> {
    this.#reading = this.#hold(work);
    return this.#reading;
  }

  async #hold(work: () => Promise<void>): Promise<void> {
    this.#held = this.#held ?? [];
    await work();
    const held = this.#held;
    this.#held = null;
    for (const change of held) this.#take(change);
  }

  #take(change: Change): void {
    const known = new Set(this.items.map(({ key }) => key));
    // What stands before all that has been read comes with its page.
    const items = change.items.filter((item) => known.has(item.key) || this.#isWithin(item));
    this.items = mergeItems(this.items, { items, removed: change.removed });
    if (change.isLive) this.#hear(items.filter(({ key }) => !known.has(key)));
  }

  #hear(fresh: readonly TimelineItem[]): void {
    const fromOthers = fresh.filter(
      (item): item is MessageItem => item.type === 'message' && item.author !== this.#context.me,
    );
    const [first] = fromOthers;
    if (first === undefined) return;
    this.arrived = fromOthers.at(-1) ?? null;
    if (this.isWatched) return;
    this.missed += fromOthers.length;
    if (first.itemNumber !== null) this.newLine.place({ itemNumber: first.itemNumber, at: first.writtenAt });
  }

  #isWithin({ place }: TimelineItem): boolean {
    return this.#before === null || comparePlaces(place, this.#before) >= 0;
  }

  #setBefore(before: TimelinePlace | null): void {
    this.#before = before;
    this.isAtBeginning = before === null;
  }
}
