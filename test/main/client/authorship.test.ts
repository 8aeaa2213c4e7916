import { describe, expect, it } from 'vitest';
import { eventFrameSchema, type EventFrame } from '#shared/protocol/event-frame.ts';
import { createAuthorship } from '#main/client/authorship.ts';
import { createSignatureCheck } from '#main/client/signature-check.ts';
import { canonicalJson } from '#main/identity/canonical-json.ts';
import { signCommand } from '#main/identity/command-signature.ts';
import { createIds } from '#main/identity/ids.ts';
import { createKeyPair } from '#main/identity/key-pair.ts';
import { createSignatureVerifier } from '#main/identity/signature-verifier.ts';
import { parseFrame } from '#shared/protocol/client-frame.ts';
import { createFakeClock } from '#test/support/fake-clock.ts';
import { commandIdOf, outboxIdOf, roomIdOf, sampleBytes, serverIdOf } from '#test/support/sample-ids.ts';

const serverId = serverIdOf(1);
const ids = createIds(serverId);
const ann = createKeyPair(new Uint8Array(32).fill(1));
const eve = createKeyPair(new Uint8Array(32).fill(2));

interface Parts {
  readonly command?: object;
  readonly header?: object;
  readonly signer?: typeof ann;
  /** What is sent in place of what was signed. */
  readonly forged?: object;
}

function received({ command: changed = {}, header: changedHeader = {}, signer = ann, forged = {} }: Parts = {}) {
  const body = { roomId: roomIdOf(1), content: { type: 'text', text: 'Hi' }, writtenAt: 1, salt: sampleBytes(16) };
  const ids1 = { commandId: commandIdOf(1), device: ann.publicKey, outboxId: outboxIdOf(1), serverId };
  const command = { ...ids1, kind: 'message.send', number: 1, v: 1, body, ...changed };
  const signature = signCommand(signer, canonicalJson(command));
  const person = ids.personId(ann.publicKey);
  const numbers = { at: 1, epoch: 1, itemNumber: 1, seq: 1, streamSeq: 1 };
  const place = { device: ann.publicKey, kind: 'message.posted', person, stream: `room:${roomIdOf(1)}` };
  const header = { ...numbers, ...place, ...changedHeader };
  const json = { type: 'event', header, command: { ...command, ...forged }, signature, mac: sampleBytes(16) };
  const frame = parseFrame(eventFrameSchema, JSON.stringify(json));
  if (!frame.ok) throw new Error(frame.error.problem);
  return { frame: frame.value satisfies EventFrame, json };
}

const isAuthentic = createAuthorship(serverId, createSignatureVerifier());

describe('an event', () => {
  it('[P10, P11] holds where its author signed it, for this server and this room', () => {
    expect(isAuthentic(received())).toBe(true);
  });

  it('[P9] holds with fields that this build does not know', () => {
    expect(
      isAuthentic(
        received({ command: { mood: 'curious', body: { ...received().frame.command.body, later: { deep: [1] } } } }),
      ),
    ).toBe(true);
  });

  it.each<[string, Parts]>([
    ['signed by another key', { signer: eve }],
    [
      'whose text is another',
      { forged: { body: { ...received().frame.command.body, content: { type: 'text', text: 'Ho' } } } },
    ],
    ['whose command id is another', { forged: { commandId: commandIdOf(2) } }],
    ['with a field added after it was signed', { forged: { mood: 'angry' } }],
    ['attributed to another device', { header: { device: eve.publicKey } }],
    [
      'of another device than it says, attributed to that one',
      { command: { device: eve.publicKey }, header: { device: eve.publicKey } },
    ],
    ['moved to another room', { header: { stream: `room:${roomIdOf(2)}` } }],
    ['moved out of its room', { header: { stream: 'server' } }],
    ['written for another server', { command: { serverId: serverIdOf(2) } }],
  ])('[P11, I5] does not hold when %s', (_what, parts) => {
    expect(isAuthentic(received(parts))).toBe(false);
  });

  const fields = { writtenAt: 1, salt: sampleBytes(16) };
  const annId = ids.personId(ann.publicKey);
  const eveId = ids.personId(eve.publicKey);
  const made = ids.objectId(annId, commandIdOf(1));
  const direct = ids.directId([annId, eveId]);
  const room = { name: 'Plans', topic: '', visibility: 'public', history: 'everything' };
  const other = `room:${roomIdOf(2)}`;

  it.each<[string, object, string, string, string]>([
    ['person.admit', { displayName: 'Ann' }, 'person.admitted', 'server', other],
    ['person.rename', { displayName: 'Anna' }, 'person.renamed', 'server', other],
    ['room.create', room, 'room.created', `room:${made}`, other],
    ['room.create', { ...room, roomId: roomIdOf(2) }, 'room.created', `room:${made}`, other],
    ['direct.open', { personIds: [eveId] }, 'direct.opened', `room:${direct}`, other],
    ['direct.open', { personIds: [eveId, annId, eveId] }, 'direct.opened', `room:${direct}`, 'server'],
    ['room.join', { roomId: roomIdOf(1) }, 'room.joined', `room:${roomIdOf(1)}`, other],
  ])('[P11, P17] of %s %o holds as %s in %s, and not in %s', (...row) => {
    const [kind, body, eventKind, stream, elsewhere] = row;
    const command = { kind, body: { ...body, ...fields } };
    const holds = (header: object) => isAuthentic(received({ command, header: { kind: eventKind, ...header } }));
    expect(holds({ stream })).toBe(true);
    expect(holds({ stream: elsewhere })).toBe(false);
    expect(holds({ stream, kind: 'message.posted' })).toBe(false);
    expect(holds({ stream, kind: 'x.yed' })).toBe(false);
  });

  it('[D7, P11] of a kind that this build does not know holds, but not as one of a kind it knows', () => {
    const command = { kind: 'x.y', body: fields };
    expect(isAuthentic(received({ command, header: { kind: 'x.yed' } }))).toBe(true);
    expect(isAuthentic(received({ command }))).toBe(false);
  });
});

describe('checking many', () => {
  it('[P11] keeps their order, says of each whether it holds, and asks nothing of what is no event', async () => {
    const check = createSignatureCheck(createFakeClock(), isAuthentic);
    const checked = await check([
      { text: 'a', event: received() },
      { text: 'b', event: null },
      { text: 'c', event: received({ signer: eve }) },
    ]);
    expect(checked).toEqual([
      { text: 'a', isSigned: true },
      { text: 'b', isSigned: true },
      { text: 'c', isSigned: false },
    ]);
  });

  it('lets others have their turn every fifty', async () => {
    const clock = createFakeClock();
    let looked = 0;
    const check = createSignatureCheck(clock, () => (looked += 1) > 0);
    const event = received();
    const done = check(Array.from({ length: 120 }, () => ({ text: '', event })));
    expect([looked, clock.pendingTimers()]).toEqual([50, 1]);
    for (const expected of [100, 120]) {
      clock.advance(0);
      await new Promise(setImmediate);
      expect(looked).toBe(expected);
    }
    expect(await done).toHaveLength(120);
  });
});
