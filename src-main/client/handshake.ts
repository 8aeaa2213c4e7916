import type { Clock } from '#shared/clock.ts';
import type { ServerId } from '#shared/domain/ids.ts';
import { toBase64url } from '#shared/encoding.ts';
import type { ConnectionProblem } from '#shared/ipc/connection-view.ts';
import { parseFrame } from '#shared/protocol/client-frame.ts';
import { limits } from '#shared/protocol/limits.ts';
import { serverHelloSchema, type ClientHello, type ServerHello } from '#shared/protocol/session.ts';
import { protocolVersions } from '#shared/protocol/version.ts';
import type { Random } from '#shared/random.ts';
import { err, ok, type Result } from '#shared/result.ts';
import { checkServerProof, type Exchange, type ServerProofFailure } from '../identity/handshake-proof.ts';
import type { Connection } from '../transport/connection.ts';
import { createFrame } from '../transport/frame.ts';

/** A connection whose other end has proved to be this server, on this very connection (T2). Nothing else was said on it yet. */
export interface ProvedConnection {
  readonly connection: Connection;
  readonly serverId: ServerId;
  /** The server's public key, 32 bytes in base64url. */
  readonly serverKey: string;
  readonly exchange: Exchange;
  /** What the server speaks, and the version both do; null when there is none. */
  readonly versions: readonly number[];
  readonly version: number | null;
}

export interface HandshakeContext {
  readonly clock: Clock;
  readonly random: Random;
}

/**
 * Says hello and checks the server's proof before anything more is said. With `expected` null any server will do, as for an
 * address typed by hand. A connection that comes to nothing is closed here.
 */
export async function shakeHands(
  connection: Connection,
  expected: ServerId | null,
  { clock, random }: HandshakeContext,
): Promise<Result<ProvedConnection, ConnectionProblem>> {
  const clientNonce = toBase64url(random.bytes(32));
  const hello: ClientHello = { type: 'hello', versions: [...protocolVersions], nonce: clientNonce };
  connection.setMaxFrameBytes(limits.maxFrameBytesBeforeLogin);
  connection.send(createFrame(JSON.stringify(hello)));
  const text = await firstText(connection, clock);
  if (!text.ok) return text;
  const frame = parseFrame(serverHelloSchema, text.value);
  if (!frame.ok) return refuse(connection, { type: 'not_hallway' });
  const serverHello = frame.value;
  const { certificateHash } = connection;
  const exchange: Exchange = { certificateHash, clientNonce, serverNonce: serverHello.nonce };
  const proof = checkServerProof(serverHello, exchange, expected);
  if (!proof.ok) return refuse(connection, problemOfProof(proof.error));
  const { versions, key: serverKey } = serverHello;
  return ok({ connection, serverId: proof.value, serverKey, exchange, versions, version: agreedVersion(serverHello) });
}

function firstText(connection: Connection, clock: Clock): Promise<Result<string, ConnectionProblem>> {
  return new Promise((resolve) => {
    const end = (result: Result<string, ConnectionProblem>) => {
      cancelTimer();
      stopText();
      stopClose();
      resolve(result);
    };
    const cancelTimer = clock.after(limits.handshakeTimeoutMs, () => {
      connection.terminate();
      end(err({ type: 'timed_out' }));
    });
    const stopText = connection.onText((text) => {
      end(ok(text));
    });
    const stopClose = connection.onClose(({ code }) => {
      end(err({ type: 'connection_lost', code }));
    });
  });
}

function refuse(connection: Connection, problem: ConnectionProblem): Result<never, ConnectionProblem> {
  connection.terminate();
  return err(problem);
}

function problemOfProof(failure: ServerProofFailure): ConnectionProblem {
  switch (failure.type) {
    case 'another_server':
      return { type: 'other_server', serverId: failure.serverId };
    case 'malformed_proof':
    case 'wrong_proof':
      return { type: 'proof_wrong' };
  }
}

/** The server chooses; a version that this build does not speak is no choice. */
function agreedVersion({ version }: ServerHello): number | null {
  return version !== null && protocolVersions.includes(version) ? version : null;
}
