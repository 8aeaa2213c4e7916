import type { WebContents, WebFrameMain } from 'electron';
import { expect, it } from 'vitest';
import { isPageSpeaking } from '#main/electron/page-sender.ts';

const frameAt = (origin: string): WebFrameMain => ({ origin }) as WebFrameMain;
const page = frameAt('app://hallway');
const contentsOf = (mainFrame: WebFrameMain): WebContents => ({ mainFrame }) as WebContents;
const window = contentsOf(page);
const isOwn = (contents: WebContents): boolean => contents === window;
const speaks = (sender: WebContents, senderFrame: WebFrameMain | null): boolean =>
  isPageSpeaking({ sender, senderFrame }, isOwn);

it('the page in the main frame of the own window is heard', () => {
  expect(speaks(window, page)).toBe(true);
});

it('a frame within the page is not, of whatever address', () => {
  for (const origin of ['https://example.org', 'app://hallway', 'null'])
    expect(speaks(window, frameAt(origin))).toBe(false);
});

it('a frame that is gone is not', () => {
  expect(speaks(window, null)).toBe(false);
});

it('a page of another window is not, at the address of the own one either', () => {
  const other = frameAt('app://hallway');
  expect(speaks(contentsOf(other), other)).toBe(false);
});

it('another page in the own window is not', () => {
  for (const origin of ['https://example.org', 'app://other', 'app://hallway.example.org', 'file://', 'null']) {
    const elsewhere = frameAt(origin);
    const led = contentsOf(elsewhere);
    expect(isPageSpeaking({ sender: led, senderFrame: elsewhere }, () => true)).toBe(false);
  }
});
