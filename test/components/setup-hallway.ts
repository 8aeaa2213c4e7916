import type { ShellContract } from '#shared/ipc/shell-api.ts';
import { createRpcClient } from '#shared/ipc/rpc.ts';
import { linkedPorts } from '#main/ipc/linked-ports.ts';
import { browserClock } from '#renderer/lib/browser-clock.ts';
import { Hallway } from '#renderer/state/hallway.svelte.ts';
import { nordlicht } from '#test/main/terminal/builders.ts';
import { createScriptedChat, type ScriptedState } from '#test/main/terminal/scripted-chat.ts';
import { steadyClient } from '#test/renderer/steady-client.ts';
import { createTabStore } from '#test/renderer/tab-store.ts';

/** A hallway of one server, whose client does what the test says. The program around it never answers. */
export async function setupHallway(parts: Partial<ScriptedState> = {}) {
  const scripted = createScriptedChat(parts);
  const [shellPort] = linkedPorts();
  const hallway = new Hallway({
    chat: steadyClient(scripted.chat),
    shell: steadyClient(createRpcClient<ShellContract>(shellPort)),
    clock: browserClock,
    store: createTabStore(),
    system: { languages: ['en'], isDark: false, wantsContrast: false },
  });
  await hallway.loadServer(nordlicht);
  return { scripted, hallway };
}
