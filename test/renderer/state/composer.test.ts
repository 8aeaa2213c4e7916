import { describe, expect, it } from 'vitest';
import { typingTimes } from '#shared/domain/typing.ts';
import { err, ok } from '#shared/result.ts';
import { Composer } from '#renderer/state/composer.svelte.ts';
import { Drafts } from '#renderer/state/drafts.svelte.ts';
import { Timeline } from '#renderer/state/timeline.svelte.ts';
import { buildMessage, commandIdOf, general, mara, nordlicht, roomIdOf } from '#test/main/terminal/builders.ts';
import { createScriptedChat } from '#test/main/terminal/scripted-chat.ts';
import { createFakeClock } from '#test/support/fake-clock.ts';
import { createTabStore } from '../tab-store.ts';
import { settle, steadyClient } from '../steady-client.ts';

function setupComposer() {
  const scripted = createScriptedChat();
  const store = createTabStore();
  const chat = steadyClient(scripted.chat);
  const clock = createFakeClock();
  const openDrafts = (from = store) => new Drafts({ chat, clock, store: from });
  const drafts = openDrafts();
  const openVisit = (roomId = general) => {
    const at = { chat, clock, serverId: nordlicht, roomId };
    const timeline = new Timeline({ ...at, me: mara, firstUnread: null });
    return { timeline, composer: new Composer({ ...at, drafts, timeline }) };
  };
  const openRoom = (roomId = general) => openVisit(roomId).composer;
  const sent = () => scripted.state.sent.map(({ content }) => (content.type === 'text' ? content.text : null));
  /** Whether it was said that somebody types, each time it was since the last look. */
  let looked = 0;
  const saidTyping = async () => {
    await settle();
    const said = scripted.calls.flatMap(({ name, params }) =>
      name === 'typing.set' ? [(params as { isTyping: boolean }).isTyping] : [],
    );
    return said.slice(looked, (looked = said.length));
  };
  return { scripted, store, clock, drafts, openDrafts, openVisit, openRoom, sent, saidTyping };
}

const queued = buildMessage('old words', { commandId: commandIdOf(7), delivery: 'queued' });

describe('writing', () => {
  it('sends the words and is empty again', async () => {
    const { openRoom, sent } = setupComposer();
    const composer = openRoom();
    composer.write('Hello\nthere');
    await composer.send();
    expect([sent(), composer.text]).toEqual([['Hello\nthere'], '']);
  });

  it('shows the end of the timeline, where the words come', async () => {
    const { openVisit } = setupComposer();
    const { timeline, composer } = openVisit();
    timeline.isEndShown = false;
    composer.write('Hello');
    expect(timeline.isEndShown).toBe(false);
    await composer.send();
    expect(timeline.isEndShown).toBe(true);
  });

  it('sends nothing blank', async () => {
    const { openRoom, sent } = setupComposer();
    const composer = openRoom();
    composer.write(' \n ');
    await composer.send();
    expect([sent(), composer.text]).toEqual([[], ' \n ']);
  });

  it('that was not answered yet is there again when the page is loaded anew, and not a moment longer', async () => {
    const { scripted, store, openDrafts, openRoom } = setupComposer();
    let answer = (): void => undefined;
    const gate = new Promise<void>((resolve) => {
      answer = resolve;
    });
    const message = buildMessage('Hello');
    scripted.answer('message.send', async () => {
      await gate;
      return ok(message);
    });
    const composer = openRoom();
    composer.write('Hello');
    const sending = composer.send();
    composer.write('and more');
    const atReload = () => openDrafts(createTabStore(store)).get(nordlicht, general);
    expect([openRoom().text, atReload()]).toEqual(['and more', 'Hello\nand more']);
    answer();
    await sending;
    expect(atReload()).toBe('and more');
  });

  it('gets its words back with the reason when they were not taken', async () => {
    const { scripted, openRoom } = setupComposer();
    scripted.answer('message.send', async () => err({ type: 'room_not_known' }));
    const composer = openRoom();
    composer.write('Hello');
    await composer.send();
    expect([composer.text, composer.problem]).toEqual(['Hello', { type: 'room_not_known' }]);
    composer.write('Hello!');
    expect(composer.problem).toBeNull();
  });
});

describe('a text that is longer than a message can be', () => {
  it.each([20_001, 2_000_000])(
    'stays in the composer with the reason, and goes nowhere (%d characters)',
    async (length) => {
      const { scripted, openRoom } = setupComposer();
      const composer = openRoom();
      const text = 'x'.repeat(length);
      composer.write(text);
      await composer.send();
      expect([composer.text === text, composer.problem]).toEqual([true, { type: 'invalid_params' }]);
      composer.edit(queued);
      composer.write(text);
      await composer.send();
      expect([composer.text === text, composer.problem]).toEqual([true, { type: 'invalid_params' }]);
      expect(composer.editing).toBe(queued.commandId);
      const told = scripted.calls.filter(({ name }) => name.startsWith('message.'));
      expect(told).toEqual([]);
    },
  );
});

describe('a draft', () => {
  it('is kept by room, over a visit elsewhere and over a reload', () => {
    const { openDrafts, openRoom } = setupComposer();
    openRoom().write('half a thought');
    expect([openRoom().text, openRoom(roomIdOf('x')).text]).toEqual(['half a thought', '']);
    expect(openDrafts().get(nordlicht, general)).toBe('half a thought');
  });

  it('ends when it is sent', async () => {
    const { openRoom } = setupComposer();
    const composer = openRoom();
    composer.write('sent');
    await composer.send();
    expect(openRoom().text).toBe('');
  });

  it('survives what a store holds that is none of ours', () => {
    const { store, openDrafts } = setupComposer();
    store.setItem('hallway.drafts', '{"a": 1}');
    expect(openDrafts().get(nordlicht, general)).toBe('');
  });
});

describe('changing what waits', () => {
  it('takes the newest that waits into an empty composer, and nothing into one with a draft', async () => {
    const { openRoom } = setupComposer();
    const composer = openRoom();
    expect([composer.editLast(), composer.editing]).toEqual([false, null]);
    for (const text of ['one', 'two']) {
      composer.write(text);
      await composer.send();
    }
    await settle();
    composer.write('a draft');
    expect([composer.editLast(), composer.text]).toEqual([false, 'a draft']);
    composer.write('');
    expect([composer.editLast(), composer.text, composer.editing === null]).toEqual([true, 'two', false]);
  });

  it('sends other words for the same message, and leaves the draft alone', async () => {
    const { scripted, openRoom, sent } = setupComposer();
    const composer = openRoom();
    composer.write('a draft');
    composer.edit(queued);
    expect(composer.text).toBe('old words');
    composer.write('new words');
    scripted.answer('message.change', async () => ok(null));
    await composer.send();
    const changes = scripted.calls.filter(({ name }) => name === 'message.change');
    expect(changes.map(({ params }) => params)).toEqual([
      { serverId: nordlicht, commandId: commandIdOf(7), text: 'new words' },
    ]);
    expect(sent()).toEqual([]);
  });

  it('gives the draft back when it is given up', () => {
    const { openRoom } = setupComposer();
    const composer = openRoom();
    composer.write('a draft');
    composer.edit(queued);
    composer.stopEditing();
    expect([composer.text, composer.editing]).toEqual(['a draft', null]);
  });

  it('says when the message has gone already', async () => {
    const { scripted, openRoom } = setupComposer();
    scripted.answer('message.change', async () => err({ type: 'already_transmitted' }));
    const composer = openRoom();
    composer.edit(queued);
    await composer.send();
    expect([composer.text, composer.problem]).toEqual(['old words', { type: 'already_transmitted' }]);
  });
});

describe('typing', () => {
  it('[P21] is told at the first key, and every three seconds while it goes on', async () => {
    const { clock, openRoom, saidTyping } = setupComposer();
    const composer = openRoom();
    composer.write('H');
    composer.write('He');
    expect(await saidTyping()).toEqual([true]);
    clock.advance(typingTimes.renewMs - 1);
    composer.write('Hel');
    expect(await saidTyping()).toEqual([]);
    clock.advance(1);
    composer.write('Hell');
    expect(await saidTyping()).toEqual([true]);
  });

  it('[P21] is over when nothing was written for five seconds, when nothing is left, and when the room is left', async () => {
    const { clock, openRoom, saidTyping } = setupComposer();
    const composer = openRoom();
    composer.write('H');
    clock.advance(typingTimes.idleMs);
    expect(await saidTyping()).toEqual([true, false]);
    composer.write('Hello');
    composer.write(' ');
    expect(await saidTyping()).toEqual([true, false]);
    composer.write('Hello');
    composer.close();
    composer.close();
    expect(await saidTyping()).toEqual([true, false]);
  });

  it('[P21] is ended by the message itself, and told at once when the next one begins', async () => {
    const { clock, openRoom, saidTyping } = setupComposer();
    const composer = openRoom();
    composer.write('Hello');
    await composer.send();
    clock.advance(typingTimes.idleMs);
    expect(await saidTyping()).toEqual([true]);
    composer.write('a');
    expect(await saidTyping()).toEqual([true]);
  });

  it('is not told of a blank draft, of words that could not be sent, nor of a waiting message that is changed', async () => {
    const { scripted, openRoom, saidTyping } = setupComposer();
    const composer = openRoom();
    composer.write(' \n');
    composer.edit(queued);
    composer.write('other words');
    await composer.send();
    expect(await saidTyping()).toEqual([]);
    scripted.answer('message.send', async () => err({ type: 'room_not_known' }));
    composer.write('Hello');
    await composer.send();
    expect([composer.text, await saidTyping()]).toEqual(['Hello', [true]]);
  });
});
