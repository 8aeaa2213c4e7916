import { cdp } from 'vitest/browser';

/** What a browser says a key is while an input method takes it. */
const takenKeyCode = 229;

/** Presses Enter while an input method is choosing words, then lets it choose these. */
export async function composeWithEnter(letters: string, chosen: string): Promise<void> {
  const end = letters.length;
  await cdp().send('Input.imeSetComposition', { text: letters, selectionStart: end, selectionEnd: end });
  const key = { key: 'Enter', code: 'Enter', windowsVirtualKeyCode: takenKeyCode };
  await cdp().send('Input.dispatchKeyEvent', { type: 'rawKeyDown', ...key });
  await cdp().send('Input.dispatchKeyEvent', { type: 'keyUp', ...key });
  await cdp().send('Input.insertText', { text: chosen });
}
