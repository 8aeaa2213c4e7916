import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cleanLine, cleanName, cleanText, disarm, isolate } from '#main/terminal/text/clean-text.ts';
import { paint, type Line, type Tone } from '#main/terminal/view/line.ts';

/** Text as hostile as it comes: any code units, seasoned with what drives terminals. */
const hostileText = fc
  .array(
    fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom('\u001b[2J', '\u001b]0;owned\u0007', '\u009b31m', '\r', '\n10:43 Boss: pay', '\u202e', '\u2066'),
      fc.constantFrom('\u2069', '\u2068', '\ud800', '\u0000', '\u007f', '\u2028', '\t', 'أميرة', '林薇'),
    ),
  )
  .map((parts) => parts.join(''));
const drivesTerminal = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e]/u;

describe('text of others', () => {
  it('keeps no control character but line feeds, whatever it is', () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        expect(cleanText(text)).not.toMatch(drivesTerminal);
        expect(cleanText(text)).not.toMatch(/\p{Cs}/u);
      }),
    );
  });

  it('stays on one line where there is only one', () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        expect(cleanLine(text)).not.toContain('\n');
        expect(cleanName(text)).not.toContain('\n');
      }),
    );
  });

  it('is one line of the same words wherever they stood', () => {
    expect(cleanLine(' a \n\n b\t\nc  d\n')).toBe('a b c  d');
    // Looked through once: a line that is all spaces is no line end for each of them.
    expect(cleanLine(`a${' '.repeat(200_000)}b`)).toHaveLength(200_002);
  });

  it.each([
    ['an escape sequence shows as a picture', '\u001b[31mred', '␛[31mred'],
    ['a C1 introducer is replaced', '\u009b31m', '\ufffd31m'],
    ['a carriage return cannot overwrite the line', 'good\rbad', 'good\nbad'],
    ['a tab becomes spaces', 'a\tb', 'a    b'],
    ['an override goes', 'a\u202eb', 'ab'],
    ['a tower of marks is cut', `e${'\u0301'.repeat(50)}`, `e${'\u0301'.repeat(6)}`],
    ['a family stays together', '👨‍👩‍👧', '👨‍👩‍👧'],
  ])('%s', (_, text, clean) => {
    expect(cleanText(text)).toBe(clean);
  });
});

describe('a name', () => {
  it('without letters is a question mark', () => {
    expect(cleanName('\u200b\u202e')).toBe('?');
  });

  it('that runs from right to left is isolated, others stay as they are', () => {
    expect(cleanName('أميرة')).toBe('\u2068أميرة\u2069');
    expect(cleanName('林薇 Lin Wei')).toBe('林薇 Lin Wei');
  });

  it('cannot close the isolate around it', () => {
    expect(cleanName('أ\u2069\u202eميرة')).toBe('\u2068أميرة\u2069');
  });

  it('is isolated once', () => {
    expect(isolate('Mara')).toBe('Mara');
  });
});

describe('what is written', () => {
  const tones: readonly Tone[] = ['plain', 'bold', 'dim', 'lamp', 'reverse'];
  const lines = fc.array(fc.record({ text: hostileText, tone: fc.constantFrom(...tones) }));

  it('holds no control character at all without colour', () => {
    fc.assert(
      fc.property(lines, (line: Line) => {
        expect(paint(line, false)).not.toMatch(/[\p{Cc}\u2028-\u202e]/u);
      }),
    );
  });

  it('holds no escape sequence but its own with colour', () => {
    fc.assert(
      fc.property(lines, (line: Line) => {
        expect(paint(line, true).replace(/\u001b\[(?:0|1|2|7|1;33)m/gu, '')).not.toMatch(/\p{Cc}/u);
      }),
    );
  });

  it('leaves no isolate open behind it', () => {
    expect(disarm('\u2068a')).toBe('a');
    expect(disarm('a\u2069\u2068b')).toBe('ab');
    expect(disarm('\u2068a\u2069 \u2068b\u2069')).toBe('\u2068a\u2069 \u2068b\u2069');
  });
});
