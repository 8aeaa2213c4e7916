import fc from 'fast-check';
import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { isWireValue } from '#shared/domain/wire-value.ts';
import { commandFrameSchema, formatCommandFrame, signedTextOf } from '#shared/protocol/command-frame.ts';
import { parseClientFrame } from '#shared/protocol/client-frame.ts';
import { limits } from '#shared/protocol/limits.ts';
import { canonicalJson, isCanonical } from '#main/identity/canonical-json.ts';
import { isCanonicalWire } from '#main/storage/server/canonical-check.ts';
import { sampleClientFrames, sampleServerFrames } from '#test/support/sample-frames.ts';
import { sampleBytes } from '#test/support/sample-ids.ts';
import { wellFormedTexts } from '#test/support/arbitrary-text.ts';

const seed = 7_420;
const { command } = sampleClientFrames.command;
const signature = sampleBytes(64, 7);
const texts = wellFormedTexts(40);

describe('a command frame', () => {
  it(`[P9, P13] has the signed bytes as a slice, whatever was written (seed ${seed})`, () => {
    fc.assert(
      fc.property(texts, fc.dictionary(fc.stringMatching(/^[a-z][a-z0-9]*$/), texts), (text, later) => {
        const signed = canonicalJson({ ...command, body: { ...later, content: { type: 'text', text } }, later });
        const frame = formatCommandFrame(signed, signature);
        expect(signedTextOf(frame)).toBe(signed);
        expect(isCanonical(frame)).toBe(true);
        expect(v.is(commandFrameSchema, JSON.parse(frame))).toBe(true);
      }),
      { seed, numRuns: 300 },
    );
  });

  it('[P9] is the canonical JSON of command, signature and type', () => {
    const signed = canonicalJson(command);
    expect(formatCommandFrame(signed, signature)).toBe(canonicalJson({ type: 'command', signature, command }));
  });

  it.each(['commands', 'header', 'mac', 'signed', 'typ', 'zz', 'a', 'constructor', '__proto__'])(
    '[P9, P10] has no fourth key such as %s, which would stand in the event beside the header',
    (key) => {
      const { command: _, ...rest } = sampleClientFrames.command;
      const frame = `{${[`"command":${canonicalJson(command)}`, `"${key}":{}`, JSON.stringify(rest).slice(1)].join(',')}`;
      expect(parseClientFrame(frame)).toMatchObject({ ok: false, error: { type: 'invalid_frame' } });
    },
  );

  it('[P9] may have fields that nobody knows in the command and in its body', () => {
    const later = { ...command, later: { x: 1 }, body: { ...command.body, more: [1] } };
    expect(v.is(commandFrameSchema, { ...sampleClientFrames.command, command: later })).toBe(true);
  });

  it.each(['', signature.slice(1), `${signature}=`, `${'A'.repeat(85)}B`])(
    'is signed by 64 bytes, not by %j',
    (text) => {
      expect(v.is(commandFrameSchema, { ...sampleClientFrames.command, signature: text })).toBe(false);
    },
  );
});

describe('canonical form', () => {
  const canonical = formatCommandFrame(canonicalJson(command), signature);

  it('[P9] is what a command frame comes in', () => {
    expect(isCanonical(canonical)).toBe(true);
    expect(isCanonicalWire(canonical, JSON.parse(canonical))).toBe(true);
  });

  it.each([
    ['a space', canonical.replace(',', ', ')],
    ['a line break after it', `${canonical}\n`],
    ['a key twice', canonical.replace('"number":1', '"number":2,"number":1')],
    ['a key twice in the body', canonical.replace('"writtenAt"', '"salt":"x","writtenAt"')],
    ['keys in another order', JSON.stringify({ ...sampleClientFrames.command, type: 'command' })],
    ['1.0', canonical.replace('"number":1', '"number":1.0')],
    ['1e0', canonical.replace('"number":1', '"number":1e0')],
    ['-0', canonical.replace('"number":1', '"number":-0')],
    ['an escaped letter', canonical.replace('Hello', '\\u0048ello')],
    ['an escaped slash', canonical.replace('Hello', '\\/')],
    ['an upper-case escape', canonical.replace('Hello', '\\u001F')],
    ['a long escape of a line break', canonical.replace('Hello', '\\u000a')],
    ['an escaped lone surrogate', canonical.replace('Hello', '\\ud800')],
    ['a byte order mark', `\ufeff${canonical}`],
  ])('[P9] has no %s', (_what, text) => {
    expect(text).not.toBe(canonical);
    expect(isCanonical(text)).toBe(false);
    expect(text.startsWith('\ufeff') || isCanonicalWire(text, JSON.parse(text))).toBe(text.startsWith('\ufeff'));
  });

  it(`[P9] of what the wire may hold is judged alike by all who judge it (seed ${seed})`, () => {
    const keys = fc.constantFrom('a', 'b1', 'aB', 'B', 'a-b', '', '__proto__');
    const { value } = fc.letrec<{ value: unknown }>((tie) => ({
      value: fc.oneof(
        { maxDepth: 4, depthSize: 'small' },
        fc.constantFrom(null, true, 0, 1, 2 ** 53 - 1, 2 ** 53, 0.5, -1, '', 'é', '\u0000', '\\ud800', '1e3'),
        fc.array(tie('value'), { maxLength: 3 }),
        fc.array(fc.tuple(keys, tie('value')), { maxLength: 3 }).map((entries) => Object.fromEntries(entries)),
      ),
    }));
    fc.assert(
      fc.property(value, (written) => {
        const json = canonicalJson(written);
        const read: unknown = JSON.parse(json);
        // These two the body alone is looked at for.
        const isOfBody = !json.includes('-1') && !json.includes('\\u0000');
        expect(isWireValue(read)).toBe(isCanonicalWire(json, read) && isOfBody);
      }),
      { seed, numRuns: 1_000 },
    );
  });
});

describe('the largest command', () => {
  it('[P1] leaves room in a frame for what an event and a page add to it', () => {
    const { event, position } = sampleServerFrames;
    const most = Number.MAX_SAFE_INTEGER;
    const numbers = {
      at: most,
      epoch: most,
      seq: most,
      streamSeq: most,
      itemNumber: most,
      origin: { epoch: most, seq: most },
    };
    const header = { ...event.header, ...numbers, kind: 'k'.repeat(64) };
    const page = {
      type: 'reply',
      id: most,
      result: { events: [{ ...event, header, command: {} }], ...position, isLast: false },
    };
    expect(limits.maxPageBytes + JSON.stringify(page).length).toBeLessThanOrEqual(limits.maxFrameBytes);
  });
});
