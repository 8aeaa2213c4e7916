/** What of a key press says how it is meant. */
export interface KeyPress {
  readonly key: string;
  readonly keyCode: number;
  readonly isComposing: boolean;
  readonly shiftKey: boolean;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
}

const composingKeyCode = 229;

/** Whether an input method is at work: its Enter chooses a word. Safari says so by the key code alone. */
export function isComposing({ isComposing: isMarked, keyCode }: Pick<KeyPress, 'isComposing' | 'keyCode'>): boolean {
  return isMarked || keyCode === composingKeyCode;
}

/** Whether this press sends what was written. */
export function isSendKey(press: KeyPress, sendKey: 'enter' | 'ctrl+enter'): boolean {
  if (press.key !== 'Enter' || isComposing(press) || press.shiftKey || press.altKey) return false;
  const hasModifier = press.ctrlKey || press.metaKey;
  return sendKey === 'enter' || hasModifier;
}
