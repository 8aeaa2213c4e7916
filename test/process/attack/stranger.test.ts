import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connect } from 'node:tls';
import { once } from 'node:events';
import { doorSchema } from '#shared/domain/door.ts';
import { sampleBodies } from '#test/support/sample-commands.ts';
import { commandIdOf, epochIdOf, sampleBytes } from '#test/support/sample-ids.ts';
import { isMessage, type ChatScript } from '#test/support/chat-script.ts';
import { inviteTo } from '#test/support/invite-to.ts';
import { openOffice, type Office, type OpenServer } from '#test/support/office.ts';
import { openStranger, type Frame, type Stranger } from '#test/support/stranger.ts';
import { askForUpgrade, askListener } from '#test/support/tls-request.ts';
import { requests, type RequestName } from '#shared/protocol/request.ts';
import { serverFrameSchemas } from '#shared/protocol/server-frame.ts';
import { clientSignals } from '#shared/protocol/signal.ts';

/** What `serve` is started with, one a door that is to be tried: what it says of itself in the `session` frame decides what is done. */
const doors: readonly { readonly options: readonly string[] }[] = doorSchema.options.map((door) => ({
  options: ['--door', door],
}));

/** Names that stand nowhere else: where one comes back, it was learnt from the server. */
const canaries = { person: 'Zephyrine', other: 'Balthasar', room: 'Xylophone', topic: 'quokkas', words: 'marzipan' };

/** What somebody may know from elsewhere, and ask about. */
interface Known {
  readonly roomId: string;
  readonly personId: string;
  readonly displayName: string;
}

describe.each(doors)('[P18, T6] a device that was never let in, at a server started with $options', ({ options }) => {
  /** One with people, rooms and talk, one in which nobody has ever been: a stranger must not be able to tell them apart. */
  let busyOffice: Office;
  let emptyOffice: Office;
  let busy: OpenServer;
  let empty: OpenServer;
  let people: readonly [ChatScript, ChatScript];
  let known: Known;
  /** By which others come in, whatever the door is. */
  let invitation: string;
  let said = 0;

  beforeAll(async () => {
    [busyOffice, emptyOffice] = [openOffice(), openOffice()];
    [busy, empty] = [await busyOffice.openServer(...options), await emptyOffice.openServer(...options)];
    const mara = busyOffice.openChat(canaries.person, '--server', String(busy.claimLink));
    await mara.ask('wait', { for: 'room', room: 'general' });
    invitation = await inviteTo(busy, mara, 10);
    const ole = busyOffice.openChat(canaries.other, '--server', invitation);
    people = [mara, ole];
    await Promise.all(people.map((chat) => chat.ask('wait', { for: 'room', room: 'general' })));
    await mara.ask('room.create', { name: canaries.room });
    await mara.ask('room.setTopic', { room: canaries.room, topic: canaries.topic });
    await mara.ask('message.send', { room: 'general', text: canaries.words });
    const message = await ole.until(isMessage(canaries.words));
    known = { roomId: String(message['room']), personId: String(message['person']), displayName: canaries.person };
  });
  afterAll(() => Promise.all([busyOffice.close(), emptyOffice.close()]));

  /** Something happens at the busy server, and its people have it. */
  async function beAlive(): Promise<void> {
    said += 1;
    const [mara, ole] = people;
    await mara.ask('message.send', { room: 'general', text: `${canaries.words} ${said}` });
    await ole.until(isMessage(`${canaries.words} ${said}`));
  }

  /** The same done at both servers: what came back of one alone, and the words of anybody in it. */
  async function whatIsLearnt(act: (server: OpenServer) => Promise<readonly object[]>): Promise<readonly unknown[]> {
    const [ofBusy, ofEmpty] = [await act(busy), await act(empty)];
    if (ofBusy.length === 0) return ['nothing came back'];
    const text = JSON.stringify(ofBusy).toLowerCase();
    const secrets = [...Object.values(canaries), 'general'].filter((secret) => text.includes(secret.toLowerCase()));
    const [told, toldByEmpty] = [ofBusy, ofEmpty].map((frames) => frames.map((frame) => JSON.stringify(frame)));
    const isSame = JSON.stringify(told) === JSON.stringify(toldByEmpty);
    return [...secrets, ...(isSame ? [] : (told ?? []).filter((frame, at) => frame !== toldByEmpty?.[at]))];
  }

  it('learns nothing from a certificate, a page or a request over HTTP', async () => {
    const paths = [
      '/',
      '/health',
      '/hallway',
      '/metrics',
      '/people',
      '/rooms',
      '/hallway/../health',
      '/hallway?people',
    ];
    const learnt = await whatIsLearnt(async ({ port }) => {
      const answers = await Promise.all(
        paths.flatMap((path) => [
          askListener(port, { path }),
          askListener(port, { path, method: 'POST' }),
          askForUpgrade(port, { path, headers: { 'Sec-WebSocket-Protocol': 'hallway' } }),
        ]),
      );
      return [
        ...answers.map(({ status, body, headers }) => ({ status, body, headers: Object.keys(headers) })),
        await certificateOf(port),
      ];
    });
    expect(learnt).toEqual([]);
  });

  it('learns nothing from what is answered before it has logged in', async () => {
    const learnt = await whatIsLearnt(async ({ port }) => {
      const heard: object[] = [];
      for (const frames of inGroups(everyFrame(known), 9)) {
        const stranger = await openStranger(port);
        heard.push(...(await tell(stranger, frames(stranger, 'a'.repeat(52)))));
        const { serverId } = await stranger.hello();
        heard.push(...(await tell(stranger, frames(stranger, serverId))));
        stranger.socket.close();
      }
      return heard;
    });
    expect(learnt).toEqual([]);
  });

  it('learns nothing from what is answered while it waits at the door', async () => {
    const learnt = await whatIsLearnt(async ({ port }) => {
      const heard: object[] = [];
      for (const frames of inGroups(everyFrame(known), 12)) {
        const { stranger, serverId, session } = await waitAtDoor(port);
        heard.push(session);
        if (port === busy.port) await beAlive();
        heard.push(...(await tell(stranger, frames(stranger, serverId))));
        if (port === busy.port) await beAlive();
        // What was said, who came and who typed meanwhile was not for its ears.
        heard.push(...(await tell(stranger, [])));
        stranger.socket.close();
      }
      return heard;
    });
    expect(learnt).toEqual([]);
  });

  it('learns of a name at a closed door no more than of one that nobody has', async () => {
    const learnt = await whatIsLearnt(async ({ port }) => {
      const heard: object[] = [];
      for (const displayName of [known.displayName, known.displayName.toUpperCase(), 'Nobody', 'server', ' ']) {
        const { stranger, serverId, session } = await waitAtDoor(port);
        heard.push(session);
        // An open door lets in whoever asks: that is no stranger any more.
        if (session['door'] !== 'open') {
          stranger.socket.sendText(admission(stranger, serverId, displayName));
          heard.push(withoutIds(await stranger.next()));
        }
        stranger.socket.close();
      }
      return heard;
    });
    expect(learnt).toEqual([]);
  });

  it('[T7] learns nothing from knocking while nobody comes to the door', async () => {
    const learnt = await whatIsLearnt(async ({ port, door }) => {
      const { stranger, serverId, session } = await waitAtDoor(port);
      const heard: object[] = [session];
      if (door !== 'open') {
        stranger.send({ type: 'knock', nonce: sampleBytes(32) });
        stranger.socket.sendText(admission(stranger, serverId, known.displayName));
        // Where one can knock, nobody answers.
        if (door === 'invite') heard.push(withoutIds(await stranger.next()));
        if (port === busy.port) await beAlive();
        heard.push(...(await tell(stranger, [])));
      }
      stranger.socket.close();
      return heard;
    });
    expect(learnt).toEqual([]);
  });

  it('is told nothing while others come, talk and go', async () => {
    const { stranger } = await waitAtDoor(busy.port);
    const guest = busyOffice.openChat('Guinevere', '--server', invitation);
    await guest.ask('wait', { for: 'room', room: 'general' });
    await guest.ask('message.send', { room: 'general', text: 'typed and said' });
    await people[0].until(isMessage('typed and said'));
    await guest.finish();
    await beAlive();
    expect(await tell(stranger, [])).toEqual([]);
    stranger.socket.close();
  });
});

type FramesOf = (stranger: Stranger, serverId: string) => readonly string[];

/** Every frame that the protocol knows but `hello`, `login` and the request to be let in, and some that it does not know. */
function everyFrame({ roomId, personId }: Known): readonly FramesOf[] {
  const ids = { roomId, epochId: epochIdOf(1) };
  const params: { readonly [Name in RequestName]?: object } = {
    resume: { position: null },
    'history.page': { ...ids, maxItems: 200 },
    'marker.set': { ...ids, readUpTo: 1 },
    'message.info': { ...ids, streamSeq: 1 },
    'snapshot.pull': { part: 0 },
    'healing.cut': { offers: [{ seq: 1, tag: sampleBytes(16) }] },
    'healing.offer': { pieces: [{ personId, commandId: commandIdOf(1), ...ids, seq: 1, tag: sampleBytes(16) }] },
    'healing.give': { epochs: [{ epoch: 1, epochId: epochIdOf(1) }], events: [] },
  };
  const names = [...Object.keys(requests), 'person.list', 'room.list', 'presence.list', '__proto__', 'constructor'];
  const signals = { 'typing.set': { roomId, isTyping: true }, 'presence.set': { state: 'here' } };
  const watch = { roomIds: [roomId], personIds: [personId], everybody: true };
  const signalNames = [...Object.keys(clientSignals), ...Object.keys(signals)];
  const commands = Object.entries(sampleBodies).filter(([kind]) => kind !== 'person.admit');
  const ours = { roomId, personId, personIds: [personId] };
  return [
    ...names.flatMap((name, id) => [
      plain({ type: 'request', id, name, params: (params as Record<string, object>)[name] ?? {} }),
      plain({ type: 'request', id: 100 + id, name, params: { roomId: 7 } }),
    ]),
    ...[...new Set(signalNames)].map((name) =>
      plain({ type: 'signal', name, params: (signals as Record<string, object>)[name] ?? watch }),
    ),
    ...commands.map(([kind, body], index): FramesOf => {
      const aimed = Object.fromEntries(
        Object.entries(body).map(([key, value]) => [key, (ours as Record<string, unknown>)[key] ?? value]),
      );
      return (stranger, serverId) => [stranger.commandText(serverId, { kind, body: aimed, number: index + 1 })];
    }),
    ...Object.keys(serverFrameSchemas)
      .filter((type) => type !== 'hello')
      .map((type) => plain({ type, of: ids })),
  ];
}

function plain(frame: object): FramesOf {
  return () => [JSON.stringify(frame)];
}

/** No more frames over one connection than it puts up with. */
function inGroups(frames: readonly FramesOf[], size: number): FramesOf[] {
  return Array.from(
    { length: Math.ceil(frames.length / size) },
    (_, group) => (stranger, serverId) =>
      frames.slice(group * size, (group + 1) * size).flatMap((each) => each(stranger, serverId)),
  );
}

async function waitAtDoor(port: number) {
  const stranger = await openStranger(port);
  const { serverId, login } = await stranger.hello();
  stranger.send(login);
  const frame = await stranger.next();
  expect(frame).toMatchObject({ type: 'session', state: 'pending' });
  const { serverId: _serverId, personId: _personId, commit: _commit, ...session } = frame;
  return { stranger, serverId, session };
}

/** Sends the frames; what came back, up to the answer to one more, without the ids that are the stranger's own. */
async function tell(stranger: Stranger, texts: readonly string[]): Promise<object[]> {
  for (const text of texts) stranger.socket.sendText(text);
  stranger.send({ type: 'that.is.all' });
  const heard: Frame[] = [];
  for (;;) {
    const frame = await stranger.next();
    if (JSON.stringify(frame).includes('that.is.all')) break;
    heard.push(frame);
  }
  return heard.map(withoutIds);
}

function withoutIds({ commandId: _commandId, ...frame }: Frame): object {
  return frame;
}

/** The request to be let in, the first of its outbox. */
function admission(stranger: Stranger, serverId: string, displayName: string): string {
  const body = { displayName, salt: sampleBytes(16), writtenAt: 1 };
  return stranger.commandText(serverId, { kind: 'person.admit', body, number: 1 });
}

async function certificateOf(port: number): Promise<object> {
  const socket = connect({ host: '127.0.0.1', port, rejectUnauthorized: false });
  await once(socket, 'secureConnect');
  const { subject, issuer, subjectaltname } = socket.getPeerCertificate();
  socket.destroy();
  return { subject, issuer, subjectaltname };
}
