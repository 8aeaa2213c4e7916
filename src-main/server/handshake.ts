import { toBase64url } from '#shared/encoding.ts';
import type { SessionError } from '#shared/protocol/session-error.ts';
import type { ClientHello, Login, ServerHello } from '#shared/protocol/session.ts';
import { chooseVersion, protocolVersions } from '#shared/protocol/version.ts';
import { err, ok, type Result } from '#shared/result.ts';
import { checkDeviceProof, proveServer, type Exchange } from '../identity/handshake-proof.ts';
import type { ServerIdentity } from '../identity/server-identity.ts';

export interface HelloAnswer {
  readonly frame: ServerHello;
  readonly exchange: Exchange;
}

export interface HelloContext {
  readonly identity: ServerIdentity;
  /** What this connection's other end sees as the server's certificate, if nobody sits between. */
  readonly certificateHash: Uint8Array;
  /** 32 random bytes, never used before. */
  readonly nonce: Uint8Array;
}

/** The server proves itself before it learns anything (T2). `version` is null when there is none that both speak. */
export function answerHello(hello: ClientHello, { identity, certificateHash, nonce }: HelloContext): HelloAnswer {
  const exchange: Exchange = { certificateHash, clientNonce: hello.nonce, serverNonce: toBase64url(nonce) };
  const frame: ServerHello = {
    type: 'hello',
    key: identity.publicKey,
    nonce: exchange.serverNonce,
    proof: proveServer(identity, exchange),
    versions: [...protocolVersions],
    version: chooseVersion(hello.versions),
  };
  return { frame, exchange };
}

/** Whether the device at the other end of this very connection holds the key it names (T3). */
export function checkLogin(login: Login, exchange: Exchange, serverId: string): Result<null, SessionError> {
  const proof = checkDeviceProof(login, serverId, exchange);
  return proof.ok ? ok(null) : err({ type: 'proof_wrong' });
}
