import { PassThrough, Writable } from 'node:stream';
import type { ReadStream, WriteStream } from 'node:tty';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createOutput } from '#main/terminal/output.ts';
import { readLines } from '#main/terminal/read-lines.ts';
import { createTtyScreen } from '#main/terminal/tty-screen.ts';
import { bold, dim, plain } from '#main/terminal/view/line.ts';
import { settle } from './line-feed.ts';

async function linesOf(chunks: readonly Uint8Array[]): Promise<string[]> {
  async function* source(): AsyncGenerator<Uint8Array> {
    yield* chunks;
  }
  return all(readLines(source()));
}

async function all(lines: AsyncIterable<string>): Promise<string[]> {
  const found: string[] = [];
  for await (const line of lines) found.push(line);
  return found;
}

describe('lines of a stream', () => {
  it('are the same however they are cut into chunks', async () => {
    const line = fc.string({ unit: 'grapheme' }).map((text) => text.replace(/[\r\n\ufeff]/gu, ''));
    await fc.assert(
      fc.asyncProperty(fc.array(line), fc.integer({ min: 1, max: 7 }), async (lines, size) => {
        const bytes = Buffer.from(lines.map((each) => `${each}\n`).join(''));
        const chunks: Uint8Array[] = [];
        for (let from = 0; from < bytes.length; from += size) chunks.push(bytes.subarray(from, from + size));
        expect(await linesOf(chunks)).toEqual(lines);
      }),
    );
  });

  it.each([
    ['a\r\nb', ['a', 'b']],
    ['a\n\nb\n', ['a', '', 'b']],
    ['', []],
  ])('%j are %j', async (text, lines) => {
    expect(await linesOf([Buffer.from(text)])).toEqual(lines);
  });

  it('that never end are cut off, and the next line is whole', async () => {
    const lines = await linesOf([...Array<Buffer>(3).fill(Buffer.alloc(1_000_000, 'x')), Buffer.from('\nnext')]);
    expect(lines.map(({ length }) => length)).toEqual([1024 * 1024, 4]);
  });

  it('end where the stream breaks', async () => {
    async function* broken(): AsyncGenerator<Uint8Array> {
      yield Buffer.from('a\nb');
      throw new Error('EIO');
    }
    expect(await all(readLines(broken()))).toEqual(['a', 'b']);
  });
});

describe('output', () => {
  function setupSlowStream() {
    const pending: (() => void)[] = [];
    const taken: string[] = [];
    const stream = new Writable({
      highWaterMark: 4,
      decodeStrings: false,
      write: (text: string, _encoding, done) => {
        taken.push(text);
        pending.push(done);
      },
    });
    return { stream, taken, takeOne: () => pending.shift()?.() };
  }

  it('is flushed when its last line has left, not before', async () => {
    const { stream, taken, takeOne } = setupSlowStream();
    const output = createOutput(stream);
    output.write('one\n');
    output.write('two\n');
    let isFlushed = false;
    void output.flushed().then(() => (isFlushed = true));
    takeOne();
    await settle();
    expect(isFlushed).toBe(false);
    takeOne();
    await settle();
    expect(isFlushed).toBe(true);
    expect(taken.join('')).toBe('one\ntwo\n');
  });

  it('holds back who writes while the reader is behind', async () => {
    const { stream, takeOne } = setupSlowStream();
    const output = createOutput(stream);
    await output.drained();
    output.write('more than fits\n');
    let isDrained = false;
    void output.drained().then(() => (isDrained = true));
    await settle();
    expect(isDrained).toBe(false);
    takeOne();
    await settle();
    expect(isDrained).toBe(true);
  });

  it('whose reader has gone holds back nobody', async () => {
    const { stream } = setupSlowStream();
    const output = createOutput(stream);
    let broken = 0;
    output.onBroken(() => (broken += 1));
    output.write('never read\n');
    stream.destroy(new Error('EPIPE'));
    await settle();
    await Promise.all([output.drained(), output.flushed()]);
    expect(broken).toBe(1);
  });
});

describe('a screen with a line editor', () => {
  function setupTty() {
    const input = Object.assign(new PassThrough(), { setRawMode: () => undefined });
    const stream = Object.assign(new PassThrough(), { columns: 40, rows: 10 });
    let written = '';
    stream.on('data', (chunk: Buffer) => (written += chunk.toString()));
    const screen = createTtyScreen({
      input: input as unknown as ReadStream,
      stream: stream as unknown as WriteStream,
      output: createOutput(stream),
      isColour: false,
    });
    const lines = screen.lines[Symbol.asyncIterator]();
    screen.setPrompt([bold('general'), plain(' > ')]);
    return {
      screen,
      lines,
      type: (text: string) => input.write(text),
      /** What has been written since the last look, cursor moves as `<…>`. */
      news: async () => {
        await settle();
        const news = written.replaceAll('\u001b[', '<');
        written = '';
        return news;
      },
    };
  }

  it('prints above the line that is being typed, and shows that again', async () => {
    const { screen, lines, type, news } = setupTty();
    const next = lines.next();
    type('hal');
    await news();
    screen.print([[plain('10:42 Mara: Hi.')]]);
    const shown = await news();
    expect(shown).toContain('10:42 Mara: Hi.\n');
    expect(shown.slice(shown.indexOf('Hi.'))).toContain('general > hal');
    type('lo\r');
    expect((await next).value).toBe('hallo');
    screen.close();
  });

  it('replaces the last block only while it is the last', async () => {
    const { screen, lines } = setupTty();
    void lines.next();
    screen.print([[plain('Hi.  ◌ queued')]], 'm1');
    expect(screen.replace('m1', [[plain('Hi.  ✓ sent')]])).toBe(true);
    screen.print([[dim('Oskar joined')]]);
    expect(screen.replace('m1', [[plain('Hi.  ✓✓ delivered')]])).toBe(false);
    screen.close();
  });

  describe('that is pasted into', () => {
    const paste = (text: string): string => `\u001b[200~${text}\u001b[201~`;

    it('asks the terminal to mark pastes, and no longer at the end', async () => {
      const { screen, news } = setupTty();
      expect(await news()).toContain('<?2004h');
      screen.close();
      expect(await news()).toContain('<?2004l');
    });

    it('holds several lines as one until Enter, and gives them as one text', async () => {
      const { screen, lines, type, news } = setupTty();
      const next = lines.next();
      type(`see ${paste('one\r\n/quit\r\tthree ⏎\n\n')}`);
      await settle();
      expect(await news()).toContain('⏎/quit⏎⇥three ⏎');
      type('!\r');
      expect((await next).value).toBe('see one\n/quit\n\tthree ⏎!');
      screen.close();
    });

    it('takes nothing in it for a key, however it is cut into chunks', async () => {
      const { screen, lines, type } = setupTty();
      const next = lines.next();
      for (const part of ['\u001b[20', '0~a\u0003\u0004', 'b\u001b[A\n\n', 'c\u001b[2', '01~\r']) {
        type(part);
        await settle();
      }
      expect((await next).value).toBe('ab\n\nc');
      screen.close();
    });
  });

  it('clears a half typed line by Ctrl-C, and is interrupted by it when the line is empty', async () => {
    const { screen, lines, type, news } = setupTty();
    let interrupts = 0;
    screen.onInterrupt(() => (interrupts += 1));
    const next = lines.next();
    type('hal\u001b[D\u0003');
    await news();
    expect(interrupts).toBe(0);
    type('hi\r');
    expect((await next).value).toBe('hi');
    type('\u0003');
    await settle();
    expect(interrupts).toBe(1);
    screen.close();
  });

  it('goes on after Ctrl-Z', async () => {
    const { screen, lines, type } = setupTty();
    const next = lines.next();
    type('ha\u001allo\r');
    expect((await next).value).toBe('hallo');
    screen.close();
  });

  it('offers words by Tab', async () => {
    const { screen, lines, type, news } = setupTty();
    void lines.next();
    screen.completeWith(() => [['/rooms '], '/ro']);
    for (const key of ['/', 'r', 'o', '\t']) {
      type(key);
      await settle();
    }
    expect(await news()).toContain('oms ');
    screen.close();
  });
});
