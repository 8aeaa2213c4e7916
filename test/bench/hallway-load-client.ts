import { randomBytes, randomUUID } from 'node:crypto';
import type { SnapshotPart } from '#shared/protocol/snapshot.ts';
import { formatCommandFrame } from '#shared/protocol/command-frame.ts';
import { canonicalJson } from '#main/identity/canonical-json.ts';
import { signCommand } from '#main/identity/command-signature.ts';
import { checkServerProof, proveDevice } from '#main/identity/handshake-proof.ts';
import { createKeyPair } from '#main/identity/key-pair.ts';
import { openLoadSocket, type Endpoint, type LoadSocket } from './load-socket.ts';

/** A logged-in, caught-up connection of a device of its own, as thin as the protocol allows. */
export interface HallwayLoadClient {
  readonly socket: LoadSocket;
  readonly personId: string;
  readonly epochId: string;
  /** The next command, numbered and signed; to be sent in this order. */
  commandFrame(kind: string, body: Record<string, unknown>): string;
  /** Sends a command and waits for its acceptance; returns the frame that said so. */
  run(kind: string, body: Record<string, unknown>): Promise<Record<string, unknown>>;
  readonly firstRoomId: string;
}

export async function openHallwayClient(endpoint: Endpoint, displayName: string): Promise<HallwayLoadClient> {
  const socket = await openLoadSocket(endpoint);
  const device = createKeyPair(randomBytes(32));
  const outboxId = randomUUID();
  const clientNonce = randomBytes(32).toString('base64url');
  socket.sendText(JSON.stringify({ type: 'hello', versions: [1], nonce: clientNonce }));
  const hello = await frameOf(socket, 'hello');
  const exchange = { certificateHash: socket.certificateHash, clientNonce, serverNonce: String(hello['nonce']) };
  const proof = checkServerProof({ key: String(hello['key']), proof: String(hello['proof']) }, exchange, null);
  if (!proof.ok) throw new Error(`The server did not prove itself: ${proof.error.type}`);
  const serverId = proof.value;
  socket.sendText(
    JSON.stringify({
      type: 'login',
      device: device.publicKey,
      proof: proveDevice(device, serverId, exchange),
      outboxId,
    }),
  );
  const session = await frameOf(socket, 'session');
  let number = 0;

  const commandFrame = (kind: string, body: Record<string, unknown>): string => {
    number += 1;
    const salt = randomBytes(16).toString('base64url');
    const text = canonicalJson({
      v: 1,
      serverId,
      device: device.publicKey,
      outboxId,
      number,
      commandId: randomUUID(),
      kind,
      body: { ...body, salt, writtenAt: Date.now() },
    });
    return formatCommandFrame(text, signCommand(device, text));
  };
  const run = async (kind: string, body: Record<string, unknown>) => {
    socket.sendText(commandFrame(kind, body));
    return frameOf(socket, 'accepted');
  };

  await run('person.admit', { displayName });
  const admitted = await frameOf(socket, 'session');
  const firstRoomId = await resume(socket);
  return {
    socket,
    personId: String(session['personId']),
    epochId: String(admitted['epochId']),
    commandFrame,
    run,
    firstRoomId,
  };
}

async function resume(socket: LoadSocket): Promise<string> {
  const plan = await request<{ parts: number; firstRoomId: string }>(socket, 'resume', { position: null });
  for (let part = 0; part < plan.parts; part += 1) await request<SnapshotPart>(socket, 'snapshot.pull', { part });
  return plan.firstRoomId;
}

async function request<Result>(socket: LoadSocket, name: string, params: object): Promise<Result> {
  socket.sendText(JSON.stringify({ type: 'request', id: 1, name, params }));
  const reply = await frameOf(socket, 'reply');
  if (reply['error'] !== undefined) throw new Error(`${name} failed: ${JSON.stringify(reply['error'])}`);
  return reply['result'] as Result;
}

/** The next frame of a type; others that arrive before it are for somebody else's ears. */
async function frameOf(socket: LoadSocket, type: string): Promise<Record<string, unknown>> {
  for (;;) {
    const frame = JSON.parse(await socket.next()) as Record<string, unknown>;
    if (frame['type'] === type) return frame;
    if (frame['type'] === 'refused' || frame['type'] === 'error') throw new Error(JSON.stringify(frame));
  }
}
