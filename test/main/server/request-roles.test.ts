import { describe, expect, it } from 'vitest';
import type { EpochId, PersonId, RoomId } from '#shared/domain/ids.ts';
import { personRoleSchema, type PersonRole } from '#shared/domain/role.ts';
import type { RequestName, RequestParams } from '#shared/protocol/request.ts';
import { inviteIdOf, sampleBytes } from '#test/support/sample-ids.ts';
import { setupChatServer } from './chat-server-world.ts';

/** What somebody of each role may ask about. */
interface Objects {
  readonly epochId: EpochId;
  /** A private room, and what was said in it, of two others. */
  readonly theirs: RoomId;
  /** The same, with the asker. */
  readonly ours: RoomId;
  readonly other: PersonId;
}

interface Row<Name extends RequestName> {
  /** What it is asked about, where that makes a difference. */
  readonly about?: string;
  readonly params: (objects: Objects) => RequestParams<Name>;
  /** What each role hears: `reply`, or the type of the error. */
  readonly heard: Readonly<Record<PersonRole, string>>;
}

function all(heard: string): Row<RequestName>['heard'] {
  return { owner: heard, moderator: heard, member: heard, guest: heard };
}

const everybody = all('reply');
const keepers = { ...all('not_allowed'), owner: 'reply', moderator: 'reply' } as const;
const owners = { ...all('not_allowed'), owner: 'reply' } as const;
/** Those who may get as far as looking for it. */
const keepersLook = { ...all('not_allowed'), owner: 'knock_not_found', moderator: 'knock_not_found' } as const;

const none = () => ({});
const place = (roomId: RoomId, { epochId }: Objects) => ({ roomId, epochId });

/** Rows for each request, asked in a live session: one that has none does not compile. */
const rows: { readonly [Name in RequestName]: readonly Row<Name>[] } = {
  resume: [{ params: () => ({ position: null }), heard: everybody }],
  'replay.pull': [{ params: none, heard: all('nothing_to_pull') }],
  'snapshot.pull': [{ params: () => ({ part: 0 }), heard: all('nothing_to_pull') }],
  'healing.cut': [{ params: () => ({ offers: [] }), heard: everybody }],
  'healing.offer': [{ params: () => ({ pieces: [] }), heard: everybody }],
  'healing.give': [{ params: () => ({ epochs: [], events: [] }), heard: everybody }],
  'healing.done': [{ params: none, heard: everybody }],
  'healing.report': [{ params: none, heard: everybody }],
  'history.page': [
    { about: 'a room of theirs', params: (at) => ({ ...place(at.ours, at), maxItems: 10 }), heard: everybody },
    {
      about: 'a private room of others',
      params: (at) => ({ ...place(at.theirs, at), maxItems: 10 }),
      heard: all('room_not_found'),
    },
  ],
  'message.info': [
    { about: 'a room of theirs', params: (at) => ({ ...place(at.ours, at), streamSeq: 4 }), heard: everybody },
    {
      about: 'a private room of others',
      params: (at) => ({ ...place(at.theirs, at), streamSeq: 4 }),
      heard: all('room_not_found'),
    },
  ],
  'marker.set': [
    { about: 'a room of theirs', params: (at) => ({ ...place(at.ours, at), readUpTo: 0 }), heard: everybody },
    {
      about: 'a private room of others',
      params: (at) => ({ ...place(at.theirs, at), readUpTo: 0 }),
      heard: all('room_not_found'),
    },
  ],
  'marker.list': [{ params: none, heard: everybody }],
  'room.browse': [{ params: none, heard: everybody }],
  'clock.read': [{ params: none, heard: everybody }],
  'device.list': [
    { about: 'themselves', params: none, heard: everybody },
    { about: 'somebody else', params: ({ other }) => ({ personId: other }), heard: owners },
  ],
  'device.offer': [{ params: () => ({ inviteId: inviteIdOf(1), forMs: 1_000 }), heard: everybody }],
  'claim.list': [{ params: none, heard: everybody }],
  'claim.open': [{ params: () => ({ claimId: 9, nonce: sampleBytes(32) }), heard: all('claim_not_found') }],
  'claim.refuse': [{ params: () => ({ claimId: 9 }), heard: all('claim_not_found') }],
  'knock.list': [{ params: none, heard: keepers }],
  'knock.open': [{ params: () => ({ knockId: 9 }), heard: keepersLook }],
  'knock.refuse': [{ params: () => ({ knockId: 9 }), heard: keepersLook }],
  'door.read': [{ params: none, heard: keepers }],
  'invite.list': [{ params: none, heard: keepers }],
  'report.list': [
    { about: 'reports of their own', params: () => ({ of: 'own' }), heard: everybody },
    { about: 'open reports', params: () => ({ of: 'open' }), heard: keepers },
    { about: 'closed reports', params: () => ({ of: 'closed' }), heard: keepers },
  ],
  'audit.list': [{ params: () => ({ maxEntries: 10 }), heard: owners }],
};

/** A server with an owner, whose rooms these are, and somebody of the role who asks. */
async function setupAsker(role: PersonRole) {
  const world = await setupChatServer();
  const [olga, ben, asker] = [await world.join(1), await world.join(2), await world.join(3)];
  await world.server.act({ kind: 'person.setRole', body: { personId: olga.personId, role: 'owner' } });
  const isPrivate = { topic: '', visibility: 'private', history: 'everything' } as const;
  async function make(name: string, people: readonly PersonId[]): Promise<RoomId> {
    olga.take();
    olga.sendCommand('room.create', { ...isPrivate, name });
    await world.settle();
    const roomId = (await world.log.directory()).rooms
      .map(({ room }) => room)
      .find((room) => room.name === name)?.roomId;
    if (roomId === undefined) throw new Error(`${name} was not made`);
    for (const personId of people) olga.sendCommand('room.invite', { roomId, personId });
    await world.settle();
    return roomId;
  }
  const theirs = await make('Theirs', [ben.personId]);
  const ours = await make('Ours', [ben.personId, asker.personId]);
  for (const roomId of [theirs, ours])
    olga.sendCommand('message.send', { roomId, content: { type: 'text', text: 'between us' } });
  await world.server.act({ kind: 'person.setRole', body: { personId: asker.personId, role } });
  await world.settle();
  asker.take();
  const { epochId } = (await world.log.directory()).epoch;
  return { world, asker, objects: { epochId, theirs, ours, other: ben.personId } };
}

const cases = (Object.keys(rows) as RequestName[]).flatMap((name) =>
  // Each row is one of its own request; over all of them TypeScript cannot say so.
  (rows[name] as readonly Row<RequestName>[]).map((row) => ({ name, row, about: row.about ?? 'what they may' })),
);

describe.each(cases)('$name of $about', ({ name, row }) => {
  it.each(personRoleSchema.options)('[T9] is answered to a %s as the table says', async (role) => {
    const { world, asker, objects } = await setupAsker(role);
    const id = asker.sendRequest(name, row.params(objects));
    await world.settle();
    const [reply] = asker.takeOf('reply').filter((frame) => frame['id'] === id);
    const error = reply?.['error'] as { readonly type: string } | undefined;
    expect(error === undefined ? reply?.type : error.type).toBe(row.heard[role]);
  });
});
