import type { KeyPair } from '#main/identity/key-pair.ts';
import type { ServerIdentity } from '#main/identity/server-identity.ts';
import { checkDeviceProof, checkServerProof, proveDevice, proveServer } from '#main/identity/handshake-proof.ts';
import type { ServerProofFailure } from '#main/identity/handshake-proof.ts';
import { systemRandom } from '#main/identity/system-random.ts';
import type { Connection } from '#main/transport/connection.ts';
import { createFrame } from '#main/transport/frame.ts';
import { toBase64url } from '#shared/encoding.ts';
import { clientHelloSchema, loginSchema, serverHelloSchema } from '#shared/protocol/session.ts';
import { err, ok } from '#shared/result.ts';
import type { Result } from '#shared/result.ts';
import * as v from 'valibot';

/** What a server heard in a handshake, for those who must not hear much. */
export interface HandshakeRecord {
  readonly texts: string[];
  /** The devices that proved themselves. */
  readonly devices: string[];
}

/** The server's side of the first frames (T2, T3), with nothing behind it. */
export function answerHandshake(connection: Connection, identity: ServerIdentity): HandshakeRecord {
  const record: HandshakeRecord = { texts: [], devices: [] };
  const serverNonce = toBase64url(systemRandom.bytes(32));
  let clientNonce = '';
  connection.onText((text) => {
    record.texts.push(text);
    const frame: unknown = JSON.parse(text);
    const exchange = () => ({ certificateHash: connection.certificateHash, clientNonce, serverNonce });
    if (v.is(clientHelloSchema, frame)) {
      clientNonce = frame.nonce;
      const hello = { type: 'hello', key: identity.publicKey, nonce: serverNonce, version: 1, versions: [1] };
      connection.send(createFrame(JSON.stringify({ ...hello, proof: proveServer(identity, exchange()) })));
    } else if (v.is(loginSchema, frame)) {
      if (checkDeviceProof(frame, identity.serverId, exchange()).ok) record.devices.push(frame.device);
      connection.close(1000, 'that is all');
    }
  });
  return record;
}

/** The client's side: it logs in once the server has proved itself, and leaves without a word otherwise. */
export function shakeHands(
  connection: Connection,
  expectedServerId: string | null,
  device: KeyPair,
): Promise<Result<string, ServerProofFailure>> {
  const clientNonce = toBase64url(systemRandom.bytes(32));
  const answered = new Promise<Result<string, ServerProofFailure>>((resolve, reject) => {
    connection.onClose(({ code }) => {
      reject(new Error(`The connection ended with ${code}.`));
    });
    connection.onText((text) => {
      const hello = v.parse(serverHelloSchema, JSON.parse(text));
      const exchange = { certificateHash: connection.certificateHash, clientNonce, serverNonce: hello.nonce };
      const proof = checkServerProof(hello, exchange, expectedServerId);
      if (!proof.ok) {
        connection.terminate();
        resolve(err(proof.error));
        return;
      }
      const login = { type: 'login', device: device.publicKey, outboxId: '01890a5d-ac96-774b-bcce-b302099a8057' };
      connection.send(createFrame(JSON.stringify({ ...login, proof: proveDevice(device, proof.value, exchange) })));
      resolve(ok(proof.value));
    });
  });
  connection.send(createFrame(JSON.stringify({ type: 'hello', versions: [1], nonce: clientNonce })));
  return answered;
}
