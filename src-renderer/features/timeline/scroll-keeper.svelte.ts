import { tick, untrack } from 'svelte';
import type { VirtualizerHandle } from 'virtua/svelte';
import type { TimelineRow } from '../../state/timeline-rows.ts';
import type { Timeline } from '../../state/timeline.svelte.ts';

const olderFromPx = 600;
const endWithinPx = 40;
const newLineBelowPx = 48;

/** The row at the lower edge of what is on the screen, and where it stands in the list. */
interface Anchor {
  readonly key: string;
  readonly index: number;
  readonly fromEnd: number;
}

/**
 * Keeps eyes where they are while rows come and go: at the end for whoever is there, else at the lowest row on the screen,
 * whether rows come above it, such as an older page or what was missing, or below it.
 */
export class ScrollKeeper {
  readonly #timeline: Timeline;
  #rows: readonly TimelineRow[] = [];
  #anchor: Anchor | null = null;
  #isPlaced = false;
  /** Whether somebody scrolls, as against rows that move by themselves. */
  #isMoved = false;
  /** Where the eyes were last, and how large the list and the window were then. */
  #offset = 0;
  #size = '';
  list = $state<VirtualizerHandle>();
  scroller = $state<HTMLElement>();
  /** The New line is further up than the screen shows. */
  #isNewAbove = $state(false);

  constructor(timeline: Timeline) {
    this.#timeline = timeline;
  }

  /** There is something new further up, and nobody has seen where it begins. */
  get isNewAbove(): boolean {
    return this.#isNewAbove && !this.#timeline.newLine.isSeen;
  }

  /** Somebody moves: with the wheel, a finger, the bar or the keys. */
  readonly move = (): void => {
    this.#isMoved = true;
  };

  /** Whether these rows differ from those before by what stands above the eyes alone. Called once for each change. */
  isShifted(rows: readonly TimelineRow[]): boolean {
    this.#rows = rows;
    const anchor = this.#anchor;
    // A list that has not been measured yet has no eyes to keep, and would draw nothing.
    if (anchor === null || untrack(() => this.list?.getViewportSize() ?? 0) === 0) return false;
    const index = rows.findIndex(({ key }) => key === anchor.key);
    return index >= 0 && index !== anchor.index && rows.length - index === anchor.fromEnd;
  }

  /** After rows changed: where the eyes should be, and whether there is too little to fill the window. */
  settle(): void {
    const { list, scroller } = this;
    if (list === undefined || scroller === undefined) return;
    if (!this.#isPlaced) this.#place();
    else if (this.#timeline.isEndShown) this.goToEnd();
    this.#look();
    if (scroller.scrollHeight < scroller.clientHeight + olderFromPx) void this.#timeline.loadOlder();
  }

  /** Brings the message that somebody goes to on to the screen, once it is among the rows. */
  seek(key: string): void {
    const index = this.#rows.findIndex((row) => row.type === 'message' && row.key === key);
    if (this.list === undefined || index < 0) return;
    this.#isPlaced = true;
    this.move();
    this.#timeline.isEndShown = false;
    this.list.scrollToIndex(index, { align: 'center' });
    this.#timeline.sought.reached();
    // Where everything fits the window nothing scrolls, and the end is on the screen all the same.
    requestAnimationFrame(() => {
      this.onscroll(this.scroller?.scrollTop ?? 0);
    });
  }

  goToEnd(): void {
    this.#isMoved = false;
    if (this.scroller !== undefined) this.scroller.scrollTop = this.scroller.scrollHeight;
  }

  /** Leads to the New line, reading as far up as it is. */
  async goToNewLine(): Promise<void> {
    this.#timeline.newLine.isSeen = true;
    await this.#timeline.loadNewLine();
    this.#scrollToNewLine();
  }

  readonly onscroll = (offset: number): void => {
    const { scroller } = this;
    if (scroller === undefined || !this.#isPlaced) return;
    const timeline = this.#timeline;
    const isEnd = offset + scroller.clientHeight >= scroller.scrollHeight - endWithinPx;
    const size = `${scroller.scrollHeight} ${scroller.clientHeight}`;
    // Rows that are measured and windows that change their size move the rows as well: nobody left the end by that.
    if (timeline.isEndShown && !isEnd && !this.#isMoved && size !== this.#size) this.goToEnd();
    else timeline.isEndShown = isEnd;
    // Whoever leaves the end slowly is within its reach for a while.
    if (isEnd && offset >= this.#offset) this.#isMoved = false;
    this.#offset = offset;
    this.#size = size;
    this.#look();
    if (offset < olderFromPx) void timeline.loadOlder();
  };

  /** Rows were measured, or the window is of another size: the list is told first, and as high as that only after it. */
  readonly onresize = async (): Promise<void> => {
    await tick();
    if (this.#isPlaced && this.#timeline.isEndShown) this.goToEnd();
    this.#look();
  };

  #place(): void {
    this.#isPlaced = true;
    if (!this.#scrollToNewLine()) this.goToEnd();
  }

  #scrollToNewLine(): boolean {
    const index = this.#rows.findIndex(({ type }) => type === 'new');
    if (index < 0) return false;
    this.move();
    this.list?.scrollToIndex(index, { align: 'start', offset: -newLineBelowPx });
    return true;
  }

  /** Takes note of what is on the screen. */
  #look(): void {
    const { list, scroller } = this;
    if (list === undefined || scroller === undefined || this.#rows.length === 0) return;
    const { scrollTop: top, clientHeight } = scroller;
    const last = list.findItemIndex(top + clientHeight - 1);
    const row = this.#rows[last];
    this.#anchor = row === undefined ? null : { key: row.key, index: last, fromEnd: this.#rows.length - last };
    const newLine = this.#rows.findIndex(({ type }) => type === 'new');
    this.#isNewAbove = this.#timeline.newLine.start !== null && newLine < list.findItemIndex(top);
  }
}
