import { isIP } from 'node:net';
import { connect } from 'node:tls';
import type { TLSSocket } from 'node:tls';
import { err, ok } from '#shared/result.ts';
import type { Result } from '#shared/result.ts';
import { certificateHashOf } from './certificate.ts';
import { dialFailureOf } from './dial-failure.ts';
import type { DialFailure } from './dial-failure.ts';
import type { IsLocal } from './local-addresses.ts';
import { localLookup } from './local-lookup.ts';

/** Where to. */
export interface DialTarget {
  /** An IP address, with its zone where it needs one (`fe80::1%eth0`), or a name. */
  readonly host: string;
  readonly port: number;
}

/** An encrypted line on which nothing was said yet: whose it is follows from the certificate's hash alone (T2). */
export interface SecureLine {
  readonly socket: TLSSocket;
  /** The address that answered. */
  readonly remoteAddress: string;
  /** SHA-256 of the leaf certificate that this end sees. */
  readonly certificateHash: Uint8Array;
}

/**
 * Opens TLS 1.3 to whoever is there, if that is somewhere local. A resumed session is refused: in one, nobody shows a
 * certificate.
 */
export async function dialTls(
  target: DialTarget,
  signal: AbortSignal,
  isLocal: IsLocal,
): Promise<Result<SecureLine, DialFailure>> {
  if (isIP(target.host) !== 0 && !isLocal(target.host)) return err({ type: 'not_local' });
  return new Promise((resolve) => {
    const socket = connect({
      ...target,
      lookup: localLookup(isLocal),
      minVersion: 'TLSv1.3',
      maxVersion: 'TLSv1.3',
      // Names, dates and issuers mean nothing here; the handshake proof does.
      rejectUnauthorized: false,
      ALPNProtocols: ['http/1.1'],
    });

    function give(result: Result<SecureLine, DialFailure>): void {
      signal.removeEventListener('abort', onAbort);
      if (!result.ok) socket.destroy();
      resolve(result);
    }
    function onAbort(): void {
      give(err({ type: 'aborted' }));
    }

    signal.addEventListener('abort', onAbort);
    if (signal.aborted) onAbort();
    socket.once('secureConnect', () => {
      give(inspectLine(socket));
    });
    // Stays for good: a line that breaks before anybody took it must not bring the process down.
    socket.on('error', (error: Error) => {
      give(err(dialFailureOf(error)));
    });
    socket.once('close', () => {
      give(err({ type: 'cut_off' }));
    });
  });
}

/** What may be spoken over: a session that was taken up shows no certificate of its own. */
export function inspectLine(socket: TLSSocket): Result<SecureLine, DialFailure> {
  const { remoteAddress } = socket;
  // Whoever resets the connection behind their part of the handshake is gone before it is said to be done.
  if (remoteAddress === undefined) return err({ type: 'cut_off' });
  if (socket.isSessionReused()) return err({ type: 'tls_failed', code: 'SESSION_REUSED' });
  const certificate = socket.getPeerX509Certificate();
  if (certificate === undefined) return err({ type: 'tls_failed', code: 'NO_CERTIFICATE' });
  return ok({ socket, remoteAddress, certificateHash: certificateHashOf(certificate.raw) });
}
