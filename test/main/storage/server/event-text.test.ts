import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalJson } from '#main/identity/canonical-json.ts';
import { contentHash } from '#main/identity/command-signature.ts';
import { isCanonicalWire } from '#main/storage/server/canonical-check.ts';
import { contentHashOfRead } from '#main/storage/server/content-hash.ts';
import {
  acceptedText,
  eventFrameText,
  eventMacInput,
  positionFrameText,
  positionMacInput,
} from '#main/storage/server/event-text.ts';
import { eventKinds, type EventHeader } from '#shared/domain/event.ts';
import { roomStream, serverStream } from '#shared/domain/stream.ts';
import {
  commandIdOf,
  deviceKeyOf,
  epochIdOf,
  personIdOf,
  roomIdOf,
  sampleBytes,
  serverIdOf,
} from '#test/support/sample-ids.ts';

const count = fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER });
const headers: fc.Arbitrary<EventHeader> = fc.record(
  {
    epoch: count,
    seq: count,
    stream: fc.constantFrom(serverStream, roomStream(roomIdOf(7))),
    streamSeq: count,
    itemNumber: count,
    at: count,
    kind: fc.constantFrom(...Object.values(eventKinds)),
    person: fc.nat(1_000).map(personIdOf),
    device: fc.nat(1_000).map(deviceKeyOf),
    origin: fc.record({ epoch: count, seq: count }),
  },
  { requiredKeys: ['epoch', 'seq', 'stream', 'streamSeq', 'at', 'kind', 'person', 'device'] },
);
const mac = sampleBytes(16, 3);
const signature = sampleBytes(64, 4);

/** JSON of the wire: words for keys, whole numbers, text without lone surrogates. */
const wireJson = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    fc.string({ unit: 'binary' }),
    fc.maxSafeInteger(),
    fc.boolean(),
    fc.constant(null),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(fc.stringMatching(/^[a-z][A-Za-z0-9]{0,4}$/), tie('value'), { maxKeys: 4 }),
  ),
})).value;

describe('what the log writes by hand', () => {
  it('[D8] is the canonical form of an event, an acceptance and a position', () => {
    fc.assert(
      fc.property(headers, fc.boolean(), (header, hasRoom) => {
        const command = { b: 1 };
        const frame = eventFrameText({ header, command: canonicalJson(command), signature, mac });
        expect(frame).toBe(canonicalJson({ type: 'event', command, header, signature, mac }));
        const common = { commandId: commandIdOf(5), number: header.seq };
        const roomId = hasRoom ? roomIdOf(6) : null;
        const room = roomId === null ? {} : { roomId };
        const accepted = acceptedText({ ...common, roomId, event: { header, mac } });
        expect(accepted).toBe(canonicalJson({ type: 'accepted', ...common, ...room, header, mac }));
        expect(acceptedText({ ...common, roomId, event: null })).toBe(
          canonicalJson({ type: 'accepted', ...common, ...room }),
        );
        const position = { epoch: header.epoch, seq: header.seq, serverHead: header.streamSeq, tag: mac, mac };
        expect(positionFrameText(position)).toBe(canonicalJson({ type: 'position', position }));
      }),
    );
  });

  it('[P10] is the canonical array that a mac is over', () => {
    fc.assert(
      fc.property(headers, (header) => {
        const { epoch, seq, stream, streamSeq, at, origin = null, person, device } = header;
        const epochId = epochIdOf(1);
        const array = [epochId, epoch, seq, stream, streamSeq, at, origin, person, device, 'hash'];
        expect(eventMacInput(epochId, header, 'hash')).toBe(canonicalJson(array));
        expect(positionMacInput(epochId, { epoch, seq, serverHead: 3, tag: mac })).toBe(
          canonicalJson([epochId, epoch, seq, 3, mac]),
        );
      }),
    );
  });

  it('[P9] takes for canonical what is its own canonical form, and nothing else', () => {
    fc.assert(
      fc.property(wireJson, fc.nat(), (value, place) => {
        const text = canonicalJson(value);
        expect(isCanonicalWire(text, JSON.parse(text))).toBe(true);
        const at = place % (text.length + 1);
        const spaced = `${text.slice(0, at)} ${text.slice(at)}`;
        const parsed = parseOr(spaced);
        expect(parsed === undefined || !isCanonicalWire(spaced, parsed) || canonicalOr(parsed) === spaced).toBe(true);
        const plain = JSON.stringify(value);
        expect(isCanonicalWire(plain, JSON.parse(plain))).toBe(plain === text);
      }),
      { numRuns: 500 },
    );
  });

  it.for([
    '{"a":1.5}',
    '{"a":9007199254740992}',
    '{"A":1}',
    '{"a":1,"a":1}',
    '{"b":1,"a":1}',
    '{"a":-0}',
    '["\\udead"]',
  ])('[P9] does not take %s for canonical', (text) => {
    expect(isCanonicalWire(text, JSON.parse(text))).toBe(false);
  });

  it('[P14] hashes the content of a command that was read as everybody does', () => {
    const body = fc.dictionary(fc.stringMatching(/^[a-z][A-Za-z0-9]{0,4}$/), wireJson);
    fc.assert(
      fc.property(body, (unsorted) => {
        const sorted = JSON.parse(canonicalJson(unsorted)) as Record<string, unknown>;
        const content = { serverId: serverIdOf(1), commandId: commandIdOf(2), kind: 'message.send', body: sorted };
        const envelope = {
          v: 1 as const,
          device: deviceKeyOf(1),
          outboxId: commandIdOf(3) as never,
          number: 1,
          ...content,
        };
        expect(contentHashOfRead(envelope).toString('base64url')).toBe(contentHash(content));
      }),
    );
  });
});

function canonicalOr(value: unknown): string | null {
  try {
    return canonicalJson(value);
  } catch {
    return null;
  }
}

function parseOr(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
