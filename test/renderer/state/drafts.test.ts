import { expect, it } from 'vitest';
import { err, ok } from '#shared/result.ts';
import { Composer } from '#renderer/state/composer.svelte.ts';
import { Drafts } from '#renderer/state/drafts.svelte.ts';
import { Timeline } from '#renderer/state/timeline.svelte.ts';
import { general, mara, nordlicht, roomIdOf } from '#test/main/terminal/builders.ts';
import { createScriptedChat } from '#test/main/terminal/scripted-chat.ts';
import { createFakeClock } from '#test/support/fake-clock.ts';
import { settle, steadyClient } from '../steady-client.ts';
import { createTabStore } from '../tab-store.ts';

const at = { serverId: nordlicht, roomId: general };
const other = roomIdOf('x');

function setupDrafts() {
  const scripted = createScriptedChat();
  const [chat, clock] = [steadyClient(scripted.chat), createFakeClock()];
  const drafts = new Drafts({ chat, clock, store: createTabStore() });
  /** What was handed to the disk since the last look. */
  let looked = 0;
  const kept = async () => {
    await settle();
    const put = scripted.calls.flatMap(({ name, params }) =>
      name === 'draft.put' ? [(params as { readonly text: string }).text] : [],
    );
    return put.slice(looked, (looked = put.length));
  };
  const openRoom = (roomId = general) => {
    const visit = { chat, clock, serverId: nordlicht, roomId };
    return new Composer({ ...visit, drafts, timeline: new Timeline({ ...visit, me: mara, firstUnread: null }) });
  };
  return { scripted, drafts, clock, kept, openRoom };
}

it('is on the disk half a second after it was typed, and a stream of keys is two writes a second', async () => {
  const { drafts, clock, kept } = setupDrafts();
  drafts.set(at, 'h');
  expect(await kept()).toEqual(['h']);
  for (const text of ['he', 'hel', 'hell', 'hello']) {
    drafts.set(at, text);
    clock.advance(100);
  }
  expect(await kept()).toEqual([]);
  clock.advance(100);
  expect(await kept()).toEqual(['hello']);
  clock.advance(10_000);
  expect(await kept()).toEqual([]);
});

it('is handed over at once where the page ends', async () => {
  const { drafts, kept } = setupDrafts();
  drafts.set(at, 'h');
  drafts.set(at, 'half a thought');
  drafts.set({ ...at, roomId: other }, 'another');
  await drafts.keep();
  expect(await kept()).toEqual(['h', 'half a thought', 'another']);
});

it('stays on the disk until the message that it became is there', async () => {
  const { scripted, openRoom, clock, kept } = setupDrafts();
  let answer: (value: void) => void = () => undefined;
  const gate = new Promise<void>((resolve) => (answer = resolve));
  scripted.answer('message.send', async () => {
    await gate;
    return err({ type: 'storage_failed', detail: 'disk' });
  });
  const composer = openRoom();
  composer.write('Hello');
  const sending = composer.send();
  clock.advance(5_000);
  expect(await kept()).toEqual(['Hello']);
  answer();
  await sending;
  clock.advance(5_000);
  expect([composer.text, await kept()]).toEqual(['Hello', ['Hello']]);
});

it('is there again after a start, but where something else is being written already', async () => {
  const { scripted, drafts, openRoom, kept } = setupDrafts();
  scripted.answer('draft.list', async () =>
    ok([
      { roomId: general, text: 'half a thought' },
      { roomId: other, text: 'of yesterday' },
    ]),
  );
  const [empty, typing] = [openRoom(), openRoom(other)];
  typing.write('of today');
  await drafts.load(nordlicht);
  expect([empty.text, typing.text, openRoom().text]).toEqual(['half a thought', 'of today', 'half a thought']);
  expect(await kept()).toEqual(['of today']);
  empty.write('');
  await drafts.load(nordlicht);
  expect([empty.text, openRoom().text]).toEqual(['', '']);
});

it('that the disk did not take goes with the next, and one that is far too long stays in the tab', async () => {
  const { scripted, drafts, clock, kept } = setupDrafts();
  scripted.answer('draft.put', async () => err({ type: 'storage_failed', detail: 'disk' }));
  drafts.set(at, 'half a thought');
  expect(await kept()).toEqual(['half a thought']);
  drafts.set({ ...at, roomId: other }, 'x'.repeat(2_000_000));
  clock.advance(1_000);
  expect(await kept()).toEqual(['half a thought']);
  expect(drafts.get(nordlicht, other)).toHaveLength(2_000_000);
});
