import { describe } from 'vitest';
import { createMemoryLink } from '#main/transport/memory-link.ts';
import { describeConnectionContract } from '#test/contract/connection.contract.ts';

describe('a connection in memory', () => {
  describeConnectionContract(() => {
    const link = createMemoryLink({ certificateHash: new Uint8Array(32).fill(7) });
    return Promise.resolve({
      client: link.client,
      server: link.server,
      deliver: () => {
        link.deliverAll();
      },
      dispose: () => Promise.resolve(),
    });
  });
});
