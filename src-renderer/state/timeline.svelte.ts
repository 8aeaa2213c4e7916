import type { Clock } from '#shared/clock.ts';
import type { PersonId, RoomId, ServerId } from '#shared/domain/ids.ts';
import type { ChatEvents } from '#shared/ipc/chat-api.ts';
import type { MessageItem, TimelineCursor, TimelineItem } from '#shared/ipc/chat-view.ts';
import type { ChatCalls } from './calls.ts';
import { mergeItems, prependItems } from './merge-items.ts';
import { SoughtMessage } from './sought-message.svelte.ts';

type Change = ChatEvents['timeline.changed'];

export interface TimelineContext {
  readonly chat: ChatCalls;
  readonly clock: Clock;
  readonly serverId: ServerId;
  readonly roomId: RoomId;
  readonly me: PersonId | null;
  /** How many items were unread when the room was opened. */
  readonly unread: number;
}

const pageSize = 60;
const maxRereadPages = 50;
const rereadAfterMs = 50;
const boneAfterMs = 300;

/** One visit to a room: its rows as far as they have been read, the newest last. */
export class Timeline {
  readonly #context: TimelineContext;
  readonly #undo: () => void;
  readonly sought: SoughtMessage;
  #before: TimelineCursor | null = null;
  /** While a page is on its way, news waits behind it: what the page holds already is not put twice. */
  #held: Change[] | null = [];
  /** Resolves when the page that is on its way is there. */
  #reading: Promise<void> = Promise.resolve();
  #isRereadPlanned = false;
  #unreadAtStart: number;
  #markedUpTo = 0;
  items = $state.raw<readonly TimelineItem[]>([]);
  isLoaded = $state(false);
  isLoadingOlder = $state(false);
  /** Loading takes long enough to say so. */
  isSlow = $state(false);
  isAtBeginning = $state(false);
  problem = $state.raw<{ readonly type: string } | null>(null);
  /** The first item that had not been seen when it was placed: one line a visit. */
  firstUnseen = $state<string | null>(null);
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
    this.#unreadAtStart = context.unread;
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
  async loadOlder(): Promise<void> {
    if (this.isLoadingOlder || this.#held !== null || this.#before === null) return;
    this.isLoadingOlder = true;
    await this.#whileHeld(async () => {
      const page = await this.#readPage(this.#before);
      if (page === null) return;
      this.items = prependItems(this.items, page.items);
      this.#setBefore(page.before);
      this.#placeNewLine();
    });
    this.isLoadingOlder = false;
  }

  /** Reads everything anew that has been read so far: after a lost port, and when earlier history came in. */
  async reload(): Promise<void> {
    if (this.#held !== null) return;
    await this.#whileHeld(async () => {
      const wanted = this.items.length;
      let items: readonly TimelineItem[] = [];
      let before: TimelineCursor | null = null;
      for (let pages = 0; pages < maxRereadPages; pages += 1) {
        const page = await this.#readPage(before);
        if (page === null) return;
        items = prependItems(items, page.items);
        before = page.before;
        if (before === null || items.length >= wanted) break;
      }
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

  async #loadNewest(): Promise<void> {
    const cancel = this.#context.clock.after(boneAfterMs, () => {
      this.isSlow = !this.isLoaded;
    });
    await this.#whileHeld(async () => {
      const page = await this.#readPage(null);
      if (page === null) return;
      this.items = page.items;
      this.#setBefore(page.before);
      this.#placeNewLine();
    });
    cancel();
    this.isLoaded = true;
    this.isSlow = false;
  }

  async #readPage(before: TimelineCursor | null) {
    const { chat, serverId, roomId } = this.#context;
    const asked = { serverId, roomId, maxItems: pageSize, ...(before === null ? {} : { before }) };
    const page = await chat.call('timeline.page', asked);
    this.problem = page.ok ? null : page.error;
    return page.ok ? page.value : null;
  }

  async #readOlder(): Promise<boolean> {
    await this.loadOlder();
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
    const fresh = change.items.filter(({ key }) => !known.has(key));
    // Where earlier rows stand among the others only a page says; those before what has been read come with their page.
    if (!change.isLive && fresh.some((item) => this.#isWithin(item))) this.#planReread();
    const items = change.isLive ? change.items : change.items.filter(({ key }) => known.has(key));
    this.items = mergeItems(this.items, { items, removed: change.removed });
    if (change.isLive) this.#hear(fresh);
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
    this.firstUnseen ??= first.key;
  }

  #isWithin(item: TimelineItem): boolean {
    const oldest = this.items.find(({ type }) => type !== 'gap');
    return this.isAtBeginning || oldest === undefined || timeOf(item) >= timeOf(oldest);
  }

  #planReread(): void {
    if (this.#isRereadPlanned) return;
    this.#isRereadPlanned = true;
    this.#context.clock.after(rereadAfterMs, () => {
      this.#isRereadPlanned = false;
      void this.reload();
    });
  }

  #setBefore(before: TimelineCursor | null): void {
    this.#before = before;
    this.isAtBeginning = before === null;
  }

  /** The unread ones are the newest so many; the line comes before the first of them that is somebody else's. */
  #placeNewLine(): void {
    if (this.#unreadAtStart === 0) return;
    const lastRead = newestNumber(this.items) - this.#unreadAtStart;
    const first = this.items.find(
      (item) => item.type === 'message' && (item.itemNumber ?? 0) > lastRead && item.author !== this.#context.me,
    );
    this.firstUnseen = first?.key ?? null;
    const oldest = this.items.find((item) => item.type === 'message' && item.itemNumber !== null);
    const isReached = oldest?.type !== 'message' || (oldest.itemNumber ?? 0) <= lastRead + 1;
    if (isReached) this.#unreadAtStart = 0;
  }
}

function timeOf(item: TimelineItem): number {
  if (item.type === 'message') return item.writtenAt;
  return item.type === 'notice' ? item.at : 0;
}

function newestNumber(items: readonly TimelineItem[]): number {
  return items.reduce((newest, item) => (item.type === 'message' ? Math.max(newest, item.itemNumber ?? 0) : newest), 0);
}
