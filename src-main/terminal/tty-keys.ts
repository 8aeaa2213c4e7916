import { PassThrough } from 'node:stream';
import type { Key } from 'node:readline';
import type { ReadStream } from 'node:tty';

/** Asks the terminal to say where a paste begins and ends. */
export const pasteOn = '\u001b[?2004h';
export const pasteOff = '\u001b[?2004l';

/** The keys of a terminal without those of a paste, which come as one text: no line in it is taken for one that was typed. */
export interface TtyKeys {
  /** What a line editor reads in place of the terminal. */
  readonly source: PassThrough;
  onPaste(listener: (text: string) => void): void;
}

/** `input` emits keypresses: see emitKeypressEvents of node:readline. */
export function createTtyKeys(input: ReadStream): TtyKeys {
  const source = Object.assign(new PassThrough(), { setRawMode: (isRaw: boolean) => input.setRawMode(isRaw) });
  const pasteListeners: ((text: string) => void)[] = [];
  let pasted: string[] | null = null;

  input.on('keypress', (typed: string | undefined, key: Key) => {
    if (key.name === 'paste-start') pasted = [];
    else if (pasted === null) source.emit('keypress', typed, key);
    else if (key.name !== 'paste-end') pasted.push(typed ?? '');
    else {
      const text = pasted.join('');
      pasted = null;
      for (const listener of pasteListeners) listener(text);
    }
  });
  input.on('end', () => source.emit('end'));
  input.on('error', (error) => source.emit('error', error));
  return { source, onPaste: (listener) => void pasteListeners.push(listener) };
}
