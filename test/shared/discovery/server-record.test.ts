import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cutToBytes, formatServerTxt, parseServerTxt } from '#shared/discovery/server-record.ts';
import { codePoints } from '#shared/domain/text.ts';
import { hostileTexts, serverRecords } from '#test/support/arbitrary-discovery.ts';

const seed = 7_420;
const id = `${'abcdefghijklmnopqrstuvwxyz234567'.repeat(2).slice(0, 51)}a`;

function parse(txt: Readonly<Record<string, string>>) {
  return parseServerTxt(new Map(Object.entries(txt)));
}

describe('a server record', () => {
  it(`reads back as it was written (seed ${seed})`, () => {
    fc.assert(
      fc.property(serverRecords, (record) => {
        expect(parse({ ...formatServerTxt(record) })).toEqual({ ok: true, value: record });
      }),
      { seed, numRuns: 1_000 },
    );
  });

  it(`[T4] fits into DNS strings of 255 bytes (seed ${seed})`, () => {
    fc.assert(
      fc.property(serverRecords, (record) => {
        for (const [key, value] of Object.entries(formatServerTxt(record))) {
          expect(Buffer.byteLength(`${key}=${value}`)).toBeLessThanOrEqual(255);
        }
      }),
      { seed, numRuns: 1_000 },
    );
  });

  it.each([
    ['control characters', 'Acme\u0007\u001b[31m', 'Acme[31m'],
    ['text direction marks', '\u202eecmA\u2066 office', 'ecmA office'],
    ['zero-width characters', 'A\u200bc\u200dm\u2060e', 'Acme'],
    ['decomposed letters', 'Cafe\u0301', 'Caf\u00e9'],
    ['towers of marks', `A${'\u0316'.repeat(40)}`, 'A\u0316\u0316'],
    ['white space', ' Acme\t\n office ', 'Acme office'],
    ['more than 64 characters', 'x'.repeat(200), 'x'.repeat(64)],
  ])('[T4] loses %s from its name', (_what, n, name) => {
    expect(parse({ id, n, v: '1' })).toMatchObject({ ok: true, value: { name } });
  });

  it.each([
    [{ n: 'a', v: '1' }, 'record_server_id_invalid'],
    [{ id: 'short', n: 'a', v: '1' }, 'record_server_id_invalid'],
    [{ id, v: '1' }, 'record_name_invalid'],
    [{ id, n: '\u200b\u202e', v: '1' }, 'record_name_invalid'],
    [{ id, n: '\ud800', v: '1' }, 'record_name_invalid'],
    [{ id, n: 'a' }, 'record_versions_invalid'],
    [{ id, n: 'a', v: 'one, 2 ,-3,0,12345' }, 'record_versions_invalid'],
  ])('%j is refused as %s', (txt, type) => {
    expect(parse(txt)).toEqual({ ok: false, error: { type } });
  });

  it('passes over versions that are no number, and all after the eighth', () => {
    expect(parse({ id, n: 'a', v: '2,x,1,2,3,4,5,6,7,8,9' })).toMatchObject({
      value: { versions: [2, 1, 3, 4, 5, 6] },
    });
  });

  it(`[T4] is a value or a typed error, whatever strangers send (seed ${seed})`, () => {
    const text = hostileTexts(300);
    fc.assert(
      fc.property(text, text, (n, v) => {
        const read = parse({ id, n, v: `1,${v}` });
        expect(read.ok ? codePoints(read.value.name) : 0).toBeLessThanOrEqual(64);
      }),
      { seed, numRuns: 1_000 },
    );
  });

  it('is cut between characters', () => {
    expect(cutToBytes('a\u{1f600}b', 4)).toBe('a');
    expect(cutToBytes('a\u{1f600}b', 5)).toBe('a\u{1f600}');
    expect(cutToBytes('\u4f60\u597d', 5)).toBe('\u4f60');
  });
});
