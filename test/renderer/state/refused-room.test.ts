import { expect, it } from 'vitest';
import type { TimelineItem } from '#shared/ipc/chat-view.ts';
import { err, ok } from '#shared/result.ts';
import { Drafts } from '#renderer/state/drafts.svelte.ts';
import { RefusedRoom } from '#renderer/state/refused-room.ts';
import { Refusals } from '#renderer/state/refusals.svelte.ts';
import { Rooms } from '#renderer/state/rooms.svelte.ts';
import { buildMessage, buildRoom, commandIdOf, nordlicht, placeOf, roomIdOf } from '#test/main/terminal/builders.ts';
import { createScriptedChat } from '#test/main/terminal/scripted-chat.ts';
import { createFakeClock } from '#test/support/fake-clock.ts';
import { steadyClient } from '../steady-client.ts';
import { createTabStore } from '../tab-store.ts';

const [old, made] = [roomIdOf('o'), roomIdOf('m')];

const own = (text: string) => buildMessage(text, { delivery: 'failed' });

async function setupRefused() {
  const scripted = createScriptedChat({
    rooms: [buildRoom(), buildRoom({ roomId: old, name: 'lab', topic: 'of all', isWaiting: true })],
  });
  const chat = steadyClient(scripted.chat);
  const [rooms, drafts, refusals] = [
    new Rooms(chat),
    new Drafts({ chat, clock: createFakeClock(), store: createTabStore() }),
    new Refusals(chat),
  ];
  await rooms.load(nordlicht);
  const pages: Readonly<Record<string, readonly TimelineItem[]>> = {
    last: [own('two'), own('three')],
    first: [own('one')],
  };
  scripted.answer('timeline.page', async ({ before }) =>
    ok({
      items: pages[before === undefined ? 'last' : 'first'] ?? [],
      before: before === undefined ? placeOf(2) : null,
    }),
  );
  scripted.answer('room.create', async () => ok({ commandId: commandIdOf(8), roomId: made }));
  drafts.set({ serverId: nordlicht, roomId: old }, 'half a');
  const reason = { type: 'room_name_taken', name: 'lab' };
  const refused = { commandId: commandIdOf(7), serverId: nordlicht, roomId: old, kind: 'room.create', reason };
  const room = new RefusedRoom({ chat, rooms, drafts, refusals, refused });
  const asked = (call: string) => scripted.calls.filter(({ name }) => name === call).map(({ params }) => params);
  return { scripted, rooms, drafts, room, asked };
}

it('holds all that was written into it, what is still being written last', async () => {
  const { room, asked } = await setupRefused();
  expect(await room.written()).toEqual(ok(['one', 'two', 'three', 'half a']));
  expect(asked('message.discard')).toEqual([]);
});

it('is made under another name, with what was written, before the old one goes', async () => {
  const { room, drafts, asked } = await setupRefused();
  expect(await room.makeAs('lab two')).toEqual(ok(made));
  expect(asked('room.create')).toMatchObject([{ name: 'lab two', topic: 'of all', visibility: 'public' }]);
  expect(asked('message.send')).toMatchObject(['one', 'two', 'three'].map((text) => ({ roomId: made, text })));
  expect([drafts.get(nordlicht, made), drafts.get(nordlicht, old)]).toEqual(['half a', '']);
  expect(asked('message.discard')).toEqual([{ serverId: nordlicht, commandId: commandIdOf(7) }]);
});

it('stays where anything of that goes wrong', async () => {
  const { scripted, room, drafts, asked } = await setupRefused();
  expect(await room.makeAs(' ')).toEqual(err({ type: 'name_empty' }));
  scripted.answer('message.send', async () => err({ type: 'room_not_known' }));
  expect(await room.makeAs('lab two')).toMatchObject({ ok: false });
  expect([asked('message.discard'), drafts.get(nordlicht, old)]).toEqual([[], 'half a']);
});

it('a name that one’s own rooms have is refused before anything is asked, unless the room is private', async () => {
  const { rooms, asked } = await setupRefused();
  const wanted = { serverId: nordlicht, topic: '', history: 'everything' } as const;
  expect(await rooms.create({ ...wanted, name: ' GENERAL', visibility: 'public' })).toEqual(
    err({ type: 'room_name_taken', name: 'general' }),
  );
  expect(await rooms.rename({ serverId: nordlicht, roomId: old }, 'general')).toMatchObject({ ok: false });
  expect(asked('room.create')).toEqual([]);
  expect(await rooms.create({ ...wanted, name: 'general', visibility: 'private' })).toMatchObject({ ok: true });
  expect(await rooms.rename({ serverId: nordlicht, roomId: old }, 'Lab')).toMatchObject({ ok: true });
});
