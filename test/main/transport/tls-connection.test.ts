import { describe } from 'vitest';
import { describeConnectionContract } from '#test/contract/connection.contract.ts';
import { startTlsServer } from '#test/support/tls-server.ts';

describe('a WebSocket over TLS', () => {
  describeConnectionContract(async () => {
    const { listener, connect } = await startTlsServer({ limits: { maxBufferedBytes: 64 * 1024 * 1024 } });
    const { client, server } = await connect();
    server.setMaxFrameBytes(128 * 1024);
    return { client, server, deliver: () => undefined, dispose: () => listener.close() };
  });
});
