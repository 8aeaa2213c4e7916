import { describe, expect, it } from 'vitest';
import { assert, present, unreachable } from '#shared/assert.ts';
import { err, ok } from '#shared/result.ts';

describe('an assertion', () => {
  it('lets pass what holds', () => {
    expect(() => {
      assert(1 === 1, 'a number is itself');
    }).not.toThrow();
  });

  it.each([false, 0, '', null, undefined])('calls %j a bug, in its own words', (condition) => {
    expect(() => {
      assert(condition, 'a room has members');
    }).toThrow(new Error('Bug: a room has members'));
  });
});

describe('what must be there', () => {
  it.each([0, '', false, 'x'])('is handed back when it is there, be it %j', (value) => {
    expect(present(value, 'a value')).toBe(value);
  });

  it.each([null, undefined])('is a bug when it is %j', (value) => {
    expect(() => present(value, 'a value is there')).toThrow('Bug: a value is there');
  });
});

it('a case that cannot be is a bug, and says nothing of what people wrote', () => {
  const command = { kind: 'message.send', text: 'a secret' } as never;
  expect(() => unreachable(command)).toThrow(new Error('Bug: a case is missing, of type object'));
});

it('a result is either a value or an error', () => {
  expect(ok(1)).toEqual({ ok: true, value: 1 });
  expect(err({ type: 'x' })).toEqual({ ok: false, error: { type: 'x' } });
});
