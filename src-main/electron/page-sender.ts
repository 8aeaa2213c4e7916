import type { IpcMainEvent, WebContents } from 'electron';
import { pageOrigin } from './page-origin.ts';

/** Whether it is the page itself that speaks: in the main frame of a window of ours, at the page's own address. */
export function isPageSpeaking(
  { sender, senderFrame }: Pick<IpcMainEvent, 'sender' | 'senderFrame'>,
  isOwn: (contents: WebContents) => boolean,
): boolean {
  const isMainFrame = senderFrame !== null && senderFrame === sender.mainFrame;
  return isMainFrame && senderFrame.origin === pageOrigin && isOwn(sender);
}
