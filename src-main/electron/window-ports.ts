import { ipcMain, MessageChannelMain, type MessagePortMain, type WebContents } from 'electron';
import * as v from 'valibot';
import { isPageSpeaking } from './page-sender.ts';
import { askChannel, giveChannel } from './port-channels.ts';

const portNameSchema = v.picklist(['chat', 'shell']);
type PortName = v.InferOutput<typeof portNameSchema>;

/**
 * Gives a window its ports, as often as it asks: after a crash of the other side it asks again. Only the page itself, in the
 * main frame of a window of ours, is heard. A port is given once there is somebody to talk to: an open one to nobody would
 * swallow what is said.
 */
export function serveWindowPorts(
  isOwn: (contents: WebContents) => boolean,
  onAsk: (name: PortName, give: () => MessagePortMain) => void,
): void {
  ipcMain.on(askChannel, (event, asked: unknown) => {
    const { sender } = event;
    const name = v.safeParse(portNameSchema, asked);
    if (!name.success || !isPageSpeaking(event, isOwn)) return;
    onAsk(name.output, () => {
      const { port1, port2 } = new MessageChannelMain();
      if (sender.isDestroyed()) port2.close();
      else sender.postMessage(giveChannel, name.output, [port2]);
      return port1;
    });
  });
}
