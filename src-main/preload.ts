/** What a page gets of Electron: its two ports, by name, as often as it asks. */
import { contextBridge, ipcRenderer } from 'electron';
import { askChannel, giveChannel } from './electron/port-channels.ts';

/** What this needs of the page, which no other code of this side sees. */
declare const window: {
  readonly location: { readonly origin: string };
  postMessage(message: unknown, targetOrigin: string, transfer: readonly unknown[]): void;
};

contextBridge.exposeInMainWorld('hallwayPorts', {
  ask: (name: unknown) => {
    ipcRenderer.send(askChannel, name);
  },
});
// A port cannot go through the bridge; the page hears of it as of a message from itself.
ipcRenderer.on(giveChannel, (event, name: unknown) => {
  // Electron's types name a class of the page's world.
  const ports: readonly unknown[] = event.ports;
  window.postMessage({ type: 'hallway.port', name }, window.location.origin, ports);
});
