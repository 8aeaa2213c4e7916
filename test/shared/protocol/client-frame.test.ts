import { describe, expect, it } from 'vitest';
import { clientFrameSchemas, parseClientFrame, parseFrame } from '#shared/protocol/client-frame.ts';
import { requestFrameSchema } from '#shared/protocol/request.ts';
import { clientSignals } from '#shared/protocol/signal.ts';
import { sampleClientFrames } from '#test/support/sample-frames.ts';
import { personIdOf, roomIdOf, sampleBytes } from '#test/support/sample-ids.ts';
import * as v from 'valibot';

type Type = keyof typeof sampleClientFrames;
const types = Object.keys(sampleClientFrames) as Type[];

function parse(frame: unknown) {
  return parseClientFrame(JSON.stringify(frame));
}

describe.each(types)('a client’s frame %s', (type) => {
  const frame: Readonly<Record<string, unknown>> = { ...sampleClientFrames[type] };

  it('[P1] is read', () => {
    expect(parse(frame)).toEqual({ ok: true, value: frame });
  });

  const mustBe = Object.keys(frame).filter((key) => key !== 'type' && !(type === 'claim' && key === 'displayName'));
  it.each(mustBe)('is not one without %s', (key) => {
    const { [key]: _, ...rest } = frame;
    expect(parse(rest)).toMatchObject({ ok: false, error: { type: 'invalid_frame' } });
  });

  it.each(Object.keys(frame).filter((key) => key !== 'type'))('is not one whose %s is true', (key) => {
    expect(parse({ ...frame, [key]: true })).toMatchObject({ ok: false, error: { type: 'invalid_frame' } });
  });
});

describe('a client’s frames', () => {
  it('[P1] have a schema each', () => {
    expect(Object.keys(clientFrameSchemas).toSorted()).toEqual(types.toSorted());
  });

  it.each(['hello', 'login', 'knock', 'request', 'signal'] as const)(
    'may carry fields that nobody knows, in a %s',
    (type) => {
      const frame = sampleClientFrames[type];
      expect(parse({ later: [0.5], ...frame })).toEqual({ ok: true, value: frame });
    },
  );

  it.each(['event', 'Command', '', '__proto__', 'constructor', 'toString', 'accepted'])(
    'of the unknown type %j can be told from those that are wrong',
    (type) => {
      expect(parse({ type })).toEqual({ ok: false, error: { type: 'unknown_frame', frame: type } });
    },
  );

  it('of an unknown type are named in 64 characters', () => {
    const long = parse({ type: `${'x'.repeat(63)}😀` });
    expect(long).toEqual({ ok: false, error: { type: 'unknown_frame', frame: 'x'.repeat(63) } });
  });

  it.each([
    '',
    ' ',
    '{',
    '[]',
    'null',
    '7',
    '"hello"',
    '{}',
    '{"type":7}',
    '{"type":null}',
    '[{"type":"hello"}]',
    '{"type":"hello"}{',
  ])('are objects of JSON with a type, which %j is not', (text) => {
    expect(parseClientFrame(text)).toMatchObject({ ok: false, error: { type: 'invalid_frame' } });
  });

  it('that are wrong say where', () => {
    const request = { ...sampleClientFrames.request, id: -1 };
    expect(parse(request)).toMatchObject({ error: { problem: expect.stringMatching(/^id: /) as string } });
  });

  it('are read by one schema where only one is expected', () => {
    expect(parseFrame(requestFrameSchema, JSON.stringify(sampleClientFrames.request)).ok).toBe(true);
    for (const text of [JSON.stringify(sampleClientFrames.hello), '{', 'null', '{"type":"later"}']) {
      expect(parseFrame(requestFrameSchema, text)).toMatchObject({ error: { type: 'invalid_frame' } });
    }
  });
});

describe('a hello', () => {
  it.each([
    ['no versions', { versions: [] }],
    ['seventeen versions', { versions: Array.from({ length: 17 }, () => 1) }],
    ['version 0', { versions: [0] }],
    ['a version as text', { versions: ['1'] }],
    ['a short nonce', { nonce: sampleBytes(16) }],
    ['a nonce with a low bit left over', { nonce: `${'A'.repeat(42)}B` }],
  ])('[P13] with %s is none', (_what, changes) => {
    expect(parse({ ...sampleClientFrames.hello, ...changes })).toMatchObject({ ok: false });
  });

  it('[P13] offers up to sixteen versions', () => {
    const versions = Array.from({ length: 16 }, (_, index) => index + 1);
    expect(parse({ ...sampleClientFrames.hello, versions }).ok).toBe(true);
  });
});

describe('a login', () => {
  it('may carry a token', () => {
    expect(parse({ ...sampleClientFrames.login, token: 'x'.repeat(64) }).ok).toBe(true);
    expect(parse({ ...sampleClientFrames.login, token: 'x'.repeat(65) }).ok).toBe(false);
  });

  it('[T3] proves the key by 64 bytes', () => {
    expect(parse({ ...sampleClientFrames.login, proof: sampleBytes(32) }).ok).toBe(false);
  });
});

describe('a request and a signal', () => {
  it.each(['request', 'signal'] as const)('[P1] may have a name that this build does not know, in a %s', (type) => {
    expect(parse({ ...sampleClientFrames[type], name: 'later' }).ok).toBe(true);
    expect(parse({ ...sampleClientFrames[type], name: 'n'.repeat(65) }).ok).toBe(false);
  });

  it.each(['request', 'signal'] as const)('have an object for parameters, in a %s', (type) => {
    for (const params of [[], null, 'x', 7]) {
      expect(parse({ ...sampleClientFrames[type], params }).ok).toBe(false);
    }
  });

  it('[P20] watches 64 rooms and 256 people, not more', () => {
    const watch = (rooms: number, people: number) =>
      v.is(clientSignals['presence.watch'], {
        roomIds: Array.from({ length: rooms }, (_, index) => roomIdOf(index)),
        personIds: Array.from({ length: people }, (_, index) => personIdOf(index)),
        everybody: false,
      });
    expect([watch(64, 256), watch(65, 0), watch(0, 257)]).toEqual([true, false, false]);
  });
});
