import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseServerFrame } from '#shared/protocol/server-frame.ts';
import { readServerFrame } from '#main/client/server-frame-reader.ts';
import { commandIdOf, epochIdOf, personIdOf, sampleBytes, serverIdOf } from '#test/support/sample-ids.ts';

const position = { epoch: 1, seq: 4, serverHead: 2, tag: sampleBytes(16), mac: sampleBytes(16) };
const session = {
  type: 'session',
  serverId: serverIdOf(1),
  serverName: 'Office',
  personId: personIdOf(1),
  lastNumber: 0,
};
const refused = { type: 'refused', commandId: commandIdOf(1), number: 1 };

const frames: readonly object[] = [
  { type: 'position', position },
  { type: 'reply', id: 3, result: { anything: true } },
  { type: 'reply', id: 3, error: { type: 'storage_failed' } },
  { type: 'signal', name: 'weather', params: {} },
  { ...session, state: 'pending', door: 'knock', commit: sampleBytes(32) },
  { ...session, state: 'active', epoch: 1, epochId: epochIdOf(1) },
  { type: 'accepted', commandId: commandIdOf(1), number: 1 },
  { ...refused, isFinal: true, error: { type: 'wrong_server' } },
  { ...refused, isFinal: false, error: { type: 'disk_full' } },
  { ...refused, isFinal: false, error: { type: 'name_empty' } },
  { type: 'bye', reason: 'sleeping' },
  { type: 'error', error: { type: 'login_timeout' } },
];

describe('a frame of the server', () => {
  it.each(frames)('%# is read as the union of all frames reads it', (frame) => {
    const text = JSON.stringify(frame);
    const whole = parseServerFrame(text);
    expect(readServerFrame(text)).toEqual({ type: 'frame', frame: whole.ok && whole.value, json: frame });
  });

  it('keeps what this build does not know beside what it does', () => {
    const text = JSON.stringify({ type: 'bye', reason: 'closing', until: 'tomorrow' });
    expect(readServerFrame(text)).toEqual({
      type: 'frame',
      frame: { type: 'bye', reason: 'closing' },
      json: { type: 'bye', reason: 'closing', until: 'tomorrow' },
    });
  });

  it.each(['weather', 'constructor', '__proto__', 'hello', ''])('[P1] of type %j is unknown', (type) => {
    expect(readServerFrame(JSON.stringify({ type }))).toEqual({ type: 'unknown', frameType: type });
  });

  it.each(['', '{', '[]', 'null', '7', '{"type":7}', '{}', '{"type":"position"}', '{"type":"bye","reason":"tired"}'])(
    '%s is malformed',
    (text) => {
      expect(readServerFrame(text).type).toBe('malformed');
    },
  );

  it('[P1] that is nested too deep is not even parsed', () => {
    const text = `{"type":"reply","id":1,"result":${'['.repeat(50_000)}${']'.repeat(50_000)}}`;
    expect(readServerFrame(text)).toEqual({ type: 'malformed', problem: 'nested deeper than 64' });
  });

  it('never throws, whatever it is', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.json(),
          fc.constantFrom(...frames).map((frame) => JSON.stringify(frame).slice(3)),
        ),
        (text) => {
          expect(['frame', 'unknown', 'malformed']).toContain(readServerFrame(text).type);
        },
      ),
    );
  });

  it('of a type whose fields are replaced by anything is a frame or malformed', () => {
    fc.assert(
      fc.property(fc.constantFrom(...frames), fc.dictionary(fc.string(), fc.jsonValue()), (frame, changes) => {
        const type = (frame as { readonly type: string }).type;
        expect(readServerFrame(JSON.stringify({ ...frame, ...changes, type })).type).not.toBe('unknown');
      }),
    );
  });
});
