import type { IconName } from './icons.ts';

/** A row of a menu. */
export interface MenuOption {
  /** Tells it from the others, whose labels may be the same. */
  readonly key: string;
  readonly label: string;
  readonly icon?: IconName;
  /** The key that does the same. */
  readonly keys?: string;
  readonly isChosen?: boolean;
  readonly hasLineBefore?: boolean;
  /** It takes something from somebody. */
  readonly isDanger?: boolean;
  readonly choose: () => void;
}
