import { describe, expect, it } from 'vitest';
import { present } from '#shared/assert.ts';
import type { DeviceKey, RoomId, ServerId } from '#shared/domain/ids.ts';
import { roomStream, serverStream } from '#shared/domain/stream.ts';
import type { MessageItem } from '#shared/ipc/chat-view.ts';
import type { PersonLink } from '#shared/protocol/snapshot.ts';
import { signDeviceLink } from '#main/identity/device-link.ts';
import { createIds } from '#main/identity/ids.ts';
import { createKeyPair } from '#main/identity/key-pair.ts';
import { systemRandom } from '#main/identity/system-random.ts';
import { createDirectClientStore, createMemoryClientDatabase } from '#main/storage/client/direct-client-store.ts';
import type { WritableDb } from '#main/storage/readable-db.ts';
import {
  general,
  setupMember,
  setupNewcomer,
  type ClientStoreBackend,
  type TestClient,
} from '#test/contract/client-store-setup.ts';
import { createFakeClock } from '#test/support/fake-clock.ts';
import { personEntry } from './sample-room.ts';
import { seedOf, type SampleEvent, type SamplePerson, type SampleServer } from './sample-server.ts';

/** The same person at another device. */
function deviceOf(person: SamplePerson, number: number): SamplePerson {
  const keys = createKeyPair(seedOf(number));
  return { personId: person.personId, keys, device: keys.publicKey as DeviceKey };
}

interface NewLink {
  readonly by: SamplePerson;
  readonly added: SamplePerson;
  /** What the new key signed, where that is not this very link. */
  readonly agreed?: object;
}

function linked(server: SampleServer, { by, added, agreed = {} }: NewLink): SampleEvent {
  const link = { serverId: server.serverId, personId: by.personId, linkedBy: by.device, ...agreed };
  const body = { device: added.device, proof: signDeviceLink(added.keys, link) };
  return server.log(by, { stream: serverStream, kind: 'device.link', body });
}

function vouched(server: SampleServer, by: SamplePerson, added: SamplePerson): SampleEvent {
  const body = { device: added.device, personId: added.personId };
  return server.log(by, { stream: serverStream, kind: 'device.vouch', body });
}

function linkOf({ frame, header }: SampleEvent): PersonLink {
  const { command, signature } = JSON.parse(frame) as Pick<PersonLink, 'command' | 'signature'>;
  return { person: header.person, command, signature };
}

async function said(client: TestClient): Promise<Pick<MessageItem, 'isForged' | 'vouchedBy'> | undefined> {
  return (await client.timeline()).findLast((item): item is MessageItem => item.type === 'message');
}

const databases = new Map<ServerId, WritableDb>();
const backend: ClientStoreBackend = {
  open: (serverId, deviceSeed) => {
    const db = databases.get(serverId) ?? createMemoryClientDatabase();
    databases.set(serverId, db);
    const deviceKeys = createKeyPair(deviceSeed);
    return Promise.resolve(
      createDirectClientStore({ db, serverId, deviceKeys, clock: createFakeClock(), random: systemRandom }),
    );
  },
};

describe('devices', () => {
  const authentic = { isForged: false, vouchedBy: null };

  it('[P11, P18] speak for the person whose first one they are, and for nobody else', async () => {
    const { client, server, ann, ben } = await setupMember(backend);
    await client.receive(server.message({ ...ben, personId: ann.personId }, general, 'I am Ann'));
    expect(await said(client)).toMatchObject({ isForged: true });
    await client.receive(server.message(ann, general, 'I am'));
    expect(await said(client)).toMatchObject(authentic);
  });

  it('[P18] that both keys have signed for speak for the person from then on, also after a restart', async () => {
    const { client, server, ann } = await setupMember(backend);
    const laptop = deviceOf(ann, 901);
    await client.receive(server.message(laptop, general, 'too early'));
    expect(await said(client)).toMatchObject({ isForged: true });
    await client.receive(linked(server, { by: ann, added: laptop }), server.message(laptop, general, 'hello'));
    expect(await said(client)).toMatchObject(authentic);
    await client.restart();
    await client.receive(server.message(laptop, general, 'again'));
    expect(await said(client)).toMatchObject(authentic);
  });

  it('[P18] go on from one that was linked to the next', async () => {
    const { client, server, ann } = await setupMember(backend);
    const [laptop, phone] = [deviceOf(ann, 902), deviceOf(ann, 903)];
    await client.receive(linked(server, { by: ann, added: laptop }), linked(server, { by: laptop, added: phone }));
    await client.receive(server.message(phone, general, 'hello'));
    expect(await said(client)).toMatchObject(authentic);
  });

  it('[P18] that the new key did not sign for are nobody’s', async () => {
    const { client, server, ann, ben } = await setupMember(backend);
    const laptop = deviceOf(ann, 904);
    for (const agreed of [{ personId: ben.personId }, { linkedBy: ben.device }]) {
      await client.receive(
        linked(server, { by: ann, added: laptop, agreed }),
        server.message(laptop, general, 'hello'),
      );
      expect(await said(client)).toMatchObject({ isForged: true });
    }
  });

  it('[P18] that another person’s key signed for are not theirs', async () => {
    const { client, server, ann, ben } = await setupMember(backend);
    const laptop = deviceOf(ann, 905);
    const asAnn = { ...ben, personId: ann.personId };
    await client.receive(linked(server, { by: asAnn, added: laptop }), server.message(laptop, general, 'hello'));
    expect(await said(client)).toMatchObject({ isForged: true });
  });

  it('[T8] that somebody vouched for are marked so, and so is what they link', async () => {
    const { client, server, ann, ben } = await setupMember(backend);
    const [laptop, phone] = [deviceOf(ann, 906), deviceOf(ann, 907)];
    const changes = await client.receive(vouched(server, ben, laptop));
    expect(changes.people).toMatchObject([{ personId: ann.personId, vouched: { by: ben.personId } }]);
    await client.receive(server.message(laptop, general, 'it is me'));
    expect(await said(client)).toMatchObject({ isForged: false, vouchedBy: ben.personId });
    await client.receive(linked(server, { by: laptop, added: phone }), server.message(phone, general, 'and here'));
    expect(await said(client)).toMatchObject({ isForged: false, vouchedBy: ben.personId });
    await client.receive(server.message(ann, general, 'my own key'));
    expect(await said(client)).toMatchObject(authentic);
  });

  it('[T8] that somebody vouched for are marked in what they do, too: in the notices of rooms', async () => {
    const { client, server, ann, ben } = await setupMember(backend);
    const [laptop, phone] = [deviceOf(ann, 914), deviceOf(ann, 915)];
    const stream = roomStream(general);
    const does = [ann, laptop, phone].flatMap((author) => [
      server.log(author, { stream, kind: 'room.rename', body: { roomId: general, name: 'den' } }),
      server.log(author, { stream, kind: 'room.setTopic', body: { roomId: general, topic: 'pay Ann' } }),
    ]);
    await client.receive(vouched(server, ben, laptop), linked(server, { by: laptop, added: phone }), ...does);
    const notices = (await client.timeline()).flatMap((item) => (item.type === 'notice' ? [item] : []));
    expect(notices.slice(-6).map(({ notice, isForged, vouchedBy }) => [notice, isForged, vouchedBy])).toEqual(
      [null, ben.personId, ben.personId].flatMap((by) => [
        ['room.renamed', false, by],
        ['room.topicSet', false, by],
      ]),
    );
  });

  it.each(['herself', 'an owner'])(
    '[T8] that were vouched for and are revoked mark what they said, and their person no more (by %s)',
    async (by) => {
      const { client, server, ann, ben } = await setupMember(backend);
      const laptop = deviceOf(ann, 912);
      const isVouched = async () =>
        (await client.store.people()).some(({ personId, vouched: by }) => personId === ann.personId && by !== null);
      const revoked = (author: SamplePerson) =>
        server.log(author, { stream: serverStream, kind: 'device.revoke', body: { device: laptop.device } });
      await client.receive(vouched(server, ben, laptop), server.message(laptop, general, 'it is me'));
      await client.receive(revoked({ ...ben, personId: ann.personId }));
      expect(await isVouched()).toBe(true);
      const changes = await client.receive(revoked(by === 'herself' ? ann : ben));
      expect(changes.people).toMatchObject([{ personId: ann.personId, vouched: null }]);
      await client.restart();
      expect(await isVouched()).toBe(false);
      expect(await said(client)).toMatchObject({ isForged: false, vouchedBy: ben.personId });
    },
  );

  it.each([
    ['may come in', true],
    ['were revoked', false],
  ])('[P7, T8] of a snapshot that were vouched for and %s mark their person accordingly', async (_what, isCurrent) => {
    const { client, server, me, ann, ben } = await setupMember(backend);
    const laptop = deviceOf(ann, 913);
    const links = [linkOf(vouched(server, ben, laptop))];
    const devices = isCurrent ? [ann.device, laptop.device] : [ann.device];
    const people = [personEntry(me, 'me'), { ...personEntry(ann, 'Ann'), devices, links }, personEntry(ben, 'Ben')];
    const parts = [JSON.stringify({ people, rooms: [], members: [] })];
    const common = { epoch: server.epoch, position: server.position(), epochs: server.epochs };
    await client.store.applySnapshot({ ...common, firstRoomId: null, cutSeq: null, parts });
    const known = (await client.store.people()).find(({ personId }) => personId === ann.personId);
    expect(known?.vouched?.by).toBe(isCurrent ? ben.personId : undefined);
  });

  it('[P18, T8] that are a person’s first one stay unmarked, whoever vouches for them or links them', async () => {
    const { client, server, ann, ben } = await setupMember(backend);
    const laptop = deviceOf(ann, 911);
    const changes = await client.receive(vouched(server, ben, ann));
    expect(changes.people).toEqual([]);
    await client.receive(vouched(server, ben, laptop), linked(server, { by: laptop, added: ann }));
    await client.receive(server.message(ann, general, 'my own key'));
    expect(await said(client)).toMatchObject(authentic);
  });

  it('[P11] are asked who signed that somebody is blocked', async () => {
    const { client, server, me, ben } = await setupMember(backend);
    const isBlocked = async () =>
      (await client.store.people()).find(({ personId }) => personId === ben.personId)?.isBlocked;
    const block = () =>
      server.log(me, {
        stream: serverStream,
        kind: 'person.setBlock',
        body: { personId: ben.personId, isBlocked: true },
      });
    const common = { epoch: server.epoch, source: 'live' } as const;
    const { frame: text } = block();
    await client.store.applyFrames({ ...common, frames: [{ text, isSigned: false }], position: server.position() });
    expect(await isBlocked()).toBe(false);
    await client.receive(block());
    expect(await isBlocked()).toBe(true);
  });

  it('[P11] are asked who signed what somebody is called', async () => {
    const { client, server, me, ben } = await setupMember(backend);
    const nameOf = async (personId: string) =>
      (await client.store.people()).find((person) => person.personId === personId)?.displayName;
    const common = { epoch: server.epoch, source: 'live' } as const;
    const apply = (text: string, isSigned: boolean) =>
      client.store.applyFrames({ ...common, frames: [{ text, isSigned }], position: server.position() });
    const stream = serverStream;
    const rename = () => server.log(ben, { stream, kind: 'person.rename', body: { displayName: 'Benedikt' } }).frame;
    const cleo = deviceOf(me, 911);
    const newcomer = { ...cleo, personId: createIds(server.serverId).personId(cleo.device) };
    const admit = () => server.log(newcomer, { stream, kind: 'person.admit', body: { displayName: 'Cleo' } }).frame;
    await apply(rename(), false);
    await apply(admit(), false);
    expect([await nameOf(ben.personId), await nameOf(newcomer.personId)]).toEqual(['Ben', undefined]);
    await apply(rename(), true);
    await apply(admit(), true);
    expect([await nameOf(ben.personId), await nameOf(newcomer.personId)]).toEqual(['Benedikt', 'Cleo']);
  });

  it('[P7, P18] of a snapshot are those whose links were signed, in whatever order they are told', async () => {
    const { client, server, me, ann, ben } = await setupMember(backend);
    const [laptop, phone, evil] = [deviceOf(ann, 908), deviceOf(ann, 909), deviceOf(ann, 910)];
    const events = [linked(server, { by: ann, added: laptop }), linked(server, { by: laptop, added: phone })];
    const forged = linked(server, { by: { ...ben, personId: ann.personId }, added: evil });
    const links = [forged, ...events.toReversed()].map(linkOf);
    const entry = { ...personEntry(ann, 'Ann'), devices: [ann.device, evil.device], links };
    const parts = [
      JSON.stringify({ people: [personEntry(me, 'me'), entry, personEntry(ben, 'Ben')], rooms: [], members: [] }),
    ];
    const common = { epoch: server.epoch, position: server.position(), epochs: server.epochs };
    await client.store.applySnapshot({ ...common, firstRoomId: null, cutSeq: null, parts });
    for (const [device, isForged] of [
      [phone, false],
      [evil, true],
    ] as const) {
      await client.receive(server.message(device, general, 'hello'));
      const held = await client.store.messageInfo({ author: ann.personId, commandId: server.lastCommandId });
      expect(held).toMatchObject({ ok: true, value: { info: { isForged } } });
    }
  });
});

describe('a database of a device that was linked to somebody', () => {
  it('[P18] becomes theirs, and keeps nothing of the stranger it was to be', async () => {
    const { client, ann } = await setupNewcomer(backend);
    await client.store.queueCommand({ kind: 'person.admit', body: { displayName: 'Ann' } });
    const before = await client.store.load();
    expect(before.isLinked).toBe(false);
    expect(await client.store.becomePerson(ann.personId)).toBe(true);
    await client.restart();
    const after = await client.store.load();
    expect(after).toMatchObject({ personId: ann.personId, isLinked: true, device: before.device });
    expect(after.outboxId).not.toBe(before.outboxId);
    expect(await client.take()).toEqual([]);
  });

  it('[P17, P18] takes what waits along, into the rooms that the person makes', async () => {
    const { client, server, ann, ben } = await setupNewcomer(backend);
    const { store } = client;
    const plans = { name: 'plans', topic: '', visibility: 'public', history: 'everything' } as const;
    const queued = [
      await store.queueCommand({ kind: 'room.create', body: plans }),
      await store.queueCommand({ kind: 'direct.open', body: { personIds: [ben.personId] } }),
    ];
    for (const { roomId } of queued) await client.say('hello', present(roomId, 'it makes one'));
    await store.becomePerson(ann.personId);
    await client.restart();
    const ids = createIds(server.serverId);
    const made = [
      ids.objectId(ann.personId, present(queued[0], 'two').commandId) as RoomId,
      ids.directId([ann.personId, ben.personId].toSorted()),
    ];
    const rooms = await client.store.rooms();
    expect(rooms.map(({ roomId }) => roomId).toSorted()).toEqual(made.toSorted());
    for (const roomId of made) expect(await client.lines(roomId)).toEqual(['hello']);
    const bodies = present(databases.get(server.serverId), 'it is open').query<[], { readonly body: string }>(
      "SELECT body FROM outbox WHERE kind = 'message.send' ORDER BY place",
    );
    expect(bodies.all().map(({ body }) => (JSON.parse(body) as { readonly roomId: string }).roomId)).toEqual(made);
  });

  it('[P18] stays whose it is once it holds something of the server', async () => {
    const { client, me, ann } = await setupMember(backend);
    expect(await client.store.becomePerson(ann.personId)).toBe(false);
    await client.restart();
    expect((await client.store.load()).personId).toBe(me.personId);
  });
});
