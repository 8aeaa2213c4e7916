import { expect, it } from 'vitest';
import { MessageWay } from '#renderer/state/message-way.svelte.ts';
import { err, ok } from '#shared/result.ts';
import { buildMessage, buildMessageInfo, general, mara, nordlicht } from '#test/main/terminal/builders.ts';
import { createScriptedChat } from '#test/main/terminal/scripted-chat.ts';
import { steadyClient } from '../steady-client.ts';

const turn = () => new Promise(setImmediate);

function setupWay() {
  const scripted = createScriptedChat({});
  const message = buildMessage('Hello', { author: mara, delivery: 'sent' });
  const asked = () => scripted.calls.filter(({ name }) => name === 'message.info').length;
  const open = () =>
    new MessageWay({ chat: steadyClient(scripted.chat), serverId: nordlicht, roomId: general, message });
  const change = (key: string) => {
    const items = [{ ...message, key }];
    scripted.emit('timeline.changed', { serverId: nordlicht, roomId: general, items, removed: [], isLive: true });
  };
  return { scripted, message, asked, open, change };
}

it('the way of a message is read at once, and anew whenever that message changes', async () => {
  const { scripted, message, asked, open, change } = setupWay();
  scripted.answer('message.info', async () => ok(buildMessageInfo({ delivery: 'sent' })));
  const way = open();
  await turn();
  expect([way.info?.delivery, asked()]).toEqual(['sent', 1]);
  scripted.answer('message.info', async () => ok(buildMessageInfo({ delivery: 'delivered' })));
  change('another');
  change(message.key);
  await turn();
  expect([way.info?.delivery, asked()]).toEqual(['delivered', 2]);
  way.close();
  change(message.key);
  await turn();
  expect(asked()).toBe(2);
});

it('of two answers that of the later question counts', async () => {
  const { scripted, message, open, change } = setupWay();
  let answerFirst: () => void = () => undefined;
  const first = new Promise<void>((resolve) => {
    answerFirst = resolve;
  });
  scripted.answer('message.info', async () => {
    await first;
    return ok(buildMessageInfo({ delivery: 'sent' }));
  });
  const way = open();
  await turn();
  scripted.answer('message.info', async () => ok(buildMessageInfo({ delivery: 'read' })));
  change(message.key);
  await turn();
  answerFirst();
  await turn();
  expect(way.info?.delivery).toBe('read');
});

it('what could not be read is a problem, beside what was known', async () => {
  const { scripted, message, open, change } = setupWay();
  scripted.answer('message.info', async () => ok(buildMessageInfo({ delivery: 'sent' })));
  const way = open();
  await turn();
  scripted.answer('message.info', async () => err({ type: 'storage_failed', detail: 'disk' }));
  change(message.key);
  await turn();
  expect([way.info?.delivery, way.problem?.type]).toEqual(['sent', 'storage_failed']);
});
