import { constants } from 'node:crypto';
import { createServer } from 'node:https';
import type { Server } from 'node:https';
import type { Certificate } from './certificate.ts';
import type { TransportLimits } from './transport-limits.ts';

/** The three of RFC 8446, appendix B.4, the cheapest first: a fan-out to a thousand is mostly encryption. */
const ciphers = 'TLS_AES_128_GCM_SHA256:TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256';

/** An https server that speaks TLS 1.3 alone, resumes nothing (T2) and waits for nobody. It does not listen yet. */
export function createHttpsServer(certificate: Certificate, limits: TransportLimits): Server {
  return createServer({
    cert: certificate.certificatePem,
    key: certificate.privateKeyPem,
    minVersion: 'TLSv1.3',
    maxVersion: 'TLSv1.3',
    ciphers,
    honorCipherOrder: true,
    // OpenSSL sends tickets all the same, but does not honour them.
    secureOptions: constants.SSL_OP_NO_TICKET,
    handshakeTimeout: limits.handshakeTimeoutMs,
    headersTimeout: limits.headersTimeoutMs,
    requestTimeout: limits.headersTimeoutMs,
    connectionsCheckingInterval: Math.min(limits.headersTimeoutMs, 1_000),
    keepAliveTimeout: 1,
    maxHeaderSize: limits.maxHeaderBytes,
    noDelay: true,
  });
}
