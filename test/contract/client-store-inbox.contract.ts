import { describe, expect, it } from 'vitest';
import { roomStream, serverStream } from '#shared/domain/stream.ts';
import { roomIdOf } from '#test/support/sample-ids.ts';
import { opened, roomOf } from '#test/main/storage/client/sample-room.ts';
import { general, setupMember, type ClientStoreBackend } from './client-store-setup.ts';

export function clientStoreInboxContract(backend: ClientStoreBackend): void {
  describe('what arrives', () => {
    it('[D6] events and the position that covers them are committed together', async () => {
      const { client, server, ann } = await setupMember(backend);
      const event = server.message(ann, general, 'hello');
      await client.receive(event);
      await client.restart();
      expect((await client.store.load()).position).toEqual(server.position());
      expect(await client.lines()).toEqual(['hello']);
    });
  });
}
