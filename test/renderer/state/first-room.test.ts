import { expect, it } from 'vitest';
import { createRpcClient } from '#shared/ipc/rpc.ts';
import type { ShellContract } from '#shared/ipc/shell-api.ts';
import { linkedPorts } from '#main/ipc/linked-ports.ts';
import { Hallway } from '#renderer/state/hallway.svelte.ts';
import { buildRoom, nordlicht, roomIdOf } from '#test/main/terminal/builders.ts';
import { createScriptedChat } from '#test/main/terminal/scripted-chat.ts';
import { createFakeClock } from '#test/support/fake-clock.ts';
import { settle, steadyClient } from '../steady-client.ts';
import { createTabStore } from '../tab-store.ts';

const closed = buildRoom({ roomId: roomIdOf('c'), name: 'alpha', isMember: false, isClosed: true });
const open = buildRoom({ roomId: roomIdOf('o'), name: 'beta' });

it.each([
  ['the first one that is open', [closed, open], 'beta'],
  ['one that is closed where there is no other', [closed], 'alpha'],
])('[H3] who was in no room yet comes into %s', async (_, rooms, name) => {
  const [shellPort] = linkedPorts();
  const hallway = new Hallway({
    chat: steadyClient(createScriptedChat({ rooms }).chat),
    shell: steadyClient(createRpcClient<ShellContract>(shellPort)),
    clock: createFakeClock(),
    store: createTabStore(),
    system: { languages: ['en'], isDark: false, wantsContrast: false },
  });
  await hallway.loadServer(nordlicht);
  await settle();
  expect(hallway.room?.name).toBe(name);
});
