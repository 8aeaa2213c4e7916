import { describe, expect, it } from 'vitest';
import { fold, type FoldInput } from '#shared/domain/fold.ts';
import { roomStream, serverStream } from '#shared/domain/stream.ts';
import { commandKinds, commandOf, sampleBodies } from '#test/support/sample-commands.ts';
import { deviceKeyOf, personIdOf, roomIdOf } from '#test/support/sample-ids.ts';

const author = personIdOf(1);
const roomId = roomIdOf(1);

function foldOf(command: FoldInput['command'], changes: Partial<FoldInput> = {}) {
  const stream = command.kind.startsWith('person.') ? serverStream : roomStream(roomId);
  const header = { stream, person: author, device: deviceKeyOf(1), at: 1_000 };
  return fold({ header, command, objectId: roomIdOf(50), serverPersonId: personIdOf(0), ...changes });
}

describe('an event', () => {
  it('[P18] person.admitted is a person with the role of a member, and the key that signed', () => {
    expect(foldOf(commandOf('person.admit', { displayName: ' A\u200bnn ' }))).toEqual([
      { type: 'person.put', personId: author, displayName: 'Ann', role: 'member' },
      { type: 'device.put', personId: author, device: deviceKeyOf(1) },
    ]);
  });

  it('[T8] person.renamed is the cleaned name', () => {
    expect(foldOf(commandOf('person.rename', { displayName: 'Ann \u202e Lee' }))).toEqual([
      { type: 'person.name', personId: author, displayName: 'Ann Lee' },
    ]);
  });

  it('[P17] room.created is a room of the stream’s id with its author in it', () => {
    const command = commandOf('room.create', {
      name: ' Lunch ',
      topic: ' Soup ',
      visibility: 'private',
      history: 'joined',
    });
    const room = { roomId, kind: 'channel', visibility: 'private', history: 'joined', name: 'Lunch', topic: ' Soup ' };
    expect(foldOf(command)).toEqual([
      { type: 'room.put', room: { ...room, createdBy: author, createdAt: 1_000 } },
      { type: 'member.add', roomId, personId: author },
    ]);
  });

  it('room.created by the server has nobody in it', () => {
    const changes = foldOf(commandOf('room.create'), { serverPersonId: author });
    expect(changes.map(({ type }) => type)).toEqual(['room.put']);
    expect(changes[0]).toMatchObject({ room: { createdBy: author } });
  });

  it('[P17] direct.opened is a room without a name with all its people in it, each once', () => {
    const people = [personIdOf(3), personIdOf(2), author, personIdOf(2)];
    const [made, ...members] = foldOf(commandOf('direct.open', { personIds: people }));
    expect(made).toMatchObject({
      type: 'room.put',
      room: { roomId, kind: 'direct', name: null, visibility: 'private' },
    });
    expect(members).toEqual([1, 2, 3].map((number) => ({ type: 'member.add', roomId, personId: personIdOf(number) })));
  });

  it('room.joined and room.left are about the author, room.invited and room.memberRemoved about whom they name', () => {
    const kinds = ['room.join', 'room.leave', 'room.invite', 'room.removeMember'] as const;
    expect(kinds.flatMap((kind) => foldOf(commandOf(kind)))).toEqual([
      { type: 'member.add', roomId, personId: author },
      { type: 'member.remove', roomId, personId: author },
      { type: 'member.add', roomId, personId: personIdOf(2) },
      { type: 'member.remove', roomId, personId: personIdOf(2) },
    ]);
  });

  it('room.renamed cleans the name, room.topicSet leaves the topic as it is', () => {
    expect(foldOf(commandOf('room.rename', { name: 'Din\u200bner' }))).toEqual([
      { type: 'room.name', roomId, name: 'Dinner' },
    ]);
    expect(foldOf(commandOf('room.setTopic', { topic: ' e\u0301 ' }))).toEqual([
      { type: 'room.topic', roomId, topic: ' e\u0301 ' },
    ]);
  });

  it('[P17, T8] message.posted is a message of the command’s id, its text untouched', () => {
    const content = { type: 'text' as const, text: ' e\u0301\u202e ' };
    const { writtenAt } = sampleBodies['message.send'];
    expect(foldOf(commandOf('message.send', { content }))).toEqual([
      { type: 'message.put', message: { messageId: roomIdOf(50), roomId, author, content, writtenAt } },
    ]);
  });

  it.each(commandKinds)('[P3] of the command %s changes something, and the same every time', (kind) => {
    const changes = foldOf(commandOf(kind));
    expect(changes.length).toBeGreaterThan(0);
    expect(foldOf(commandOf(kind))).toEqual(changes);
  });
});

describe('a server that lies', () => {
  it.each(['', '\u202e', 'a\u0000', 'a'.repeat(65)])('[T8] gets a question mark for the name %j', (displayName) => {
    expect(foldOf(commandOf('person.rename', { displayName }))).toEqual([
      { type: 'person.name', personId: author, displayName: '?' },
    ]);
  });

  it.each(['room.create', 'direct.open'] as const)('makes no room by %s in a stream that is none', (kind) => {
    const header = { stream: serverStream, person: author, device: deviceKeyOf(1), at: 1 };
    expect(foldOf(commandOf(kind), { header })).toEqual([]);
  });
});
