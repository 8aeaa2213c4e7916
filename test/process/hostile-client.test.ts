import { once } from 'node:events';
import { connect as connectTcp } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createKeyPair } from '#main/identity/key-pair.ts';
import { clientTextFrame } from '#test/bench/frame-reader.ts';
import { openHallwayClient, type HallwayLoadClient } from '#test/bench/hallway-load-client.ts';
import { isMessage, isServer, type ChatScript } from '#test/support/chat-script.ts';
import { openOffice, type Office, type OpenServer } from '#test/support/office.ts';
import { epochIdOf, outboxIdOf, roomIdOf } from '#test/support/sample-ids.ts';
import { openRawClient, openTlsLine, type RawClient } from '#test/support/tls-raw-client.ts';

const opcodes = { text: 1, binary: 2 };
const unmasked = Buffer.from([0x81, 2, 0x7b, 0x7d]);
/** Final, text, masked, and a length in eight bytes of which nothing follows. */
const announcing99Megabytes = Buffer.from([0x81, 0xff, 0, 0, 0, 0, 0x05, 0xe6, 0x9e, 0xc0, 0, 0, 0, 0]);

let office: Office;
let server: OpenServer;
/** Two people who chat all the while, and notice nothing of what somebody else does to their server. */
let mara: ChatScript;
let ole: ChatScript;
let said = 0;

beforeAll(async () => {
  office = openOffice();
  server = await office.openServer();
  [mara, ole] = [office.openChat('Mara'), office.openChat('Ole')];
  await Promise.all([mara, ole].map((chat) => chat.ask('wait', { for: 'room', room: 'general' })));
});

afterAll(() => office.close());

/** Mara's next message arrives; what is amiss then: a message lost, doubled or out of order, somebody out of touch. */
async function whatTheyNoticed(): Promise<unknown[]> {
  said += 1;
  await mara.ask('message.send', { room: 'general', text: `message ${said}` });
  await ole.until(isMessage(`message ${said}`));
  const heard = ole.of('message').filter(({ personName }) => personName === 'Mara');
  const wrongWords = heard.map((message) => message['text']).filter((words, index) => words !== `message ${index + 1}`);
  const outages = [mara, ole].flatMap((chat) => {
    const states = chat.of('server');
    return states.slice(states.findIndex(isServer('online'))).filter((event) => !isServer('online')(event));
  });
  return [...(heard.length === said ? [] : [`${heard.length} of ${said} messages`]), ...wrongWords, ...outages];
}

/** What the server said is wrong, in its `error` frames. */
async function errorsOf(client: RawClient): Promise<string[]> {
  const frames = (await client.framesUntilEnd()).filter(({ first }) => first === 0x81);
  return frames.flatMap(({ payload }) => {
    const frame = JSON.parse(payload.toString('utf8')) as { readonly type: string; readonly error: { type: string } };
    return frame.type === 'error' ? [frame.error.type] : [];
  });
}

function hello(): object {
  return { type: 'hello', versions: [1], nonce: Buffer.alloc(32, 7).toString('base64url') };
}

function falseLogin(): object {
  const { publicKey } = createKeyPair(Buffer.alloc(32, 8));
  return {
    type: 'login',
    device: publicKey,
    proof: Buffer.alloc(64, 9).toString('base64url'),
    outboxId: outboxIdOf(1),
  };
}

interface Stranger {
  readonly does: string;
  act(client: RawClient): void;
  readonly code: number;
  readonly errors: readonly string[];
}

function says(...frames: readonly object[]): Stranger['act'] {
  return (client) => {
    for (const frame of frames) client.sendFrame(opcodes.text, Buffer.from(JSON.stringify(frame)));
  };
}

const strangers: readonly Stranger[] = [
  {
    does: 'sends half a frame of JSON',
    act: (client) => client.sendFrame(opcodes.text, Buffer.from('{"type":')),
    code: 4504,
    errors: ['invalid_frame'],
  },
  {
    does: 'sends a command before its login',
    act: says({ type: 'command', command: {}, signature: '' }),
    code: 4002,
    errors: ['unexpected_frame', 'login_timeout'],
  },
  { does: 'proves nothing', act: says(hello(), falseLogin()), code: 4502, errors: ['proof_wrong'] },
  {
    does: 'speaks no version of this server',
    act: says({ ...hello(), versions: [99] }),
    code: 4501,
    errors: ['version_unsupported'],
  },
  {
    does: 'sends 2 KiB before its login',
    act: (client) => client.sendFrame(opcodes.text, Buffer.alloc(2_048, ' ')),
    code: 1009,
    errors: [],
  },
  { does: 'announces 99 MB', act: ({ socket }) => socket.write(announcing99Megabytes), code: 1009, errors: [] },
  {
    does: 'sends bytes instead of text',
    act: (client) => client.sendFrame(opcodes.binary, Buffer.from('{}')),
    code: 1003,
    errors: [],
  },
  { does: 'talks without a mask', act: ({ socket }) => socket.write(unmasked), code: 1002, errors: [] },
];

describe('a stranger that', () => {
  it.each(strangers)('$does is told with $code, and nobody else notices', async ({ act, code, errors }) => {
    const client = await openRawClient(server.port);
    act(client);
    expect(await client.closeCode()).toBe(code);
    expect(await errorsOf(client)).toEqual(errors);
    expect(await whatTheyNoticed()).toEqual([]);
  });

  it('speaks no TLS, or hangs up within it or within its request, is forgotten', async () => {
    for (const words of [Buffer.from('GET / HTTP/1.1\r\n\r\n'), Buffer.alloc(2_000, 0xa5), Buffer.from([0x16, 3, 1])]) {
      const socket = connectTcp(server.port, '127.0.0.1');
      socket.on('error', () => undefined);
      await once(socket, 'connect');
      socket.end(words);
      socket.resume();
      await once(socket, 'close');
    }
    const line = await openTlsLine(server.port);
    line.write('GET /hallway HTTP/1.1\r\nUpgr');
    line.destroy();
    expect(await whatTheyNoticed()).toEqual([]);
  });
});

describe('a colleague whose client', () => {
  let client: HallwayLoadClient;
  const send = (frame: string): void => client.socket.sendText(frame);
  const sendMessage = (roomId: string = client.firstRoomId): string =>
    client.commandFrame('message.send', { roomId, content: { type: 'text', text: 'from a broken client' } });

  /** The next frame that is an answer. */
  async function answer(): Promise<Record<string, unknown>> {
    for (;;) {
      const frame = JSON.parse(await client.socket.next()) as Record<string, unknown>;
      if (['accepted', 'refused', 'reply', 'error'].includes(String(frame['type']))) return frame;
    }
  }

  beforeAll(async () => {
    client = await openHallwayClient({ host: '127.0.0.1', port: server.port, path: '/hallway' }, 'Nils');
    await client.run('room.join', { roomId: client.firstRoomId });
  });

  it('[P14] leaves a number out is told which one is next, and goes on from there', async () => {
    const [left, out] = [sendMessage(), sendMessage()];
    send(out);
    expect(await answer()).toMatchObject({
      type: 'refused',
      isFinal: false,
      error: { type: 'out_of_order', expected: 3 },
    });
    send(left);
    expect(await answer()).toMatchObject({ type: 'accepted', number: 3 });
    send(out);
    expect(await answer()).toMatchObject({ type: 'accepted', number: 4 });
    expect(await whatTheyNoticed()).toEqual([]);
  });

  it('[P2] writes into a room that nobody knows is refused for good, and its next message is taken', async () => {
    send(sendMessage(roomIdOf(404)));
    expect(await answer()).toMatchObject({ type: 'refused', isFinal: true, error: { type: 'room_not_found' } });
    send(sendMessage());
    expect(await answer()).toMatchObject({ type: 'accepted' });
    expect(await whatTheyNoticed()).toEqual([]);
  });

  it('[P2] sends a command of no kind is refused for good', async () => {
    send(client.commandFrame('room.explode', { roomId: client.firstRoomId }));
    expect(await answer()).toMatchObject({ type: 'refused', isFinal: true, error: { type: 'unknown_command' } });
    expect(await whatTheyNoticed()).toEqual([]);
  });

  it('asks for what is beyond the ends, or for nothing that there is, gets an error for each', async () => {
    const page = { roomId: client.firstRoomId, epochId: client.epochId, maxItems: 20 };
    const requests = [
      { name: 'history.page', params: { ...page, after: 1_000_000 } },
      { name: 'history.page', params: { ...page, epochId: epochIdOf(404) } },
      { name: 'history.page', params: { roomId: client.firstRoomId } },
      { name: 'room.explode', params: {} },
    ];
    const problems: unknown[] = [];
    for (const [id, request] of requests.entries()) {
      send(JSON.stringify({ type: 'request', id, ...request }));
      problems.push(((await answer())['error'] as { readonly type: string }).type);
    }
    expect(problems).toEqual(['beyond_end', 'wrong_epoch', 'invalid_params', 'unknown_request']);
    expect(await whatTheyNoticed()).toEqual([]);
  });

  it('sends what cannot be read is told each time, and hung up on at the 20th', async () => {
    const frame = clientTextFrame('{"type":"request"}');
    client.socket.send(Buffer.concat(Array.from({ length: 20 }, () => frame)));
    for (let count = 0; count < 20; count += 1) {
      expect(await answer()).toMatchObject({ type: 'error', error: { type: 'invalid_frame' } });
    }
    expect(await whatTheyNoticed()).toEqual([]);
  });
});
