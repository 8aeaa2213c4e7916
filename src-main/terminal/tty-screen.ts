import {
  clearScreenDown,
  createInterface,
  cursorTo,
  emitKeypressEvents,
  moveCursor,
  type Interface,
} from 'node:readline';
import type { ReadStream, WriteStream } from 'node:tty';
import type { Output } from './output.ts';
import { markPaste, readMarks } from './paste-marks.ts';
import type { Screen } from './screen.ts';
import { displayWidth } from './text/display-width.ts';
import { createTtyKeys, pasteOff, pasteOn } from './tty-keys.ts';
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
  /** Calls back when Ctrl-C is pressed with nothing typed; a line that is half typed is cleared by it instead. */
  onInterrupt(listener: () => void): void;
}

const fallbackColumns = 80;
const historySize = 200;

/** A screen for people: a line editor at the bottom, what comes in above it. */
export function createTtyScreen({ input, stream, output, isColour }: TtyParts): TtyScreen {
  let complete = (line: string): [string[], string] => [[], line];
  const completer = (line: string): [string[], string] => complete(line);
  const editor = createEditor(input, { output: stream, completer });
  output.write(pasteOn);
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
    onInterrupt: (listener) =>
      void editor.on('SIGINT', () => {
        if (editor.line === '') listener();
        else clearLine(editor);
      }),
    close: () => {
      hidePrompt();
      editor.close();
      output.write(pasteOff);
    },
  };
}

/** A line editor in which a paste stays in the line until Enter is pressed. */
function createEditor(
  input: ReadStream,
  parts: { readonly output: WriteStream; completer(line: string): [string[], string] },
): Interface {
  const keys = createTtyKeys(input);
  const editor = createInterface({ ...parts, input: keys.source, terminal: true, historySize });
  emitKeypressEvents(input, editor);
  keys.onPaste((text) => {
    editor.write(markPaste(text));
  });
  editor.on('pause', () => void input.pause());
  editor.on('resume', () => void input.resume());
  // Without a listener readline stops this process alone, and npm above it waits for ever.
  editor.on('SIGTSTP', () => undefined);
  return editor;
}

function clearLine(editor: Interface): void {
  editor.write(null, { ctrl: true, name: 'e' });
  editor.write(null, { ctrl: true, name: 'u' });
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
    yield readMarks(next.value);
  }
}
