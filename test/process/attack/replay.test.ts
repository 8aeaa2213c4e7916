import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { connect as connectTcp } from 'node:net';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { formatCommandFrame } from '#shared/protocol/command-frame.ts';
import { canonicalJson } from '#main/identity/canonical-json.ts';
import { createCertificate } from '#main/transport/certificate.ts';
import { isMessage, isServer, type ChatScript } from '#test/support/chat-script.ts';
import { startEavesdropper } from '#test/support/eavesdropper.ts';
import { openOffice, type Office, type OpenServer } from '#test/support/office.ts';
import { sampleBytes } from '#test/support/sample-ids.ts';
import { openStranger, type Frame, type Greeting, type Stranger } from '#test/support/stranger.ts';

const rounds = 20;

let office: Office;
let server: OpenServer;
/** Sees what comes into the room. */
let mara: ChatScript;
let roomId = '';
let victim: Recorded;

/** A device that was let in and has said something, and every frame it sent for that. */
interface Recorded {
  readonly seed: Uint8Array;
  readonly greeting: Greeting;
  readonly stranger: Stranger;
  readonly frames: readonly string[];
}

beforeAll(async () => {
  office = openOffice();
  server = await office.openServer();
  mara = office.openChat('Mara');
  await mara.ask('wait', { for: 'room', room: 'general' });
  await mara.ask('message.send', { room: 'general', text: 'first' });
  roomId = String((await mara.until(isMessage('first')))['room']);
  victim = await enter('Victor');
});
afterAll(() => office.close());

async function enter(displayName: string): Promise<Recorded> {
  const seed = randomBytes(32);
  const stranger = await openStranger(server.port, seed);
  const greeting = await stranger.hello();
  stranger.send(greeting.login);
  expect(await stranger.next()).toMatchObject({ type: 'session', state: 'pending' });
  const common = { salt: sampleBytes(16), writtenAt: Date.now() };
  const commands = [
    { kind: 'person.admit', body: { ...common, displayName } },
    { kind: 'room.join', body: { ...common, roomId } },
    { kind: 'message.send', body: { ...common, roomId, content: { type: 'text', text: `said by ${displayName}` } } },
  ];
  const frames = commands.map((command, index) =>
    stranger.commandText(greeting.serverId, { ...command, number: index + 1 }),
  );
  for (const [index, frame] of frames.entries()) {
    stranger.socket.sendText(frame);
    const { type, error } = await answerOf(stranger);
    expect({ type, error }).toEqual({ type: 'accepted' });
    const state = index === 0 ? (await stranger.next())['state'] : 'active';
    expect(state).toBe('active');
  }
  await mara.until(isMessage(`said by ${displayName}`));
  return { seed, greeting, stranger, frames };
}

/** The next frame that answers something. */
async function answerOf(stranger: Stranger): Promise<Frame> {
  for (;;) {
    const frame = await stranger.next();
    if (['accepted', 'refused', 'error', 'reply'].includes(frame.type)) return frame;
  }
}

function isRemoval(frame: Frame | undefined): boolean {
  return JSON.stringify(frame?.['error']) === '{"type":"device_removed"}';
}

/** What of a device stands in the server's log, by the outbox that all of its commands name. */
function logged({ stranger }: Recorded): number {
  const db = new DatabaseSync(join(office.serverFolder, 'server.db'), { readOnly: true });
  const row = db.prepare('SELECT count(*) AS count FROM events WHERE instr(command, ?) > 0').get(stranger.outboxId);
  db.close();
  return Number(row?.['count']);
}

/** A frame of another device as if it were of this one, with the signature that it had. */
function inOwnName(frame: string, own: object): string {
  const { command, signature } = JSON.parse(frame) as { readonly command: object; readonly signature: string };
  return formatCommandFrame(canonicalJson({ ...command, ...own }), signature);
}

/** What has come to Mara more than once as its author's own: whatever is sent again is seen by then. */
async function doubled(): Promise<string[]> {
  const last = `said at ${Date.now()}`;
  await mara.ask('message.send', { room: 'general', text: last });
  await mara.until(isMessage(last));
  const texts = mara.of('message').flatMap(({ text, isForged }) => (isForged === true ? [] : [String(text)]));
  return texts.filter((text, index) => texts.indexOf(text) !== index);
}

describe('[T2, T3] what somebody recorded of a session', () => {
  it(`lets nobody log in over another connection, tried ${rounds} times`, async () => {
    const answers: unknown[] = [];
    for (let round = 0; round < rounds; round += 1) {
      const thief = await openStranger(server.port);
      const { clientNonce } = victim.greeting.exchange;
      thief.send({ type: 'hello', versions: [1], nonce: clientNonce });
      await thief.next();
      thief.send(victim.greeting.login);
      answers.push(await thief.next());
      thief.socket.close();
    }
    expect(answers).toEqual(Array.from({ length: rounds }, () => ({ type: 'error', error: { type: 'proof_wrong' } })));
  });

  it('lets nobody log in as the device with a proof of their own', async () => {
    const thief = await openStranger(server.port);
    const { login } = await thief.hello();
    thief.send({ ...login, device: victim.stranger.device.publicKey });
    expect(await thief.next()).toEqual({ type: 'error', error: { type: 'proof_wrong' } });
  });

  it('[D3] says nothing twice when the same device sends it again over a new connection', async () => {
    const again = await openStranger(server.port, victim.seed);
    const { login } = await again.hello();
    again.send({ ...login, outboxId: victim.stranger.outboxId });
    expect(await again.next()).toMatchObject({ type: 'session', state: 'active', lastNumber: victim.frames.length });
    for (const frame of victim.frames) {
      again.socket.sendText(frame);
      expect(await answerOf(again)).toMatchObject({ type: 'accepted' });
    }
    expect(await doubled()).toEqual([]);
  });

  it('[P10, P11] says nothing at all when another device sends it', async () => {
    const thief = await enter('Thea');
    for (const frame of victim.frames) {
      thief.stranger.socket.sendText(frame);
      expect(await answerOf(thief.stranger)).toMatchObject({ type: 'error', error: { type: 'invalid_frame' } });
    }
    const { stranger, frames } = thief;
    const own = { device: stranger.device.publicKey, outboxId: stranger.outboxId };
    // In the thief's name the signature holds no longer. Messages wait for no check of it: whoever gets them sees that.
    const answers: unknown[] = [];
    for (const [index, frame] of victim.frames.entries()) {
      stranger.socket.sendText(inOwnName(frame, { ...own, number: frames.length + 1 + index }));
      const { type, error } = await answerOf(stranger);
      answers.push(error ?? type);
    }
    expect(answers).toEqual([{ type: 'signature_wrong' }, { type: 'signature_wrong' }, 'accepted']);
    const stolen = await mara.until((event) => isMessage('said by Victor')(event) && event['personName'] === 'Thea');
    expect(stolen).toMatchObject({ isForged: true });
    expect(await doubled()).toEqual([]);
  });

  it('means nothing to a server that gets the very bytes that were on the wire', async () => {
    const tap = await startEavesdropper(await createCertificate());
    tap.passOn(server.port);
    const talker = await openStranger(tap.port);
    const greeting = await talker.hello();
    talker.send(greeting.login);
    await talker.next();
    const body = { displayName: 'Tapped', salt: sampleBytes(16), writtenAt: 1 };
    talker.socket.sendText(talker.commandText(greeting.serverId, { kind: 'person.admit', body, number: 1 }));
    await answerOf(talker);
    const recorded = tap.heard();
    expect(recorded.length).toBeGreaterThan(1_000);
    tap.close();
    for (let round = 0; round < rounds; round += 1) {
      const socket = connectTcp(server.port, '127.0.0.1');
      socket.on('error', () => undefined);
      await once(socket, 'connect');
      socket.write(recorded);
      socket.resume();
      await once(socket, 'close');
    }
    expect(await doubled()).toEqual([]);
  });
});

describe('[P18] a session that has ended', () => {
  it('is heard no more: what comes over the older connection of a device is not done', async () => {
    const older = await enter('Olga');
    const newer = await openStranger(server.port, older.seed);
    const { login, serverId } = await newer.hello();
    newer.send({ ...login, outboxId: older.stranger.outboxId });
    expect(await newer.next()).toMatchObject({ type: 'session', state: 'active' });
    const body = {
      roomId,
      content: { type: 'text', text: 'from beyond' },
      salt: sampleBytes(16),
      writtenAt: Date.now(),
    };
    const number = older.frames.length + 1;
    older.stranger.socket.sendText(older.stranger.commandText(serverId, { kind: 'message.send', body, number }));
    expect(await doubled()).toEqual([]);
    expect(mara.events().some(isMessage('from beyond'))).toBe(false);
  });

  it('is heard no more after its last error: what stands behind it is not done', async () => {
    const rude = await enter('Rudi');
    const body = { roomId, content: { type: 'text', text: 'too late' }, salt: sampleBytes(16), writtenAt: 1 };
    const number = rude.frames.length + 1;
    for (let error = 0; error < 20; error += 1) rude.stranger.send({ type: 'nonsense' });
    const late = rude.stranger.commandText(rude.greeting.serverId, { kind: 'message.send', body, number });
    rude.stranger.socket.sendText(late);
    for (let error = 0; error < 20; error += 1) expect(await answerOf(rude.stranger)).toMatchObject({ type: 'error' });
    expect(await doubled()).toEqual([]);
    expect(mara.events().some(isMessage('too late'))).toBe(false);
  });
});

describe('[T10] somebody who was removed while they were connected', () => {
  it('says nothing any more: what they signed before and after comes into the log over no other connection', async () => {
    const paula = office.openChat('Paula', '--server', String(server.claimLink));
    await paula.until(isServer('online'));
    const rita = await enter('Rita');
    const { stranger, greeting, frames } = rita;
    const saying = (text: string, number: number): string => {
      const body = { roomId, content: { type: 'text', text }, salt: sampleBytes(16), writtenAt: Date.now() };
      return stranger.commandText(greeting.serverId, { kind: 'message.send', body, number });
    };
    const before = saying('signed before', frames.length + 1);
    const isRita = ({ event, name }: { event: string; name?: unknown }) => event === 'person' && name === 'Rita';
    const personId = (await paula.until(isRita))['person'];
    const removal = { serverId: greeting.serverId, personId, standing: 'removed' };
    paula.say({ call: 'person.setStanding', params: removal });
    expect(await answerOf(stranger)).toEqual({ type: 'error', error: { type: 'device_removed' } });
    const kept = [...frames, before, saying('signed after', frames.length + 2)];
    const had = logged(rita);
    expect(had).toBe(frames.length);

    const again = await openStranger(server.port, rita.seed);
    const { login } = await again.hello();
    again.send({ ...login, outboxId: stranger.outboxId });
    for (const frame of kept) again.socket.sendText(frame);
    // What stands behind the login is read before it is known who that is, or not at all.
    const answers = [await answerOf(again)];
    while (!isRemoval(answers.at(-1))) answers.push(await answerOf(again));
    expect(answers.filter(({ type }) => type !== 'error')).toEqual([]);
    const { stranger: other } = await enter('Otto');
    for (const frame of kept) {
      other.socket.sendText(frame);
      expect(await answerOf(other)).toMatchObject({ type: 'error', error: { type: 'invalid_frame' } });
    }
    expect(await doubled()).toEqual([]);
    expect(
      mara.events().filter((event) => ['signed before', 'signed after'].some((text) => isMessage(text)(event))),
    ).toEqual([]);
    expect(logged(rita)).toBe(had);
  });
});
