import { createServer, connect } from 'node:tls';
import type { AddressInfo } from 'node:net';
import { createCertificate } from '#main/transport/certificate.ts';

export interface TlsRelay {
  readonly port: number;
  /** Every byte that it could read of what clients sent. */
  overheard(): string;
  close(): void;
}

/** Sits between a client and a server: ends TLS with a certificate of its own, reads along and passes all on unchanged. */
export async function startTlsRelay(serverPort: number): Promise<TlsRelay> {
  const certificate = await createCertificate();
  let overheard = '';
  const relay = createServer({ cert: certificate.certificatePem, key: certificate.privateKeyPem }, (client) => {
    const server = connect({ host: '127.0.0.1', port: serverPort, rejectUnauthorized: false });
    client.on('data', (chunk: Buffer) => {
      overheard += chunk.toString('latin1');
    });
    client.on('error', () => server.destroy());
    server.on('error', () => client.destroy());
    client.once('close', () => server.destroy());
    client.pipe(server).pipe(client);
  });
  await new Promise<void>((resolve) => relay.listen(0, '127.0.0.1', resolve));
  return {
    port: (relay.address() as AddressInfo).port,
    overheard: () => overheard,
    close: () => {
      relay.close();
    },
  };
}
