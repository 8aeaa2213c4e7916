/** One or more text frames that leave together, in this order. */
export interface OutgoingBatch {
  /** The text of each frame. */
  readonly texts: readonly string[];
  /** All frames encoded as a server sends them, unmasked. Built once and shared by every connection: never written to. */
  wire(): Buffer;
}
