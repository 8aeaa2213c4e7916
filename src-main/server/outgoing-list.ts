import type { Frame } from '../transport/frame.ts';
import type { OutgoingBatch } from '../transport/outgoing-batch.ts';

/**
 * An ordered list of frames, as a node of a trie whose root is the empty list: connections that were given the same frames
 * in the same order stand at the same node, so their bytes are joined once, whoever they are. Adding a frame is one look-up,
 * and none at all while one frame goes to many connections.
 */
export class OutgoingList implements OutgoingBatch {
  readonly #parent: OutgoingList | null;
  readonly #frame: Frame | null;
  readonly #length: number;
  #lastFrame: Frame | null = null;
  #lastChild: OutgoingList | null = null;
  #children: Map<Frame, OutgoingList> | null = null;
  #wire: Buffer | null = null;

  private constructor(parent: OutgoingList | null, frame: Frame | null) {
    this.#parent = parent;
    this.#frame = frame;
    this.#length = parent === null ? 0 : parent.#length + 1;
  }

  static empty(): OutgoingList {
    return new OutgoingList(null, null);
  }

  get length(): number {
    return this.#length;
  }

  /** This list with one more frame at its end. */
  with(frame: Frame): OutgoingList {
    if (this.#lastChild !== null && this.#lastFrame === frame) return this.#lastChild;
    return this.#findOrAdd(frame);
  }

  get texts(): readonly string[] {
    return this.#frames().map((frame) => frame.text);
  }

  wire(): Buffer {
    this.#wire ??= this.#join();
    return this.#wire;
  }

  #findOrAdd(frame: Frame): OutgoingList {
    let child = this.#children?.get(frame);
    if (child === undefined) {
      child = new OutgoingList(this, frame);
      // Most lists have one continuation: the map is made for the second.
      if (this.#lastChild !== null && this.#lastFrame !== null) {
        this.#children ??= new Map([[this.#lastFrame, this.#lastChild]]);
        this.#children.set(frame, child);
      }
    }
    this.#lastFrame = frame;
    this.#lastChild = child;
    return child;
  }

  #join(): Buffer {
    const frames = this.#frames();
    const [first] = frames;
    if (first !== undefined && frames.length === 1) return first.wire();
    return Buffer.concat(frames.map((frame) => frame.wire()));
  }

  #frames(): Frame[] {
    const frames: Frame[] = [];
    for (let list: OutgoingList | null = this; list !== null; list = list.#parent) {
      if (list.#frame !== null) frames.push(list.#frame);
    }
    return frames.reverse();
  }
}
