import type { ChatContract } from '#shared/ipc/chat-api.ts';
import type { ShellContract } from '#shared/ipc/shell-api.ts';
import { browserClock } from './lib/browser-clock.ts';
import { doorSecret, hasToken } from './lib/door-secret.ts';
import { createLastingClient, type LastingClient, type LinkState } from './lib/lasting-client.ts';
import { messagePortSource, type PortBridge } from './lib/message-port-source.ts';
import type { PortSource } from './lib/port-source.ts';
import { webSocketSource } from './lib/web-socket-source.ts';

export interface Api {
  readonly chat: LastingClient<ChatContract>;
  readonly shell: LastingClient<ShellContract>;
}

type PortName = 'chat' | 'shell';

declare global {
  interface Window {
    /** Left here by a preload script, where there is one. */
    readonly hallwayPorts?: PortBridge;
  }
}

/** The two contracts of a window. `onState` hears where each port stands. */
export function openApi(onState: (port: PortName, state: LinkState) => void): Api {
  const source = portSources();
  const options = (name: PortName) => ({
    source: source(name),
    clock: browserClock,
    onState: (state: LinkState) => {
      onState(name, state);
    },
  });
  return { chat: createLastingClient(options('chat')), shell: createLastingClient(options('shell')) };
}

/** The one place that knows what carries a port: what a preload hands over, or else a WebSocket on the page's own origin. */
function portSources(): (name: PortName) => PortSource {
  const bridge = window.hallwayPorts;
  if (bridge !== undefined) return (name) => messagePortSource(bridge, name);
  const tab = { location, history, store: sessionStorage };
  const secret = doorSecret({ ...tab, fetch: (path, request) => fetch(path, request) });
  // A new address that is opened in this tab loads nothing by itself: it differs in its fragment alone.
  window.addEventListener('hashchange', () => {
    if (hasToken(location)) location.reload();
  });
  return (name) => webSocketSource(`ws://${location.host}/ports/${name}`, secret);
}
