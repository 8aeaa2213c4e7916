import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { formatJoinLine } from '#shared/discovery/join-line.ts';
import type { ServerId } from '#shared/domain/ids.ts';
import { createServerIdentity } from '#main/identity/server-identity.ts';
import { createCertificate, type Certificate } from '#main/transport/certificate.ts';
import type { Connection } from '#main/transport/connection.ts';
import { createFrame } from '#main/transport/frame.ts';
import { startEavesdropper, type Eavesdropper } from '#test/support/eavesdropper.ts';
import { openOffice, type Office, type OpenServer } from '#test/support/office.ts';
import { openRealClient, type RealClient } from '#test/support/real-client.ts';
import { createScriptedServer } from '#test/support/scripted-server.ts';
import { createSeededRandom } from '#test/support/seeded-random.ts';
import { answerHandshake } from '#test/support/tls-handshake.ts';
import { openRawClient } from '#test/support/tls-raw-client.ts';
import { startTlsServer } from '#test/support/tls-server.ts';

const rounds = 100;
/** Of a device that knows its server: what differs is how much it could tell. */
const knownRounds = 20;
const displayName = 'Mara Quillfeather';
const said = 'the vault opens at nine';
const token = Buffer.alloc(16, 0x5a).toString('base64url');
const impostorKey = createServerIdentity(new Uint8Array(32).fill(66));
const patience = { timeout: 60_000, interval: 2 };

let office: Office;
let server: OpenServer;
let certificate: Certificate;
let eavesdropper: Eavesdropper;
let recordedHello = '';
const disposals: (() => unknown)[] = [];

beforeAll(async () => {
  office = openOffice();
  server = await office.openServer();
  certificate = await createCertificate();
  eavesdropper = await startEavesdropper(certificate);
  recordedHello = await helloOf(server.port);
});

afterAll(async () => {
  eavesdropper.close();
  await Promise.all(disposals.splice(0).map((dispose) => dispose()));
  await office.close();
});

/** What the real server answers to a nonce that an impostor has chosen. */
async function helloOf(port: number): Promise<string> {
  const client = await openRawClient(port);
  const nonce = Buffer.alloc(32, 7).toString('base64url');
  client.sendFrame(1, Buffer.from(JSON.stringify({ type: 'hello', versions: [1], nonce })));
  const [first] = await client.framesUntilEnd();
  return first?.payload.toString('utf8') ?? '';
}

/** Listens with the eavesdropper's certificate, as the accomplice behind it. */
async function listenAs(onConnection: (connection: Connection) => void): Promise<number> {
  const { listener } = await startTlsServer({ certificate, onConnection });
  disposals.push(() => listener.close());
  return listener.port;
}

interface Impostor {
  readonly is: string;
  /** The port of what answers behind the eavesdropper. */
  start(): Promise<number>;
  readonly problem: string;
}

const impostors: readonly Impostor[] = [
  {
    is: 'a server of the same name on a key of its own',
    start: () => listenAs((connection) => answerHandshake(connection, impostorKey)),
    problem: 'other_server',
  },
  {
    is: 'one that shows the server’s public key and signs with another',
    start: () => {
      const { key } = JSON.parse(recordedHello) as { readonly key: string };
      const shown = { ...impostorKey, serverId: server.serverId as ServerId, publicKey: key };
      return listenAs((connection) => answerHandshake(connection, shown));
    },
    problem: 'proof_wrong',
  },
  {
    is: 'one that repeats a hello of the server that it recorded',
    start: () =>
      listenAs((connection) => {
        connection.onText(() => connection.send(createFrame(recordedHello)));
      }),
    problem: 'proof_wrong',
  },
  {
    is: 'one that skips the proof and says that all is well',
    start: () =>
      listenAs((connection) => {
        const session = { type: 'session', serverId: server.serverId, serverName: 'Nordlicht', state: 'active' };
        connection.onText(() => connection.send(createFrame(JSON.stringify(session))));
      }),
    problem: 'not_hallway',
  },
  { is: 'a relay to the real server', start: () => Promise.resolve(server.port), problem: 'proof_wrong' },
];

/** The client tries again and again, and each try comes to the end that it comes to by itself. */
async function tryRounds(
  client: RealClient,
  { serverId, count }: { serverId: ServerId; count: number },
): Promise<void> {
  for (let round = 0; round < count; round += 1) {
    const before = eavesdropper.spoke();
    await client.ask('server.connectNow', { serverId });
    await vi.waitFor(() => {
      expect(eavesdropper.spoke()).toBeGreaterThan(before);
      // One that got further than a hello has won.
      expect(eavesdropper.open() === 0 || typesHeard().length > 1).toBe(true);
    }, patience);
  }
}

/** Which of the secrets stand in what was read, as they are or in the frames' masks. */
function overheard(secrets: Readonly<Record<string, string>>): string[] {
  const read = `${eavesdropper.heard().toString('latin1')}\n${eavesdropper.heardTexts().join('\n')}`;
  return Object.entries(secrets).flatMap(([name, secret]) => (read.includes(secret) ? [name] : []));
}

function typesHeard(): readonly string[] {
  const types = eavesdropper.heardTexts().map((text) => (JSON.parse(text) as { readonly type: string }).type);
  return [...new Set(types)];
}

describe('[T2] a device that comes with an invite', () => {
  let client: RealClient;
  beforeAll(async () => {
    client = await openRealClient();
  });
  afterAll(() => client.close());

  async function join(serverId: ServerId): Promise<Record<string, string>> {
    const addresses = [{ host: '127.0.0.1', port: eavesdropper.port }];
    const invite = { token, expiresAtSeconds: 4_000_000_000 };
    const target = formatJoinLine({ serverId, addresses, invite });
    await client.ask('server.join', { target, displayName });
    const { device, outboxId } = await client.stateOf(serverId);
    return { token, device, outboxId, displayName, login: '"login"' };
  }

  it('tells the server all that it keeps from impostors', async () => {
    const scripted = createScriptedServer({ random: createSeededRandom('honest') });
    eavesdropper.readAlong(await listenAs(scripted.accept));
    const secrets = await join(scripted.identity.serverId);
    await vi.waitFor(() => expect(overheard(secrets)).toEqual(Object.keys(secrets)), patience);
    await client.ask('server.forget', { serverId: scripted.identity.serverId });
  });

  it.each(impostors)(`tells none of it to $is, tried ${rounds} times`, async ({ start, problem }) => {
    eavesdropper.readAlong(await start());
    const serverId = server.serverId as ServerId;
    const secrets = await join(serverId);
    await tryRounds(client, { serverId, count: rounds });
    expect(overheard(secrets)).toEqual([]);
    expect(typesHeard()).toEqual(['hello']);
    expect(eavesdropper.heardTexts().length).toBeGreaterThanOrEqual(rounds);
    expect(eavesdropper.resumed()).toBe(0);
    expect((await client.view(serverId)).connection).toMatchObject({ problem: { type: problem } });
    await client.ask('server.forget', { serverId });
  });
});

describe('[T1, T2] a device that knows its server, whose address others have taken', () => {
  let client: RealClient;
  let secrets: Record<string, string> = {};
  const serverId = (): ServerId => server.serverId as ServerId;
  const isOnline = async (): Promise<void> => {
    expect(await client.view(serverId())).toMatchObject({ connection: { type: 'online' }, outbox: { waiting: 0 } });
  };

  beforeAll(async () => {
    client = await openRealClient();
    eavesdropper.passOn(server.port);
    const addresses = [{ host: '127.0.0.1', port: eavesdropper.port }];
    const target = formatJoinLine({ serverId: serverId(), addresses, invite: null });
    await client.ask('server.join', { target, displayName });
    await vi.waitFor(isOnline, patience);
    const { device, outboxId, personId } = await client.stateOf(serverId());
    const [room] = await client.ask('room.list', { serverId: serverId() });
    const roomId = room?.roomId ?? '';
    secrets = { device, outboxId, personId, roomId, displayName, said, login: '"login"' };
  });
  afterAll(() => client.close());

  it('tells nothing to whoever reads the bytes between it and its server', async () => {
    await client.ask('message.send', { serverId: serverId(), roomId: secrets['roomId'] ?? '', text: said });
    await vi.waitFor(isOnline, patience);
    expect(overheard(secrets)).toEqual([]);
    expect(eavesdropper.heard().length).toBeGreaterThan(1_000);
  });

  it.each(impostors)(
    `keeps what waits from $is, tried ${knownRounds} times, and gives it to its server`,
    async (impostor) => {
      eavesdropper.readAlong(await impostor.start());
      eavesdropper.cut();
      await client.ask('message.send', { serverId: serverId(), roomId: secrets['roomId'] ?? '', text: said });
      await tryRounds(client, { serverId: serverId(), count: knownRounds });
      expect(overheard(secrets)).toEqual([]);
      expect(typesHeard()).toEqual(['hello']);
      expect(eavesdropper.resumed()).toBe(0);
      expect(await client.view(serverId())).toMatchObject({
        connection: { problem: { type: impostor.problem } },
        outbox: { waiting: 1 },
      });
      eavesdropper.passOn(server.port);
      await client.ask('server.connectNow', { serverId: serverId() });
      await vi.waitFor(isOnline, patience);
    },
  );
});
