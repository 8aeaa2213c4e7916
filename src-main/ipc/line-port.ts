import type { Duplex } from 'node:stream';
import type { Port } from '#shared/ipc/port.ts';
import { createPortListeners } from './port-listeners.ts';

/** A port over a stream, such as a local socket: one message a line, in JSON. A line that is none, or too long, closes it. */
export function linePort(stream: Duplex, { maxLineBytes }: { readonly maxLineBytes: number }): Port {
  const listeners = createPortListeners();
  let rest = '';

  function take(line: string): void {
    try {
      listeners.message(JSON.parse(line));
    } catch {
      stream.destroy();
    }
  }

  stream.setEncoding('utf8');
  stream.on('data', (text: string) => {
    const lines = (rest + text).split('\n');
    rest = lines.pop() ?? '';
    if ([...lines, rest].some(({ length }) => length > maxLineBytes)) {
      stream.destroy();
      return;
    }
    for (const line of lines) if (line !== '') take(line);
  });
  // The other side went away in the middle: its close says so.
  stream.on('error', () => undefined);
  stream.on('end', () => stream.end());
  stream.on('close', () => {
    listeners.closed();
  });
  return {
    post: (message) => {
      if (stream.writable) stream.write(`${JSON.stringify(message)}\n`);
    },
    onMessage: (listener) => listeners.onMessage(listener),
    onClose: (listener) => listeners.onClose(listener),
    close: () => {
      stream.end();
    },
  };
}
