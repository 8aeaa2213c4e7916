import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseClientFrame } from '#shared/protocol/client-frame.ts';
import { limits } from '#shared/protocol/limits.ts';
import { parseServerFrame } from '#shared/protocol/server-frame.ts';
import { isStorableText } from '#shared/domain/text.ts';
import { isCanonical } from '#main/identity/canonical-json.ts';
import { sampleClientFrames, sampleServerFrames } from '#test/support/sample-frames.ts';
import { wellFormedTexts } from '#test/support/arbitrary-text.ts';

const seed = 7_420;
const parsers = [
  ['a server', parseClientFrame],
  ['a client', parseServerFrame],
] as const;
const half = limits.maxFrameBytes / 2;

const deep = [
  ['open lists', '['.repeat(2 * half)],
  ['open objects', '{"a":'.repeat(limits.maxFrameBytes / 5)],
  ['lists in lists', `${'['.repeat(half)}${']'.repeat(half)}`],
  ['lists in a signal', `{"type":"signal","name":"x","params":{"a":${'['.repeat(half)}${']'.repeat(half)}}}`],
  [
    'objects in a request',
    `{"type":"request","id":1,"name":"x","params":${'{"a":'.repeat(20_000)}1${'}'.repeat(20_001)}`,
  ],
  ['lists in the type', `{"type":${'['.repeat(half)}${']'.repeat(half)}}`],
  ['lists in an error', `{"type":"error","error":${'['.repeat(half)}${']'.repeat(half)}}`],
] as const;

describe.each(parsers)('what is sent to %s', (_, parse) => {
  it.each(deep)('[P1] is read or refused, however deep: %s', (_what, text) => {
    expect(() => parse(text)).not.toThrow();
    expect(() => isCanonical(text)).not.toThrow();
  });

  it(`[P1] is read or refused, whatever it is (seed ${seed})`, () => {
    const anything = fc.oneof(
      wellFormedTexts(),
      fc.json({ maxDepth: 3 }),
      fc.jsonValue({ maxDepth: 3 }).map((value) => JSON.stringify(value)),
    );
    fc.assert(
      fc.property(anything, (text) => {
        const frame = parse(text);
        expect(frame.ok ? 'ok' : frame.error.type).toMatch(/^(ok|invalid_frame|unknown_frame)$/);
      }),
      { seed, numRuns: 300 },
    );
  });

  it(`[P1] is refused in few words that can be sent (seed ${seed})`, () => {
    const samples = [
      ...Object.values<object>({ ...sampleClientFrames }),
      ...Object.values<object>({ ...sampleServerFrames }),
    ];
    const broken = fc
      .tuple(
        fc.constantFrom(...samples),
        fc.nat(),
        fc.oneof(fc.jsonValue({ maxDepth: 3 }), fc.string({ minLength: 300 })),
      )
      .map(([frame, at, value]) => {
        const keys = Object.keys(frame);
        return JSON.stringify({ ...frame, [keys[at % keys.length] ?? 'type']: value });
      });
    fc.assert(
      fc.property(broken, (text) => {
        const frame = parse(text);
        const words = frame.ok ? '' : frame.error.type === 'invalid_frame' ? frame.error.problem : frame.error.frame;
        expect(words.length).toBeLessThanOrEqual(200);
        expect(isStorableText(words)).toBe(true);
      }),
      { seed, numRuns: 300 },
    );
  });

  it('[P1] has what it has, and nothing from a prototype', () => {
    const hello = JSON.stringify(sampleClientFrames.hello).slice(1);
    for (const text of [
      `{"__proto__":${JSON.stringify(sampleServerFrames.hello)},"type":"hello"}`,
      `{"__proto__":{${hello}}`,
    ]) {
      expect(parse(text).ok).toBe(false);
    }
    expect(Object.getOwnPropertyNames(Object.prototype)).not.toContain('type');
  });
});

describe('a frame that repeats a key', () => {
  it('has the last one', () => {
    const text = '{"type":"hello","type":"signal","name":"a","name":"b","params":{"x":1,"x":2}}';
    expect(parseClientFrame(text)).toEqual({ ok: true, value: { type: 'signal', name: 'b', params: { x: 2 } } });
  });

  it('[P9] is not canonical', () => {
    expect(isCanonical('{"a":1,"a":1}')).toBe(false);
  });
});

describe('a number', () => {
  const withId = (id: string) => parseClientFrame(`{"type":"request","id":${id},"name":"x","params":{}}`);

  it.each(['1.5', '-1', '9007199254740992', '1e400', '1e-3', '"1"', 'null', 'true', '[1]'])(
    'is whole, which %s is not',
    (id) => {
      expect(withId(id).ok).toBe(false);
    },
  );

  it.each([
    ['9007199254740991', 2 ** 53 - 1],
    ['1e3', 1_000],
    ['5.0', 5],
    ['0', 0],
  ])('outside of commands may be written as %s', (id, value) => {
    expect(withId(id)).toMatchObject({ ok: true, value: { id: value } });
  });
});
