import { shownTime } from '#shared/domain/message-time.ts';
import { SvelteSet } from 'svelte/reactivity';
import type { Clock } from '#shared/clock.ts';
import type { PersonId, RoomId, ServerId } from '#shared/domain/ids.ts';
import type { ChatEvents } from '#shared/ipc/chat-api.ts';
import type { FirstUnread, MessageItem, TimelineItem, TimelinePage, TimelinePlace } from '#shared/ipc/chat-view.ts';
import type { Result } from '#shared/result.ts';
import type { ChatCalls } from './calls.ts';
import { GapFills } from './gap-fills.svelte.ts';
import { comparePlaces, mergeItems, prependItems } from './merge-items.ts';
import { NewLine, newestNumber } from './new-line.svelte.ts';
import { SoughtMessage } from './sought-message.svelte.ts';

type Change = ChatEvents['timeline.changed'];
type Answer = Promise<Result<unknown, { readonly type: string }>>;

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

/** How far a timeline has been read. */
export type TimelineReach =
  /** `isSlow`: it takes long enough to say so. */
  | { readonly type: 'reading'; readonly isSlow: boolean }
  | { readonly type: 'failed'; readonly problem: PageProblem }
  /** `before` is where the next older page ends; null at the beginning. */
  | { readonly type: 'read'; readonly before: TimelinePlace | null; readonly older: OlderPage };
type OlderPage =
  | { readonly type: 'idle' }
  | { readonly type: 'reading' }
  /** Not read again before somebody asks for it. */
  | { readonly type: 'failed'; readonly problem: PageProblem };
type PageProblem = { readonly type: string };

const idle = { type: 'idle' } as const;

/** One visit to a room: its rows as far as they have been read, the newest last. */
export class Timeline {
  readonly #context: TimelineContext;
  readonly #undo: () => void;
  readonly gaps: GapFills;
  readonly newLine: NewLine;
  readonly sought: SoughtMessage;
  /** Long messages that somebody wants to see all of, by the keys of their rows. */
  readonly unfolded = new SvelteSet<string>();
  /** Messages of people who are blocked that somebody wants to see all the same, by the same keys. */
  readonly unveiled = new SvelteSet<string>();
  /** While a page is on its way, news waits behind it. */
  #held: Change[] | null = [];
  /** Resolves when the page that is on its way is there. */
  #reading: Promise<void> = Promise.resolve();
  /** The older page that is on its way. */
  #older: Promise<void> | null = null;
  #markedUpTo = 0;
  items = $state.raw<readonly TimelineItem[]>([]);
  reach = $state.raw<TimelineReach>({ type: 'reading', isSlow: false });
  readonly isLoaded: boolean = $derived(this.reach.type === 'read');
  readonly isAtBeginning: boolean = $derived(this.reach.type === 'read' && this.reach.before === null);
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

  /** Tries again what could not be read. */
  async readAgain(): Promise<void> {
    const { reach } = this;
    if (reach.type === 'failed') await this.#loadNewest();
    if (reach.type !== 'read' || reach.older.type !== 'failed') return;
    this.reach = { ...reach, older: idle };
    await this.loadOlder();
  }

  /** Reads older pages until the New line has its place; whether it has one. */
  async loadNewLine(): Promise<boolean> {
    while (this.firstUnseen === null && !this.isAtBeginning) {
      const { length } = this.items;
      await this.loadOlder(longPageSize);
      if (this.items.length === length) break;
    }
    return this.firstUnseen !== null;
  }

  /** Reads everything anew that has been read so far: after a lost port. */
  async reload(): Promise<void> {
    if (this.#held !== null) return;
    if (this.reach.type !== 'read') return this.#loadNewest();
    const { before: wanted } = this.reach;
    await this.#whileHeld(async () => {
      let items: readonly TimelineItem[] = [];
      let before: TimelinePlace | null = null;
      do {
        const page = await this.#readPage(before, longPageSize);
        if (!page.ok) return;
        items = prependItems(items, page.value.items);
        before = page.value.before;
      } while (before !== null && (wanted === null || comparePlaces(before, wanted) > 0));
      this.items = items;
      this.reach = { type: 'read', before, older: idle };
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

  retry({ commandId }: MessageItem): Answer {
    return this.#context.chat.call('message.retry', { serverId: this.#context.serverId, commandId });
  }

  discard({ commandId }: MessageItem): Answer {
    return this.#context.chat.call('message.discard', { serverId: this.#context.serverId, commandId });
  }

  cancel({ commandId }: MessageItem): Answer {
    return this.#context.chat.call('message.cancel', { serverId: this.#context.serverId, commandId });
  }

  /** The newest own message that can still be changed. */
  get lastQueued(): MessageItem | undefined {
    return this.items.findLast((item): item is MessageItem => item.type === 'message' && item.delivery === 'queued');
  }

  async #loadOlder(maxItems: number): Promise<void> {
    const { reach } = this;
    if (this.#held !== null || reach.type !== 'read' || reach.before === null || reach.older.type === 'failed') return;
    this.reach = { ...reach, older: { type: 'reading' } };
    await this.#whileHeld(async () => {
      const page = await this.#readPage(reach.before, maxItems);
      if (page.ok) this.items = prependItems(this.items, page.value.items);
      this.reach = page.ok
        ? { type: 'read', before: page.value.before, older: idle }
        : { ...reach, older: { type: 'failed', problem: page.error } };
    });
  }

  async #loadNewest(): Promise<void> {
    this.reach = { type: 'reading', isSlow: false };
    const cancel = this.#context.clock.after(boneAfterMs, () => {
      this.reach = { type: 'reading', isSlow: true };
    });
    await this.#whileHeld(async () => {
      const page = await this.#readPage(null, pageSize);
      cancel();
      if (page.ok) this.items = page.value.items;
      this.reach = page.ok
        ? { type: 'read', before: page.value.before, older: idle }
        : { type: 'failed', problem: page.error };
    });
  }

  #readPage(before: TimelinePlace | null, maxItems: number): Promise<Result<TimelinePage, PageProblem>> {
    const { chat, serverId, roomId } = this.#context;
    return chat.call('timeline.page', { serverId, roomId, maxItems, ...(before === null ? {} : { before }) });
  }

  async #readOlder(): Promise<boolean> {
    await this.loadOlder(longPageSize);
    // Where another page was on its way instead, that one is waited for.
    await this.#reading;
    return this.reach.type === 'read' && this.reach.older.type === 'idle' && this.reach.before !== null;
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
    if (first.itemNumber !== null) this.newLine.place({ itemNumber: first.itemNumber, at: shownTime(first) });
  }

  #isWithin({ place }: TimelineItem): boolean {
    const { reach } = this;
    return reach.type !== 'read' || reach.before === null || comparePlaces(place, reach.before) >= 0;
  }
}
