import { duplexPair } from 'node:stream';
import { connect, TLSSocket } from 'node:tls';
import { certificateHashOf, type Certificate } from './certificate.ts';

/**
 * Whether both ends of a connection within this process come to TLS 1.3 with the certificate that is to be shown, and see it
 * as what it is (T2). Nothing leaves the process; takes a few milliseconds.
 */
export function isTlsWorking({ certificatePem, privateKeyPem, hash }: Certificate): Promise<boolean> {
  const [near, far] = duplexPair();
  const versions = { minVersion: 'TLSv1.3', maxVersion: 'TLSv1.3' } as const;
  return new Promise<boolean>((resolve) => {
    try {
      const server = new TLSSocket(far, { isServer: true, cert: certificatePem, key: privateKeyPem, ...versions });
      const client = connect({ socket: near, rejectUnauthorized: false, ...versions });
      server.once('error', () => {
        resolve(false);
      });
      client.once('error', () => {
        resolve(false);
      });
      client.once('secureConnect', () => {
        const seen = client.getPeerX509Certificate();
        resolve(seen !== undefined && Buffer.from(hash).equals(certificateHashOf(seen.raw)));
      });
    } catch {
      resolve(false);
    }
  }).finally(() => {
    near.destroy();
    far.destroy();
  });
}
