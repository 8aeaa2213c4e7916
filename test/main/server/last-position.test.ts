import { describe, expect, it } from 'vitest';
import type { CommandKind } from '#shared/domain/command.ts';
import { setupChatServer } from './chat-server-world.ts';
import type { TestClient } from './test-client.ts';

/** A server with an owner, and a member whose session something is about to end; both are live. */
async function setupPair() {
  const world = await setupChatServer();
  const [olga, ben] = [await world.join(1), await world.join(2)];
  await world.server.act({ kind: 'person.setRole', body: { personId: olga.personId, role: 'owner' } });
  await world.settle();
  for (const client of [olga, ben]) client.take();
  const send = (kind: CommandKind, body: object) => {
    olga.sendCommand(kind, body as never);
  };
  return { world, olga, ben, send };
}

/** What came, as kinds of frames; a position with the event that it covers. */
const framesOf = (client: TestClient) => {
  const seqs: number[] = [];
  return client.take().map((frame) => {
    if (frame.type === 'event') seqs.push((frame['header'] as { seq: number }).seq);
    const covered = frame.type === 'position' ? (frame['position'] as { seq: number }).seq : null;
    return covered === null ? frame.type : covered === seqs.at(-1) ? 'its position' : `the position of ${covered}`;
  });
};

describe('a session that an event ends', () => {
  it.each(['removed', 'deactivated', 'banned'] as const)(
    '[D6, T10] of somebody who is %s is closed with the position behind it',
    async (standing) => {
      const { world, ben, send } = await setupPair();
      send('person.setStanding', { personId: ben.personId, standing });
      await world.settle();
      expect(framesOf(ben)).toEqual(['event', 'its position', 'error']);
      expect(ben.closed).not.toBeNull();
    },
  );

  it('[D6, P18] of a device that is revoked is closed with the position behind it', async () => {
    const { world, ben, send } = await setupPair();
    send('device.revoke', { device: ben.device });
    await world.settle();
    expect(framesOf(ben)).toEqual(['event', 'its position', 'error']);
  });

  it('[D6, T10] is told no position beyond what it was sent, where the batch goes on', async () => {
    const { world, olga, ben, send } = await setupPair();
    send('person.setStanding', { personId: ben.personId, standing: 'removed' });
    send('person.rename', { displayName: 'Olga' });
    await world.settle();
    expect(framesOf(ben)).toEqual(['event', 'error']);
    expect(olga.takeOf('position')).toHaveLength(1);
  });
});
