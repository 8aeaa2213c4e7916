import { describe, expect, it } from 'vitest';
import { createOwnTyping } from '#main/client/own-typing.ts';
import { createTypingView } from '#main/client/typing-view.ts';
import type { PersonId, RoomId } from '#shared/domain/ids.ts';
import { createFakeClock } from '#test/support/fake-clock.ts';
import { buildMessage } from '#test/main/terminal/builders.ts';
import { personIdOf, roomIdOf } from '#test/support/sample-ids.ts';
import { setupTwoPeople, type TwoPeople } from '#test/support/world-rooms.ts';
import { ask, say, serverView } from '#test/support/world-talk.ts';
import type { WorldPerson } from '#test/support/world.ts';

const [me, ada, ben] = [personIdOf(1), personIdOf(2), personIdOf(3)];
const [general, hiring] = [roomIdOf(1), roomIdOf(2)];

function setupView() {
  const clock = createFakeClock();
  const told: [RoomId, readonly PersonId[]][] = [];
  const view = createTypingView({ clock, isHeard: (personId) => personId !== me, tell: (...news) => told.push(news) });
  view.watch([general]);
  const take = () => told.splice(0).map(([, personIds]) => personIds);
  const change = (author: PersonId, isLive = true) => ({
    roomId: general,
    items: [buildMessage('here', { author })],
    removed: [],
    isLive,
  });
  return { clock, view, told, take, change };
}

describe('who else types', () => {
  it('[P21] is what the server said last, without oneself', () => {
    const { view, take } = setupView();
    view.hear(general, [me, ada]);
    view.hear(general, [ben]);
    view.hear(general, []);
    expect(take()).toEqual([[ada], [ben], []]);
  });

  it('[P21] is believed for ten seconds after it was last said', () => {
    const { clock, view, take } = setupView();
    view.hear(general, [ada]);
    clock.advance(8_000);
    view.hear(general, [ada]);
    clock.advance(9_999);
    expect(take()).toEqual([[ada], [ada]]);
    clock.advance(1);
    expect([take(), clock.pendingTimers()]).toEqual([[[]], 0]);
  });

  it('[P21] ends with the message, and not with an older one that a page brings', () => {
    const { view, take, change } = setupView();
    view.hear(general, [ada, ben]);
    view.said([change(ada, false)]);
    view.said([change(ada)]);
    expect(take()).toEqual([[ada, ben], [ben]]);
  });

  it('[P21] ends where the screen no longer shows the room, and with the connection', () => {
    const { clock, view, take } = setupView();
    view.hear(hiring, [ada]);
    view.hear(general, [ada]);
    view.watch([general, hiring]);
    view.watch([hiring]);
    expect(take()).toEqual([[ada], []]);
    view.hear(hiring, [ben]);
    view.close();
    view.close();
    expect([take(), clock.pendingTimers()]).toEqual([[[ben], []], 0]);
  });
});

describe('the own typing', () => {
  function setupOwn() {
    const clock = createFakeClock();
    const sent: string[] = [];
    const typing = createOwnTyping({
      clock,
      send: (roomId, isTyping) => sent.push(`${roomId === general ? 'general' : 'hiring'} ${isTyping}`),
    });
    return { clock, typing, take: () => sent.splice(0) };
  }

  it('[P21] is told twice a second at most, and the last word counts', () => {
    const { clock, typing, take } = setupOwn();
    for (const isTyping of [true, false, true, false]) typing.set(general, isTyping);
    expect(take()).toEqual(['general true']);
    typing.set(hiring, true);
    clock.advance(500);
    expect(take()).toEqual(['general false']);
    clock.advance(500);
    expect([take(), clock.pendingTimers()]).toEqual([['hiring true'], 0]);
  });

  it('[P21] that has not been told yet does not follow the message', () => {
    const { clock, typing, take } = setupOwn();
    typing.set(general, true);
    typing.set(general, true);
    typing.sent(general);
    clock.advance(1_000);
    expect(take()).toEqual(['general true']);
  });
});

/** Who types in the first room, as the client has told it since the last look. */
function typingTold({ spot }: TwoPeople, { told }: WorldPerson): (readonly PersonId[])[] {
  return told.flatMap(({ name, event }) =>
    name === 'typing.changed' && event.roomId === spot.roomId ? [event.personIds] : [],
  );
}

async function setupTypists(seed: number) {
  const two = await setupTwoPeople(seed);
  const { world, server, ann, bob, spot } = two;
  const at = { serverId: server.serverId, roomId: spot.roomId };
  await ask(world, bob, ['presence.watch', { ...at, roomIds: [spot.roomId], personIds: [], everybody: false }]);
  const type = (isTyping: boolean) => ask(world, ann, ['typing.set', { ...at, isTyping }]);
  const { personId } = await serverView(world, ann, server);
  const told = () => typingTold(two, bob);
  return { ...two, type, told, annId: personId };
}

describe('typing from one client to another', () => {
  it('[P21] begins, and ends with the message', async () => {
    const { world, ann, spot, type, told, annId } = await setupTypists(1);
    await type(true);
    await world.run(1_000);
    expect(told()).toEqual([[annId]]);
    await say(world, ann, { ...spot, text: 'here' });
    await world.run(1_000);
    expect(told()).toEqual([[annId], []]);
    expect(typingTold({ world, spot } as TwoPeople, ann)).toEqual([]);
  });

  it('[P21] ends when the connection of its author, or of who hears it, is lost', async () => {
    const { world, ann, bob, type, told, annId } = await setupTypists(2);
    for (const lost of [ann, bob]) {
      await type(true);
      await world.run(1_000);
      expect(told().at(-1)).toEqual([annId]);
      world.network.unplug(lost.host);
      await world.run(15_000);
      expect(told().at(-1)).toEqual([]);
      world.network.plug(lost.host);
      await world.run(15_000);
    }
  });

  it('refuses a room that this person is not in', async () => {
    const { world, ann, server } = await setupTypists(3);
    const asked = ann.api.call('typing.set', { serverId: server.serverId, roomId: roomIdOf(77), isTyping: true });
    await world.settle();
    expect(await asked).toEqual({ ok: false, error: { type: 'room_not_known' } });
  });
});
