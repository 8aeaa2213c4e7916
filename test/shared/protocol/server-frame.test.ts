import { describe, expect, it } from 'vitest';
import * as v from 'valibot';
import { parseServerFrame, serverFrameSchema, serverFrameSchemas } from '#shared/protocol/server-frame.ts';
import { samplePendingSession, sampleServerFrames } from '#test/support/sample-frames.ts';
import { commandIdOf, epochIdOf } from '#test/support/sample-ids.ts';

type Type = keyof typeof sampleServerFrames;
const types = Object.keys(sampleServerFrames) as Type[];
const mayBeLeftOut: Readonly<Partial<Record<Type, readonly string[]>>> = { accepted: ['header', 'mac'] };

function parse(frame: unknown) {
  return parseServerFrame(JSON.stringify(frame));
}

describe.each(types)('a server’s frame %s', (type) => {
  const frame: Readonly<Record<string, unknown>> = { ...sampleServerFrames[type] };
  const keys = Object.keys(frame).filter((key) => key !== 'type');

  it('[P1] is read, by its type and by the union of all', () => {
    expect(parse(frame)).toEqual({ ok: true, value: frame });
    expect(v.parse(serverFrameSchema, frame)).toEqual(frame);
  });

  it('is read without the fields that nobody knows', () => {
    expect(parse({ later: { deep: [0.5] }, ...frame })).toEqual({ ok: true, value: frame });
  });

  it.each(keys)('needs what it needs: %s', (key) => {
    const { [key]: _, ...rest } = frame;
    expect(parse(rest).ok).toBe(mayBeLeftOut[type]?.includes(key) ?? false);
  });

  it.each(keys.filter((key) => key !== 'result'))('that is known is wrong when its %s is 0.5', (key) => {
    expect(parse({ ...frame, [key]: 0.5 })).toMatchObject({ ok: false, error: { type: 'invalid_frame' } });
  });
});

describe('a server’s frames', () => {
  it('[P1] have a schema each', () => {
    expect(Object.keys(serverFrameSchemas).toSorted()).toEqual(types.toSorted());
  });

  it.each(['later', 'login', '', '__proto__', 'constructor', 'valueOf'])(
    'of the unknown type %j can be told from those that are wrong, to be ignored',
    (type) => {
      expect(parse({ type, more: [1] })).toEqual({ ok: false, error: { type: 'unknown_frame', frame: type } });
    },
  );

  it.each(['', '[', 'null', '[]', '{"type":[]}', '{"types":"event"}'])('are not %j', (text) => {
    expect(parseServerFrame(text)).toMatchObject({ ok: false, error: { type: 'invalid_frame' } });
  });

  it('that are wrong name the field, and not another type’s', () => {
    const event = { ...sampleServerFrames.event, mac: 'x' };
    expect(parse(event)).toEqual({
      ok: false,
      error: { type: 'invalid_frame', problem: 'mac: not 16 bytes of base64url' },
    });
  });
});

describe('a session frame', () => {
  const active = sampleServerFrames.session;

  it('[P18] is active with an epoch, or pending at a door', () => {
    expect(parse(samplePendingSession)).toEqual({ ok: true, value: samplePendingSession });
    expect(parse({ ...active, state: 'pending' }).ok).toBe(false);
    expect(parse({ ...samplePendingSession, state: 'active' }).ok).toBe(false);
    expect(parse({ ...active, state: 'sleeping' }).ok).toBe(false);
  });

  it.each(['open', 'knock', 'invite'])('[T7] may wait at a door that is %s', (door) => {
    expect(parse({ ...samplePendingSession, door }).ok).toBe(true);
  });

  it('[P12] names the epoch by number and id', () => {
    expect(parse({ ...active, epoch: 0 }).ok).toBe(false);
    expect(parse({ ...active, epochId: 'x' }).ok).toBe(false);
    expect(parse({ ...active, epoch: 2, epochId: epochIdOf(2) }).ok).toBe(true);
  });
});

describe('the result of a command', () => {
  const refused = { type: 'refused', commandId: commandIdOf(1), number: 1 };

  it('[P15] that is accepted has header and mac, or neither when it was so already', () => {
    const { header, mac, ...soAlready } = v.parse(serverFrameSchemas.accepted, sampleServerFrames.accepted);
    expect([header, mac]).not.toContain(undefined);
    expect(parse(soAlready)).toEqual({ ok: true, value: soAlready });
  });

  it.each([
    { type: 'out_of_order', expected: 1 },
    { type: 'number_used', expected: 9 },
    { type: 'overloaded', retryAfterMs: 0 },
    { type: 'window_exceeded', maxUnanswered: 64 },
    { type: 'disk_full' },
    { type: 'storage_failed' },
    { type: 'stopping' },
  ])('[D3, P14] $type is a refusal for now and never one for good', (error) => {
    expect(parse({ ...refused, isFinal: false, error })).toMatchObject({ ok: true, value: { error } });
    expect(parse({ ...refused, isFinal: true, error }).ok).toBe(false);
  });

  it.each([{ type: 'name_empty' }, { type: 'name_taken', displayName: 'Ann' }, { type: 'not_admitted' }])(
    '[P18] $type may be said for now, at the door',
    (error) => {
      for (const isFinal of [true, false]) expect(parse({ ...refused, isFinal, error }).ok).toBe(true);
    },
  );

  it.each([{ type: 'later' }, { type: 'room_not_found' }, { type: 'out_of_order' }, {}, null])(
    'is no refusal with the error %j',
    (error) => {
      for (const isFinal of [true, false, null]) expect(parse({ ...refused, isFinal, error }).ok).toBe(false);
    },
  );
});

describe('a reply', () => {
  it('has either a result or an error', () => {
    const error = { type: 'wrong_epoch', epochId: epochIdOf(1) };
    expect(parse({ type: 'reply', id: 1, error })).toEqual({ ok: true, value: { type: 'reply', id: 1, error } });
    expect(parse({ type: 'reply', id: 1, result: null })).toEqual({
      ok: true,
      value: { type: 'reply', id: 1, result: null },
    });
    expect(parse({ type: 'reply', id: 1 }).ok).toBe(false);
    expect(parse({ type: 'reply', id: 1, error: { type: 'later' } }).ok).toBe(false);
  });

  it('with both is an error', () => {
    const error = { type: 'nothing_to_pull' };
    expect(parse({ type: 'reply', id: 1, error, result: {} })).toEqual({
      ok: true,
      value: { type: 'reply', id: 1, error },
    });
  });
});
