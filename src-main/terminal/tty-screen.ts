import { clearScreenDown, createInterface, cursorTo, moveCursor, type Interface } from 'node:readline';
import type { ReadStream, WriteStream } from 'node:tty';
import type { Output } from './output.ts';
import type { Screen } from './screen.ts';
import { displayWidth } from './text/display-width.ts';
import { lineWidth, paint, type Line } from './view/line.ts';

export interface TtyParts {
  readonly input: ReadStream;
  readonly stream: WriteStream;
  readonly output: Output;
  readonly isColour: boolean;
}

export interface TtyScreen extends Screen {
  readonly lines: AsyncIterable<string>;
  /** What Tab offers for the line so far: the candidates, and the part of the line they stand for. */
  completeWith(complete: (line: string) => [string[], string]): void;
  /** Calls back for each key: somebody is there. */
  onKey(listener: () => void): void;
  /** Calls back when Ctrl-C is pressed. */
  onInterrupt(listener: () => void): void;
}

const fallbackColumns = 80;
const historySize = 200;

/** A screen for people: a line editor at the bottom, what comes in above it. */
export function createTtyScreen({ input, stream, output, isColour }: TtyParts): TtyScreen {
  let complete = (line: string): [string[], string] => [[], line];
  const completer = (line: string): [string[], string] => complete(line);
  const editor = createInterface({ input, output: stream, terminal: true, completer, historySize });
  let prompt: Line = [];
  let typed = '';
  let isEditing = false;
  let last: { block: string; rows: number; columns: number } | null = null;

  const columns = (): number => stream.columns || fallbackColumns;
  const showPrompt = (): void => {
    editor.setPrompt(paint(prompt, isColour));
    editor.prompt(true);
    isEditing = true;
  };
  const hidePrompt = (): void => {
    if (isEditing) clearAbove(stream, editor.getCursorPos().rows);
  };
  const write = (lines: readonly Line[], block: string | null): void => {
    output.write(lines.map((line) => `${paint(line, isColour)}\n`).join(''));
    last = block === null ? null : { block, rows: lines.length, columns: columns() };
    if (isEditing) showPrompt();
  };

  return {
    lines: typedLines(editor, {
      before: showPrompt,
      after: (line) => {
        typed = line;
        isEditing = false;
        last = null;
      },
    }),
    // The last column stays free: some terminals wrap as soon as it is written to.
    width: () => Math.max(10, columns() - 1),
    print: (lines, block) => {
      hidePrompt();
      write(lines, block ?? null);
    },
    replace: (block, lines) => {
      if (last === null || last.block !== block || last.columns !== columns()) return false;
      const { rows } = last;
      hidePrompt();
      clearAbove(stream, rows);
      write(lines, block);
      return true;
    },
    setPrompt: (line) => {
      if (paint(line, true) === paint(prompt, true)) return;
      prompt = line;
      if (!isEditing) return;
      hidePrompt();
      showPrompt();
    },
    eraseTyped: () => {
      const width = lineWidth(prompt) + displayWidth(typed);
      clearAbove(stream, Math.floor(width / columns()) + 1);
    },
    completeWith: (offer) => {
      complete = offer;
    },
    onKey: (listener) => void input.on('keypress', listener),
    onInterrupt: (listener) => void editor.on('SIGINT', listener),
    close: () => {
      hidePrompt();
      editor.close();
    },
  };
}

function clearAbove(stream: WriteStream, rows: number): void {
  moveCursor(stream, 0, -rows);
  cursorTo(stream, 0);
  clearScreenDown(stream);
}

async function* typedLines(
  editor: Interface,
  hooks: { before(): void; after(line: string): void },
): AsyncGenerator<string> {
  const lines = editor[Symbol.asyncIterator]();
  for (;;) {
    hooks.before();
    const next = await lines.next();
    if (next.done === true) return;
    hooks.after(next.value);
    yield next.value;
  }
}
