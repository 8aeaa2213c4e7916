import { toBase64url } from '#shared/encoding.ts';
import type { DeviceKey } from '#shared/domain/ids.ts';
import type { RequestResult } from '#shared/protocol/request.ts';
import type { Random } from '#shared/random.ts';
import { knockCommit } from '../identity/knock-digits.ts';
import type { Session } from './session.ts';

/** What the digits of both screens are made of, for everybody who waits at the door (T7): a session's nonce, and its client's. */
export interface KnockNonces {
  /** What a client is told of the server's nonce, which stays the same for its session. */
  commit(session: Session): string;
  /** The client's nonce, the first one counts. */
  hear(session: Session, nonce: string): void;
  /** Whether the client has said its nonce: without it nothing can be compared. */
  isHeard(session: Session): boolean;
  /** What whoever comes to the door compares; null where the client has not said its nonce. */
  comparable(session: Session, device: DeviceKey): RequestResult<'knock.open'> | null;
  forget(session: Session): void;
}

interface Nonces {
  readonly serverNonce: Uint8Array;
  clientNonce: string | null;
}

const nonceBytes = 32;

export function createKnockNonces(random: Random): KnockNonces {
  const nonces = new Map<Session, Nonces>();
  return {
    commit: (session) => {
      const known = nonces.get(session) ?? { serverNonce: random.bytes(nonceBytes), clientNonce: null };
      nonces.set(session, known);
      return knockCommit(known.serverNonce);
    },
    hear: (session, nonce) => {
      const known = nonces.get(session);
      if (known !== undefined) known.clientNonce ??= nonce;
    },
    isHeard: (session) => (nonces.get(session)?.clientNonce ?? null) !== null,
    comparable: (session, device) => {
      const { serverNonce, clientNonce = null } = nonces.get(session) ?? {};
      if (serverNonce === undefined || clientNonce === null) return null;
      return {
        device,
        certificateHash: toBase64url(session.connection.certificateHash),
        commit: knockCommit(serverNonce),
        clientNonce,
        serverNonce: toBase64url(serverNonce),
      };
    },
    forget: (session) => {
      nonces.delete(session);
    },
  };
}
