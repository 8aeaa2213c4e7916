import { paint, type Line } from './view/line.ts';
import type { Output } from './output.ts';

/** Where lines go, and the prompt below them. */
export interface Screen {
  /** Columns a line may take; `Infinity` where nobody looks, as in a pipe. */
  width(): number;
  /** Writes lines above the prompt. `block` names them, so that they can be replaced while they are the last. */
  print(lines: readonly Line[], block?: string): void;
  /** Writes a block anew in its place; false when something stands below it already, or nothing can be replaced here. */
  replace(block: string, lines: readonly Line[]): boolean;
  setPrompt(prompt: Line): void;
  /** Takes the line that was just typed off the screen, because it comes back as a message. */
  eraseTyped(): void;
  close(): void;
}

/** A screen for pipes and files: one line after the other, nothing is ever taken back. */
export function createPlainScreen(output: Output): Screen {
  return {
    width: () => Infinity,
    print: (lines) => {
      for (const line of lines) output.write(`${paint(line, false).trimEnd()}\n`);
    },
    replace: () => false,
    setPrompt: () => undefined,
    eraseTyped: () => undefined,
    close: () => undefined,
  };
}
