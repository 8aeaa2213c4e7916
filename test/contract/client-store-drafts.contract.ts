import { describe, expect, it } from 'vitest';
import { roomIdOf } from '#test/support/sample-ids.ts';
import { general, setupMember, type ClientStoreBackend } from './client-store-setup.ts';

const other = roomIdOf(7);

export function clientStoreDraftsContract(backend: ClientStoreBackend): void {
  describe('drafts', () => {
    it('are kept by room, also over a restart, and end without a text', async () => {
      const { client } = await setupMember(backend);
      await client.store.putDraft({ roomId: general, text: 'half' });
      await client.store.putDraft({ roomId: other, text: 'elsewhere' });
      await client.store.putDraft({ roomId: general, text: 'half a thought' });
      await client.restart();
      expect(await client.store.drafts()).toHaveLength(2);
      expect(await client.store.drafts()).toContainEqual({ roomId: general, text: 'half a thought' });
      await client.store.putDraft({ roomId: other, text: '' });
      expect(await client.store.drafts()).toEqual([{ roomId: general, text: 'half a thought' }]);
    });

    it('make way for the message that is queued in their room, and for nothing else', async () => {
      const { client } = await setupMember(backend);
      await client.store.putDraft({ roomId: general, text: 'half a thought' });
      await client.store.putDraft({ roomId: other, text: 'elsewhere' });
      await client.store.queueCommand({ kind: 'room.setTopic', body: { roomId: general, topic: 'tea' } });
      expect(await client.store.drafts()).toHaveLength(2);
      await client.say('a whole thought');
      expect(await client.store.drafts()).toEqual([{ roomId: other, text: 'elsewhere' }]);
    });
  });
}
