import type { Frame } from '../transport/frame.ts';

/** How far the log has been told to those who listen; the log itself may be ahead by what is being told next. */
export interface PublishedHead {
  seq: number;
  /** The position at `seq`; null until something is published. */
  positionFrame: Frame | null;
}
