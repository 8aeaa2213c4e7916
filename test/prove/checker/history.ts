/**
 * What was seen of one room from outside during a run: what people wrote, what the server said of it, what each of them saw in
 * which order, and what the log held in the end. The checker reads this and nothing else, and shares no code with the program.
 */
export interface History {
  /** Commands in the order in which each author wrote them. */
  readonly sent: readonly SentCommand[];
  /** Everything that was ever acknowledged, as often as it was. */
  readonly acknowledged: readonly PlacedCommand[];
  /** The room in the log at the end, in the log's order. */
  readonly final: readonly PlacedCommand[];
  readonly observers: readonly Observer[];
}

export interface SentCommand {
  readonly commandId: string;
  readonly author: string;
}

/** A command at its place in the room, counted from 1. */
export interface PlacedCommand {
  readonly commandId: string;
  /** Null where only that it is safe was said, and not where. */
  readonly place: number | null;
}

/** One device through all its connections and restarts. */
export interface Observer {
  readonly name: string;
  /** From this place on it was shown everything by the end; null where it need not have been. */
  readonly completeFrom: number | null;
  /** What it shows in the end, from the first message to the last, where it may see all; left out where nobody looked. */
  readonly screen?: readonly string[];
  readonly steps: readonly Step[];
}

/** In the order in which they happened to the device. */
export type Step =
  /** The server delivered this. */
  | { readonly type: 'saw'; readonly commandId: string; readonly place: number }
  /** The server acknowledged what this device had written. */
  | { readonly type: 'acknowledged'; readonly commandId: string; readonly place: number }
  /** The device asked, and was answered with all that the room holds from `from` up to `upTo`. */
  | {
      readonly type: 'read';
      readonly from: number;
      readonly upTo: number;
      readonly entries: readonly { readonly commandId: string; readonly place: number }[];
    };

/** What the checker holds a history to. */
export type Check = 'set' | 'order' | 'author order' | 'monotonic reads' | 'read your writes' | 'whole screen';

export interface Violation {
  readonly check: Check;
  readonly problem: string;
}
