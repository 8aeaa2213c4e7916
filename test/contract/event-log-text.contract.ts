import { expect, it } from 'vitest';
import { canonicalJson } from '#main/identity/canonical-json.ts';
import { commandHash, isCommandSigned } from '#main/identity/command-signature.ts';
import { createIds } from '#main/identity/ids.ts';
import { createSignatureVerifier } from '#main/identity/signature-verifier.ts';
import type { AppendItem } from '#main/storage/event-log.ts';
import { formatCommandFrame } from '#shared/protocol/command-frame.ts';
import { limits } from '#shared/protocol/limits.ts';
import { commandOf } from '#test/support/sample-commands.ts';
import { deviceKeyOf, outboxIdOf } from '#test/support/sample-ids.ts';
import { acceptedOf, nextCommandId, refusedOf } from './event-log-device.ts';
import { headPosition, makeRoom, page, parseEvent, setupEventLog, type EventLogBackend } from './event-log-setup.ts';

/** What the log says: canonical bytes, macs, numbers and ids; and what it does not read. */
export function eventLogTextContract(backend: EventLogBackend): void {
  const setup = async () => {
    const world = await setupEventLog(backend);
    await world.ann.act('room.join', { roomId: world.general });
    return world;
  };

  it('[D8] an event frame is canonical, and the same bytes live, in a replay and in a page', async () => {
    const { ann, general, epochId, log } = await setup();
    const before = await headPosition(log());
    const { frame } = await ann.say(general, 'Grüße "\\\u2028👋');
    expect(canonicalJson(JSON.parse(frame))).toBe(frame);
    const upToSeq = before.seq + 1;
    const replayed = await log().readReplay({ personId: ann.personId, afterSeq: before.seq, upToSeq });
    expect(replayed.frames).toEqual([frame]);
    const read = await log().readHistory(ann.personId, page(general, epochId));
    expect(read.ok && read.value.frames.at(-1)).toBe(frame);
  });

  it('[P9] the command is kept as it came, unknown fields included', async () => {
    const { ann, general } = await setup();
    const body = { ...commandOf('message.send', { roomId: general }).body, mood: { colour: 'blue', size: [1, 2] } };
    const item = ann.item('message.send', {}, { body });
    const frame = (await ann.append(item)) as { event: { frame: string } };
    const sent = item.frame.slice('{"command":'.length, item.frame.indexOf(',"signature"'));
    expect(frame.event.frame.startsWith(`{"command":${sent},"header":`)).toBe(true);
  });

  it('[P11] what its author did not sign is taken where it is a message, and refused for good where the log goes by it', async () => {
    const { ann, general } = await setup();
    const unsigned = (item: AppendItem) => {
      const { command } = JSON.parse(item.frame) as { readonly command: unknown };
      return { ...item, frame: formatCommandFrame(canonicalJson(command), 'A'.repeat(86)) };
    };
    expect(await ann.append(unsigned(ann.item('message.send', { roomId: general })))).toMatchObject({
      type: 'accepted',
    });
    for (const item of [
      ann.item('person.rename', { displayName: 'Anna' }),
      ann.item('room.create', { name: 'made' }),
      ann.item('room.leave', { roomId: general }),
    ]) {
      const refused = refusedOf(await ann.append(unsigned(item)));
      expect([refused.isFinal, refused.error]).toEqual([true, { type: 'signature_wrong' }]);
    }
    // What was refused has used its number.
    expect(await ann.act('person.rename', { displayName: 'Anna' })).toMatchObject({ author: ann.personId });
  });

  it('[P10] the mac of an event is over what the server adds and the hash of the command', async () => {
    const { ann, general, epochId, identity } = await setup();
    const { header, mac, command } = parseEvent((await ann.say(general, 'Hello')).frame);
    const hash = commandHash(canonicalJson(command));
    const { epoch, seq, stream, streamSeq, at, person, device } = header;
    const input = canonicalJson([epochId, epoch, seq, stream, streamSeq, at, null, person, device, hash]);
    expect(identity.isEventMac(input, mac)).toBe(true);
  });

  it('[P10] a position names the epoch, the last event by its mac and how far the stream of the server is, and carries a mac of its own', async () => {
    const { ann, general, epochId, identity, log } = await setup();
    const { frame, seq } = await ann.say(general, 'Hello');
    const position = await headPosition(log());
    // Three people were let in.
    const serverHead = 3;
    expect(position).toMatchObject({ epoch: 1, seq, serverHead, tag: parseEvent(frame).mac });
    const macInput = canonicalJson([epochId, 1, seq, serverHead, position.tag]);
    expect(identity.isPositionMac(macInput, position.mac)).toBe(true);
  });

  it('[P15] the reply carries the header and the mac of the event', async () => {
    const { ann, general } = await setup();
    const outcome = await ann.send('message.send', { roomId: general });
    const accepted = acceptedOf(outcome);
    if (outcome.type !== 'accepted' || outcome.event === null) throw new Error('not accepted');
    const { header, mac } = parseEvent(outcome.event.frame);
    expect(accepted).toMatchObject({ header, mac, number: ann.lastNumber });
    expect(canonicalJson(JSON.parse(outcome.reply))).toBe(outcome.reply);
  });

  it('[P5] streamSeq counts each stream without a gap, seq the whole log, itemNumber what is read', async () => {
    const { ann, ben, general } = await setup();
    const room = await makeRoom({ ann });
    const events = [
      await ann.say(room, 'one'),
      await ben.act('room.join', { roomId: general }),
      await ann.say(general, 'uno'),
      await ann.act('room.setTopic', { roomId: room, topic: 'Soup' }),
      await ann.say(room, 'two'),
    ];
    const first = events[0]?.seq ?? 0;
    expect(events.map(({ seq }) => seq - first)).toEqual([0, 1, 2, 3, 4]);
    expect(events.map(({ streamSeq }) => streamSeq)).toEqual([2, 3, 4, 3, 4]);
    expect(events.map(({ itemNumber }) => itemNumber)).toEqual([1, null, 1, null, 2]);
    for (const { frame, ...event } of events) {
      const { header } = parseEvent(frame);
      expect(header).toMatchObject({ seq: event.seq, stream: event.stream, streamSeq: event.streamSeq });
      expect(header.itemNumber ?? null).toBe(event.itemNumber);
    }
  });

  it('[P17] a room has the id that its author works out, and a direct room the one that both work out', async () => {
    const { ann, ben, serverId } = await setup();
    const ids = createIds(serverId);
    const commandId = nextCommandId();
    const made = acceptedOf(await ann.send('room.create', { name: 'Made' }, { commandId }));
    expect(made.roomId).toBe(ids.objectId(ann.personId, commandId));
    const opened = acceptedOf(await ann.send('direct.open', { personIds: [ben.personId] }));
    expect(opened.roomId).toBe(ids.directId([ben.personId, ann.personId]));
    const again = await ben.send('direct.open', { personIds: [ann.personId] });
    expect(again).toMatchObject({ event: null });
    expect(acceptedOf(again).roomId).toBe(opened.roomId);
  });

  it('[P18] a name given up stays its owner’s, and everybody learns the new one by an event of the server', async () => {
    const { ann, ben, log } = await setup();
    const event = await ann.act('person.rename', { displayName: 'Anna' });
    expect(event.stream).toBe('server');
    expect(event.changes).toEqual([{ type: 'person.name', personId: ann.personId, displayName: 'Anna' }]);
    const refused = refusedOf(await ben.send('person.rename', { displayName: 'ANN' }));
    expect(refused.error).toMatchObject({ type: 'name_taken' });
    await ann.act('person.rename', { displayName: 'Ann' });
    const { people } = await log().directory();
    expect(people.map(({ displayName }) => displayName)).toEqual(['Office', 'Ann', 'Ben', 'Cleo']);
  });

  it('[P17] a new log begins with a room that the server made and signed like anybody', async () => {
    const { general, log, identity, ann, epochId, restart } = await setup();
    const directory = await log().directory();
    const { serverPersonId } = directory;
    expect(directory).toMatchObject({ serverId: identity.serverId, serverName: 'Office' });
    expect(directory.rooms[0]?.room).toMatchObject({ roomId: general, name: 'general', createdBy: serverPersonId });
    expect(directory.people[0]).toMatchObject({
      personId: serverPersonId,
      role: 'server',
      devices: [identity.publicKey],
    });
    const read = await log().readHistory(ann.personId, page(general, epochId, { after: 0 }));
    const { command, signature, header } = parseEvent((read.ok && read.value.frames[0]) || '');
    expect(header).toMatchObject({ seq: 1, kind: 'room.created', person: serverPersonId });
    const signed = { canonical: canonicalJson(command), device: command.device, signature };
    expect(isCommandSigned(createSignatureVerifier(), signed)).toBe(true);
    await restart();
    expect((await log().directory()).rooms).toHaveLength(1);
  });

  const malformed: readonly (readonly [string, (frame: string) => string])[] = [
    ['not JSON', (frame) => frame.slice(1)],
    ['another frame', () => '{"type":"request"}'],
    ['spaces', (frame) => frame.replace(':', ': ')],
    ['keys out of order', (frame) => frame.replace(/^\{(.*),"type":"command"\}$/, '{"type":"command",$1}')],
    ['a key twice', (frame) => frame.replace('"topic":', '"topic":"","topic":')],
    ['a fraction', (frame) => frame.replace('"v":1', '"v":1,"w":1.5')],
    ['a number beyond 2^53', (frame) => frame.replace('"v":1', '"v":1,"w":9007199254740992')],
    ['a key that is no word', (frame) => frame.replace('"v":1', '"v":1,"x y":0')],
    ['a lone surrogate', (frame) => frame.replace('"v":1', '"v":1,"w":"\\ud800"')],
    ['no end of depth', (frame) => frame.replace('"v":1', `"v":1,"w":${'['.repeat(5e4)}${']'.repeat(5e4)}`)],
    ['another number for the version', (frame) => frame.replace('"v":1', '"v":2')],
  ];

  it.for(malformed)('[P9] a frame with %s is malformed, and the rest of its batch is appended', async ([, spoil]) => {
    const { ann, ben, log } = await setup();
    const good = ben.item('room.create', { name: 'Good' });
    const item = ann.item('room.create', { name: 'Bad', topic: '' }, { number: ann.lastNumber + 1 });
    const bad: AppendItem = { ...item, frame: spoil(item.frame) };
    expect(bad.frame).not.toBe(item.frame);
    const { outcomes } = await log().append([bad, good]);
    expect(outcomes.map(({ type }) => type)).toEqual(['malformed', 'accepted']);
    expect(await ann.append(item)).toMatchObject({ type: 'accepted' });
  });

  it('[P1] a frame that is nested too deep is not even parsed', async () => {
    const { ann, log } = await setup();
    const { frame, ...item } = ann.item('room.create', { name: 'Bad', topic: '' });
    const deep = frame.replace('"v":1', `"v":1,"w":${'['.repeat(40_000)}${']'.repeat(40_000)}`);
    const { outcomes } = await log().append([{ ...item, frame: deep }]);
    expect(outcomes).toEqual([{ type: 'malformed', problem: 'nested deeper than 64' }]);
  });

  it('[P9] a backslash before letters is not taken for a surrogate', async () => {
    const { ann, general } = await setup();
    const event = await ann.say(general, 'C:\\udev');
    expect(parseEvent(event.frame).command.body['content']).toEqual({ type: 'text', text: 'C:\\udev' });
  });

  it('[P2] a command of another device or outbox than the session’s is malformed', async () => {
    const { ann, ben, general } = await setup();
    const item = ann.item('message.send', { roomId: general });
    expect(await ben.append({ ...item, device: ben.device })).toMatchObject({ type: 'malformed' });
    expect(await ben.append({ ...item, device: deviceKeyOf(9) })).toMatchObject({ type: 'malformed' });
    expect(await ann.append({ ...item, outboxId: outboxIdOf(99) })).toMatchObject({ type: 'malformed' });
    expect(await ann.append(item)).toMatchObject({ type: 'accepted' });
  });

  it('[P1] a command whose event would not fit into a frame is refused for good', async () => {
    const { ann, general } = await setup();
    const body = { ...commandOf('message.send', { roomId: general }).body, padding: 'x'.repeat(limits.maxPageBytes) };
    const refused = refusedOf(await ann.send('message.send', {}, { body }));
    expect(refused).toMatchObject({ isFinal: true, error: { type: 'invalid_body' } });
    await ann.say(general, 'goes on');
  });

  it('[T1] a name given at a start is the server’s and its person’s from then on', async () => {
    const { log, restart } = await setup();
    await restart();
    const { people, serverName } = await log().directory();
    expect([people[0]?.displayName, serverName]).toEqual(['Office', 'Office']);
  });
}
