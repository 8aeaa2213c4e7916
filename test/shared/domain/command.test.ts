import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { commandBodies, commandEnvelopeSchema, isCommandKind, parseCommand } from '#shared/domain/command.ts';
import { eventKinds } from '#shared/domain/event.ts';
import { refusalSchema } from '#shared/domain/refusal.ts';
import { maxDirectPeople } from '#shared/domain/room.ts';
import { isStorableText } from '#shared/domain/text.ts';
import { commandKinds, sampleBodies } from '#test/support/sample-commands.ts';
import { commandIdOf, deviceKeyOf, outboxIdOf, personIdOf, sampleBytes, serverIdOf } from '#test/support/sample-ids.ts';

const envelope = {
  v: 1,
  serverId: serverIdOf(1),
  device: deviceKeyOf(1),
  outboxId: outboxIdOf(1),
  number: 1,
  commandId: commandIdOf(1),
  kind: 'message.send',
  body: sampleBodies['message.send'],
};

/** Lists in one another; the frame, the command and its body are three more. */
function listOf(depth: number): unknown {
  return JSON.parse(`${'['.repeat(depth)}${']'.repeat(depth)}`);
}

function refusalOf(kind: string, body: unknown): unknown {
  const command = parseCommand(kind, body);
  return command.ok ? null : command.error;
}

describe.each(commandKinds)('the command %s', (kind) => {
  const body: Record<string, unknown> = sampleBodies[kind];

  it('is read from what is on the wire', () => {
    expect(parseCommand(kind, body)).toEqual({ ok: true, value: { kind, body } });
  });

  it.each(Object.keys(body))('[P2, P9] is not without %s', (field) => {
    const { [field]: _, ...rest } = body;
    expect(refusalOf(kind, rest)).toMatchObject({ type: 'invalid_body' });
  });

  it.each(Object.keys(body))('[P2] refuses a %s that is an object, and says where', (field) => {
    const refusal = refusalOf(kind, { ...body, [field]: { secret: 1 } });
    expect(refusal).toMatchObject({ type: 'invalid_body' });
    expect((refusal as { path: string }).path).toMatch(new RegExp(`^${field}`));
    expect(v.is(refusalSchema, refusal)).toBe(true);
  });

  it('[P9] is read without the fields that nobody knows, and may carry them', () => {
    const carrying = { ...body, later: { deep: [1, { more: 'x' }] } };
    expect(parseCommand(kind, carrying)).toEqual({ ok: true, value: { kind, body } });
  });

  it.each([
    ['a fraction', { later: 0.5 }],
    ['a bad key', { later: { 'a-b': 1 } }],
    ['2^53', { later: [2 ** 53] }],
    ['U+0000', { later: '\u0000' }],
    ['too deep a list', { later: listOf(30) }],
  ])('[P9] carries no %s in a field that nobody knows', (_what, later) => {
    expect(refusalOf(kind, { ...body, ...later })).toMatchObject({ type: 'invalid_body', path: '' });
  });

  it('[P9] carries a list as deep as its frame may be', () => {
    expect(refusalOf(kind, { ...body, later: listOf(29) })).toBeNull();
  });

  it('[P5] becomes one kind of event, in the past tense', () => {
    expect(eventKinds[kind]).toMatch(
      /^(server|knock|device|invite|person|report|room|direct|message)\.(\w+(ed|Set)|left)$/,
    );
    expect(Object.values(eventKinds).filter((event) => event === eventKinds[kind])).toHaveLength(1);
  });
});

describe('a command', () => {
  it.each(['', 'message.edit', 'Message.send', '__proto__', 'constructor', 'toString'])(
    '[P2] of the unknown kind %j is refused for good',
    (kind) => {
      expect(isCommandKind(kind)).toBe(false);
      expect(refusalOf(kind, sampleBodies['message.send'])).toEqual({ type: 'unknown_command', kind });
    },
  );

  it.each([null, undefined, 7, 'x', [], {}, { body: 1 }])('[P2] with the body %j is refused for good', (body) => {
    expect(refusalOf('message.send', body)).toMatchObject({ type: 'invalid_body' });
  });

  it.each([
    ['of the future', { writtenAt: Date.UTC(9999, 0) }, true],
    ['that no calendar has', { writtenAt: 2 ** 53 - 1 }, false],
    ['before 1970', { writtenAt: -1 }, false],
    ['with a fraction', { writtenAt: 1.5 }, false],
    ['as text', { writtenAt: '2026-01-01' }, false],
  ])('[P9] has a time %s: %j', (_what, changes, isTaken) => {
    expect(refusalOf('room.join', { ...sampleBodies['room.join'], ...changes }) === null).toBe(isTaken);
  });

  it.each(['', 'A'.repeat(21), 'A'.repeat(23), `${'A'.repeat(21)}B`, `${'A'.repeat(22)}==`, sampleBytes(32)])(
    '[P9] has 16 bytes of salt, which %j is not',
    (salt) => {
      expect(refusalOf('room.join', { ...sampleBodies['room.join'], salt })).toMatchObject({ path: 'salt' });
    },
  );

  it('[P2] leaves the judging of names to what decides', () => {
    for (const displayName of ['', ' ', 'a'.repeat(65), 'a'.repeat(20_000)]) {
      expect(refusalOf('person.admit', { ...sampleBodies['person.admit'], displayName })).toBeNull();
    }
    const absurd = { ...sampleBodies['person.admit'], displayName: 'a'.repeat(20_001) };
    expect(refusalOf('person.admit', absurd)).toMatchObject({ path: 'displayName' });
  });

  it('has a topic of at most 250 code points', () => {
    const create = (topic: string) => refusalOf('room.create', { ...sampleBodies['room.create'], topic });
    const set = (topic: string) => refusalOf('room.setTopic', { ...sampleBodies['room.setTopic'], topic });
    for (const check of [create, set]) {
      expect(check('😀'.repeat(250))).toBeNull();
      expect(check('a'.repeat(251))).toMatchObject({ path: 'topic' });
    }
  });

  it('names so many people for a direct room that the refusal can say how many go in', () => {
    const open = (count: number) =>
      refusalOf('direct.open', {
        ...sampleBodies['direct.open'],
        personIds: Array.from({ length: count }, (_, index) => personIdOf(index)),
      });
    expect([0, 20, 2 * maxDirectPeople].map(open)).toEqual([null, null, null]);
    expect(open(2 * maxDirectPeople + 1)).toMatchObject({ path: 'personIds' });
  });

  it.each([{ type: 'image', text: 'x' }, { type: 'text' }, { type: 'text', text: ' ' }, { text: 'x' }, 'x'])(
    '[P2] says nothing with the content %j',
    (content) => {
      expect(refusalOf('message.send', { ...sampleBodies['message.send'], content })).toMatchObject({
        type: 'invalid_body',
      });
    },
  );

  it('is refused with words of at most 200 units that can be stored', () => {
    for (const pad of ['', 'a']) {
      const content = { type: `${pad}${'😀'.repeat(400)}`, text: 'x' };
      const refusal = refusalOf('message.send', { ...sampleBodies['message.send'], content });
      const { problem } = v.parse(v.object({ problem: v.string() }), refusal);
      expect(problem.length).toBeLessThanOrEqual(200);
      expect(isStorableText(problem)).toBe(true);
    }
  });

  it('has a schema for every kind and a kind for every schema', () => {
    expect(Object.keys(commandBodies).toSorted()).toEqual(commandKinds.toSorted());
    expect(Object.keys(eventKinds).toSorted()).toEqual(commandKinds.toSorted());
  });
});

describe('the envelope of a command', () => {
  it('is read with what it holds', () => {
    expect(v.parse(commandEnvelopeSchema, envelope)).toEqual(envelope);
  });

  it.each([
    ['v', 2],
    ['v', '1'],
    ['serverId', 'x'],
    ['device', 'x'],
    ['outboxId', 'x'],
    ['number', 0],
    ['number', 1.5],
    ['number', 2 ** 53],
    ['commandId', 'X'],
  ])('is none when %s is %j', (field, value) => {
    expect(v.is(commandEnvelopeSchema, { ...envelope, [field]: value })).toBe(false);
  });

  it.each([
    ['kind', 7],
    ['kind', 'k'.repeat(65)],
    ['kind', undefined],
    ['body', undefined],
    ['body', null],
    ['body', 'text'],
    ['body', []],
  ])('[P2] can be read though %s is %j, and then the command is refused for good', (field, value) => {
    const read = v.parse(commandEnvelopeSchema, JSON.parse(JSON.stringify({ ...envelope, [field]: value })));
    expect(read).toMatchObject({ outboxId: envelope.outboxId, number: 1, commandId: envelope.commandId });
    expect(refusalOf(read.kind, read.body)).toMatchObject({
      type: field === 'kind' ? 'unknown_command' : 'invalid_body',
    });
  });

  it('[P9, P14] keeps every field of the body, whatever it is called', () => {
    const body = { constructor: 1, prototype: [2], toString: 'x', later: {} };
    expect(v.parse(commandEnvelopeSchema, { ...envelope, body }).body).toBe(body);
  });

  it('[P2] holds a kind of 64 characters, to say that it is not known', () => {
    expect(v.parse(commandEnvelopeSchema, { ...envelope, kind: 'k'.repeat(64) }).kind).toHaveLength(64);
  });
});
