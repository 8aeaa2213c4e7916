import { describe, expect, it } from 'vitest';
import { dictionaries } from '#renderer/i18n/dictionaries.ts';
import { Typing } from '#renderer/state/typing.svelte.ts';
import { general, jonas, mara, nordlicht, roomIdOf } from '#test/main/terminal/builders.ts';
import { createScriptedChat } from '#test/main/terminal/scripted-chat.ts';
import { settle, steadyClient } from '../steady-client.ts';

async function setupTyping() {
  const scripted = createScriptedChat();
  const chat = steadyClient(scripted.chat);
  const typing = new Typing(chat);
  const hear = async (personIds = [jonas], roomId = general) => {
    scripted.emit('typing.changed', { serverId: nordlicht, roomId, personIds });
    await settle();
  };
  return { chat, typing, hear };
}

describe('who else is typing', () => {
  it('[P21] is what was told last of the room', async () => {
    const { typing, hear } = await setupTyping();
    await hear([jonas, mara]);
    await hear([mara], roomIdOf('x'));
    expect(typing.in(nordlicht, general)).toEqual([jonas, mara]);
    await hear([]);
    expect([typing.in(nordlicht, general), typing.in(nordlicht, roomIdOf('x'))]).toEqual([[], [mara]]);
  });

  it('[P21] is nobody at a new port', async () => {
    const { chat, typing, hear } = await setupTyping();
    await hear();
    chat.reopen();
    expect(typing.in(nordlicht, general)).toEqual([]);
  });

  it('is said of one, of two, and of several', () => {
    const [en, zh] = [dictionaries.en.composer.typing, dictionaries['zh-CN'].composer.typing];
    expect([en(['Mara']), en(['Mara', 'Ole']), en(['Mara', 'Ole', 'Jonas'])]).toEqual([
      'Mara is typing',
      'Mara and Ole are typing',
      'Several people are typing',
    ]);
    expect([zh(['李娜']), zh(['李娜', '王小明']), zh(['李娜', '王小明', '林薇'])]).toEqual([
      '李娜正在输入',
      '李娜和王小明正在输入',
      '好几个人正在输入',
    ]);
  });
});
