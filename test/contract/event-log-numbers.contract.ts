import { expect, it } from 'vitest';
import { roomIdOf } from '#test/support/sample-ids.ts';
import { acceptedOf, eventOf, nextCommandId, refusedOf, type TestDevice } from './event-log-device.ts';
import { makeRoom, setupEventLog, type EventLogBackend } from './event-log-setup.ts';

/** Sameness and numbering: what makes a retry harmless. */
export function eventLogNumbersContract(backend: EventLogBackend): void {
  const setup = async () => {
    const world = await setupEventLog(backend);
    await world.ann.act('room.join', { roomId: world.general });
    return { ...world, headSeq: async () => (await world.log().stats()).headSeq };
  };
  const lastNumberOf = async ({ log, device, outboxId }: TestDevice) => (await log.login(device, outboxId)).lastNumber;
  const text = (words: string) => ({ content: { type: 'text' as const, text: words } });

  it('[D3] a repeated command gets its stored result and appends nothing', async () => {
    const { ann, general, headSeq } = await setup();
    const item = ann.item('message.send', { roomId: general });
    const first = await ann.append(item);
    const before = await headSeq();
    const again = await ann.append(item);
    expect(acceptedOf(again)).toEqual(acceptedOf(first));
    expect(again).toMatchObject({ event: null });
    expect(await headSeq()).toBe(before);
  });

  it('[D3] a repeat in the same batch gets the result of the first', async () => {
    const { ann, general, log, headSeq } = await setup();
    const item = ann.item('message.send', { roomId: general });
    const before = await headSeq();
    const { outcomes } = await log().append([item, item]);
    expect(outcomes.map(acceptedOf)[1]).toEqual(outcomes.map(acceptedOf)[0]);
    expect(await headSeq()).toBe(before + 1);
  });

  it('[D3] a command is known again after a restart', async () => {
    const { ann, general, restart, headSeq } = await setup();
    const items = [ann.item('message.send', { roomId: general }), ann.item('room.join', { roomId: roomIdOf(9) })];
    const first = await Promise.all(items.map((item) => ann.append(item)));
    const before = await headSeq();
    await restart();
    const again = await Promise.all(items.map((item) => ann.append(item)));
    expect(again.map(({ type }) => type)).toEqual(['accepted', 'refused']);
    expect(again.map(replyOf)).toEqual(first.map(replyOf));
    expect(await headSeq()).toBe(before);
  });

  it('[P14] a command signed again by another outbox is the same command, and its number there is used up', async () => {
    const { ann, general, headSeq } = await setup();
    const commandId = nextCommandId();
    const { outboxId } = ann;
    const item = ann.item('message.send', { roomId: general }, { commandId });
    const first = acceptedOf(await ann.append(item));
    const before = await headSeq();
    ann.renewOutbox(77);
    const again = acceptedOf(await ann.send('message.send', { roomId: general }, { commandId }));
    const { signature } = JSON.parse(item.frame) as { signature: string };
    // The log has it as it was signed first, and the device puts its event together from that (P15).
    expect(again).toEqual({ ...first, number: 1, signed: { number: first.number, outboxId, signature } });
    expect(await headSeq()).toBe(before);
    expect(await lastNumberOf(ann)).toBe(1);
    await ann.say(general, 'goes on with 2');
  });

  it('[P14] the same id with other content is refused as taken, and the number is used up', async () => {
    const { ann, general, headSeq } = await setup();
    const commandId = nextCommandId();
    await ann.send('message.send', { roomId: general, ...text('one') }, { commandId });
    const before = await headSeq();
    const other = ann.item('message.send', { roomId: general, ...text('two') }, { commandId });
    expect(refusedOf(await ann.append(other))).toMatchObject({ isFinal: true, error: { type: 'command_id_taken' } });
    expect(refusedOf(await ann.append(other))).toMatchObject({ isFinal: true, error: { type: 'command_id_taken' } });
    expect(await headSeq()).toBe(before);
    expect(await lastNumberOf(ann)).toBe(ann.lastNumber);
    await ann.say(general, 'three');
  });

  it('[P14] the same id from two people is two commands', async () => {
    const { ann, ben, general } = await setup();
    await ben.act('room.join', { roomId: general });
    const commandId = nextCommandId();
    const [one, two] = [
      eventOf(await ann.send('message.send', { roomId: general }, { commandId })),
      eventOf(await ben.send('message.send', { roomId: general }, { commandId })),
    ];
    expect(two.seq).toBe(one.seq + 1);
  });

  it('[P14] a number above the next is out of order, stores nothing, and is taken in its turn', async () => {
    const { ann, general, headSeq } = await setup();
    const early = ann.item('message.send', { roomId: general, ...text('second') }, { number: ann.lastNumber + 2 });
    const before = await headSeq();
    const expected = ann.lastNumber + 1;
    expect(refusedOf(await ann.append(early))).toMatchObject({
      isFinal: false,
      error: { type: 'out_of_order', expected },
    });
    expect(await headSeq()).toBe(before);
    expect(await lastNumberOf(ann)).toBe(ann.lastNumber);
    await ann.say(general, 'first');
    expect(eventOf(await ann.append(early)).itemNumber).toBe(2);
  });

  it('[P14] a repeat above the next number waits for its turn too, so that no number is ever left behind', async () => {
    const { ann, general } = await setup();
    const commandId = nextCommandId();
    await ann.send('message.send', { roomId: general }, { commandId });
    ann.renewOutbox(78);
    const early = ann.item('message.send', { roomId: general }, { commandId, number: 2 });
    expect(refusedOf(await ann.append(early))).toMatchObject({ error: { type: 'out_of_order', expected: 1 } });
    await ann.say(general, 'first');
    expect(acceptedOf(await ann.append(early)).number).toBe(2);
    expect(await lastNumberOf(ann)).toBe(2);
  });

  it('[P14] a used number with another id is refused, and says which number is next', async () => {
    const { ann, general, headSeq } = await setup();
    const before = await headSeq();
    const number = ann.lastNumber;
    const refused = refusedOf(await ann.send('message.send', { roomId: general }, { number }));
    expect(refused).toMatchObject({ isFinal: false, error: { type: 'number_used', expected: number + 1 } });
    expect(await headSeq()).toBe(before);
  });

  it('[D3] a permanent refusal uses its number up, is given again, and does not block what stands behind it', async () => {
    const { ann, general, log, headSeq } = await setup();
    const before = await headSeq();
    const refused = ann.item('message.send', { roomId: roomIdOf(9) });
    const { outcomes } = await log().append([refused, ann.item('message.send', { roomId: general })]);
    expect(outcomes.map(({ type }) => type)).toEqual(['refused', 'accepted']);
    const again = refusedOf(await ann.append(refused));
    expect(again).toMatchObject({ isFinal: true, error: { type: 'room_not_found', roomId: roomIdOf(9) } });
    expect(await headSeq()).toBe(before + 1);
    expect(await lastNumberOf(ann)).toBe(ann.lastNumber);
  });

  it('[D3] a refusal stays what it was when the command would be allowed by now', async () => {
    const { ann, ben } = await setup();
    const roomId = await makeRoom({ ann });
    const item = ben.item('message.send', { roomId });
    const first = refusedOf(await ben.append(item));
    await ann.act('room.invite', { roomId, personId: ben.personId });
    expect(refusedOf(await ben.append(item))).toEqual(first);
  });

  it.for([
    ['unknown_command', { kind: 'message.sing' }],
    ['invalid_body', { body: { text: 'no content' } }],
    ['wrong_server', { serverId: 'a'.repeat(52) as never }],
  ] as const)('[P2] %s is a permanent refusal that uses its number up', async ([type, changes]) => {
    const { ann, general, headSeq } = await setup();
    const before = await headSeq();
    const item = ann.item('message.send', { roomId: general }, changes);
    expect(refusedOf(await ann.append(item))).toMatchObject({ isFinal: true, error: { type } });
    expect(refusedOf(await ann.append(item))).toMatchObject({ isFinal: true, error: { type } });
    expect(await headSeq()).toBe(before);
    await ann.say(general, 'goes on');
  });

  it('[P2] what is so already is accepted without an event, and again when repeated', async () => {
    const { ann, general, headSeq } = await setup();
    const before = await headSeq();
    const item = ann.item('room.join', { roomId: general });
    const first = await ann.append(item);
    expect(first).toMatchObject({ type: 'accepted', event: null });
    expect(acceptedOf(first)).toMatchObject({ number: ann.lastNumber, roomId: general });
    expect(acceptedOf(first)).not.toHaveProperty('header');
    expect(acceptedOf(await ann.append(item))).toEqual(acceptedOf(first));
    expect(await headSeq()).toBe(before);
    await ann.say(general, 'goes on');
  });

  it('[D2] outcomes stand in the order of the commands, and each command sees what those before it did', async () => {
    const { ann, ben, general, log, headSeq } = await setup();
    const before = await headSeq();
    const { outcomes, headSeq: after } = await log().append([
      ben.item('message.send', { roomId: general }),
      ben.item('room.join', { roomId: general }),
      ann.item('message.send', { roomId: general }),
      ben.item('message.send', { roomId: general }),
      ben.item('room.leave', { roomId: general }),
      ben.item('message.send', { roomId: general }),
    ]);
    const types = ['refused', 'accepted', 'accepted', 'accepted', 'accepted', 'refused'];
    expect(outcomes.map(({ type }) => type)).toEqual(types);
    expect(outcomes.slice(1, 5).map((outcome) => eventOf(outcome).seq)).toEqual([1, 2, 3, 4].map((n) => before + n));
    expect(after).toBe(before + 4);
  });

  it('[D3] the login tells a new device who it would be, and a known one how far its outbox is held', async () => {
    const { ann, dan, log, restart } = await setup();
    expect(await log().login(dan.device, dan.outboxId)).toEqual({
      personId: dan.personId,
      standing: 'unknown',
      lastNumber: 0,
      grantedRoomIds: [],
    });
    const known = { personId: ann.personId, standing: 'active', lastNumber: ann.lastNumber, grantedRoomIds: [] };
    expect(await log().login(ann.device, ann.outboxId)).toEqual(known);
    expect(await log().login(ann.device, dan.outboxId)).toEqual({ ...known, lastNumber: 0 });
    await restart();
    expect(await log().login(ann.device, ann.outboxId)).toEqual(known);
  });

  it('[P18] a refused admission is neither stored nor numbered: the same command may come with another name', async () => {
    const { dan, headSeq, log } = await setup();
    const before = await headSeq();
    const commandId = nextCommandId();
    const refused = refusedOf(await dan.send('person.admit', { displayName: 'ann' }, { commandId }));
    expect(refused).toMatchObject({ isFinal: false, error: { type: 'name_taken' }, number: 1 });
    const admitted = await dan.send('person.admit', { displayName: 'Dan' }, { commandId, number: 1 });
    expect(eventOf(admitted)).toMatchObject({ seq: before + 1, author: dan.personId, stream: 'server' });
    expect(await log().login(dan.device, dan.outboxId)).toMatchObject({ standing: 'active', lastNumber: 1 });
  });

  it('[P18] of somebody who is not let in nothing is kept, whatever is sent', async () => {
    const { dan, general, headSeq, log } = await setup();
    const before = await headSeq();
    const items = [
      dan.item('message.send', { roomId: general }, { number: 1 }),
      dan.item('message.send', { roomId: general }, { number: 1, kind: 'nonsense' }),
    ];
    const { outcomes } = await log().append(items);
    expect(outcomes.map((outcome) => refusedOf(outcome).isFinal)).toEqual([false, false]);
    expect(await headSeq()).toBe(before);
    await dan.act('person.admit', { displayName: 'Dan' });
  });

  it('[P18] a second admission of somebody who is in is refused for good', async () => {
    const { ann, general } = await setup();
    const refused = refusedOf(await ann.send('person.admit', { displayName: 'Anna' }));
    expect(refused).toMatchObject({ isFinal: true, error: { type: 'already_admitted' } });
    await ann.say(general, 'goes on');
  });
}

function replyOf(outcome: { readonly type: string; readonly reply?: string }): string | undefined {
  return outcome.reply;
}
