import { createHash } from 'node:crypto';
import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { commandBodies, commandEnvelopeSchema } from '#shared/domain/command.ts';
import { eventHeaderSchema } from '#shared/domain/event.ts';
import { refusalSchema } from '#shared/domain/refusal.ts';
import { clientFrameSchemas } from '#shared/protocol/client-frame.ts';
import { temporaryRefusalSchema } from '#shared/protocol/command-frame.ts';
import { requestErrorSchema, requests } from '#shared/protocol/request.ts';
import { serverFrameSchemas } from '#shared/protocol/server-frame.ts';
import { sessionErrorSchema } from '#shared/protocol/session-error.ts';
import { clientSignals, serverSignals } from '#shared/protocol/signal.ts';
import { protocolVersions } from '#shared/protocol/version.ts';
import { describeSchema } from '#test/support/schema-description.ts';

const requestSchemas = Object.entries(requests).flatMap(([name, { params, result }]) => [
  [`${name} params`, params] as const,
  [`${name} result`, result] as const,
]);

const groups: Readonly<Record<string, Readonly<Record<string, v.GenericSchema>>>> = {
  'client frames': clientFrameSchemas,
  'server frames': serverFrameSchemas,
  requests: Object.fromEntries<v.GenericSchema>(requestSchemas),
  'client signals': clientSignals,
  'server signals': serverSignals,
  'command bodies': commandBodies,
  envelopes: { command: commandEnvelopeSchema, header: eventHeaderSchema },
  errors: {
    refusal: refusalSchema,
    temporary: temporaryRefusalSchema,
    request: requestErrorSchema,
    session: sessionErrorSchema,
  },
};

/** The version of the protocol, and what its frames have been in it. */
const pinned = {
  version: 1,
  hashes: {
    'client frames': 'F6ebjkdbUa45801c',
    'server frames': 'PS0rjsGeHx2UB5uk',
    requests: 'Vq7FUSBGhcEglWBx',
    'client signals': 'bwEvW2i3HWEfzaGi',
    'server signals': 'hWbQ4x7I3bK5L3xg',
    'command bodies': 'ym63Ohh156EhDsXl',
    envelopes: 'G8wQLxtCnzgRY4E3',
    errors: '4os9UNuc_ceo8spg',
  },
} as const;

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('base64url').slice(0, 16);
}

function hashGroup(schemas: Readonly<Record<string, v.GenericSchema>>): string {
  const names = Object.keys(schemas).toSorted();
  return hashOf(names.map((name) => `${name}: ${describeSchema(schemas[name] ?? v.never())}`).join('\n'));
}

describe('the schemas of the wire', () => {
  it('[P1] are those of the pinned version', () => {
    const hashes = Object.fromEntries(Object.entries(groups).map(([name, schemas]) => [name, hashGroup(schemas)]));
    expect(
      hashes,
      'What goes over the wire has changed. Say in PROTOCOL.md and in the list of src-shared/protocol/version.ts what changed. When readers of the version before still understand it (a new optional field, a new kind of command, event, request or signal), pin the new hashes here. When they do not (a field that must be there, a new type of error, a narrower field), it is a new version: add it to protocolVersions first.',
    ).toEqual(pinned.hashes);
  });

  it('[P13] belong to the newest version that this build speaks', () => {
    expect(Math.max(...protocolVersions)).toBe(pinned.version);
  });
});

describe('the description of a schema', () => {
  it('tells what the schema takes', () => {
    const schema = v.object({
      b: v.optional(v.pipe(v.string(), v.regex(/^x$/), v.brand('B'))),
      a: v.variant('type', [v.object({ type: v.literal('one') })]),
      c: v.nullable(v.tuple([v.pipe(v.number(), v.safeInteger(), v.minValue(1)), v.picklist(['p', 'q'])])),
      d: v.fallback(v.pipe(v.array(v.unknown()), v.maxLength(3)), []),
    });
    expect(describeSchema(schema)).toBe(
      'object(a: variant(object(type: literal("one")), by type), b: optional(string & regex(/^x$/) & brand), ' +
        'c: nullable(tuple(number & safe_integer & min_value(1), picklist("p", "q"))), ' +
        'd: (array(unknown) & max_length(3) or else []))',
    );
  });

  it('does not depend on the order of keys', () => {
    const [one, other] = [
      { a: v.string(), b: v.number() },
      { b: v.number(), a: v.string() },
    ];
    expect(describeSchema(v.object(one))).toBe(describeSchema(v.object(other)));
  });

  it.each<[string, v.GenericSchema, v.GenericSchema]>([
    ['a key more', v.object({ a: v.string() }), v.object({ a: v.string(), b: v.string() })],
    ['a key that may be left out', v.object({ a: v.string() }), v.object({ a: v.optional(v.string()) })],
    ['keys that are refused', v.object({ a: v.string() }), v.strictObject({ a: v.string() })],
    ['another limit', v.pipe(v.string(), v.maxLength(3)), v.pipe(v.string(), v.maxLength(4))],
    ['another pattern', v.pipe(v.string(), v.regex(/a/)), v.pipe(v.string(), v.regex(/a/i))],
    ['another literal', v.literal(1), v.literal('1')],
    ['a choice more', v.picklist(['a']), v.picklist(['a', 'b'])],
    ['null', v.string(), v.nullable(v.string())],
    ['another fallback', v.fallback(v.string(), ''), v.fallback(v.string(), 'x')],
  ])('tells %s', (_what, one, other) => {
    expect(describeSchema(one)).not.toBe(describeSchema(other));
  });

  it('fails for a schema it cannot tell', () => {
    expect(() => describeSchema(v.bigint())).toThrow('of type bigint');
  });
});
