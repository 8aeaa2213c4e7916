import 'reflect-metadata';
import { hash, randomBytes, webcrypto } from 'node:crypto';
import { PemConverter, X509CertificateGenerator } from '@peculiar/x509';

/** What a server shows while it runs, and never again: made at each start, its key in memory only (T2). */
export interface Certificate {
  readonly certificatePem: string;
  readonly privateKeyPem: string;
  /** SHA-256 of the certificate's DER form, 32 bytes: T2's `h`. */
  readonly hash: Uint8Array;
}

const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };

/**
 * A self-signed ECDSA P-256 certificate; takes about 75 ms. Clients look at its hash and ignore its name and dates, which
 * are therefore the same everywhere and tell nothing about the machine.
 */
export async function createCertificate(): Promise<Certificate> {
  const keys = await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
  const certificate = await X509CertificateGenerator.createSelfSigned(
    {
      // A serial number is positive, hence the first byte.
      serialNumber: `01${randomBytes(15).toString('hex')}`,
      name: 'CN=hallway',
      notBefore: new Date('2000-01-01T00:00:00Z'),
      notAfter: new Date('2099-12-31T23:59:59Z'),
      signingAlgorithm: algorithm,
      keys,
    },
    webcrypto,
  );
  const privateKey = await webcrypto.subtle.exportKey('pkcs8', keys.privateKey);
  return {
    certificatePem: certificate.toString('pem'),
    privateKeyPem: PemConverter.encode(privateKey, 'PRIVATE KEY'),
    hash: certificateHashOf(new Uint8Array(certificate.rawData)),
  };
}

/** SHA-256 of a certificate's DER form. */
export function certificateHashOf(der: Uint8Array): Uint8Array {
  return new Uint8Array(hash('sha256', der, 'buffer'));
}
