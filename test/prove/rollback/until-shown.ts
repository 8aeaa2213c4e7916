import type { ChatScript } from '#test/support/chat-script.ts';
import { pause } from '../pause.ts';
import { readHistory } from '#test/support/chat-history.ts';

const lookMs = 250;

/** However they come: what was said while a device was healing comes with a page of history. */
export async function untilShown(chat: ChatScript, texts: readonly string[]): Promise<void> {
  for (;;) {
    const shown = new Set((await readHistory(chat).catch(() => [])).map(({ text }) => text));
    if (texts.every((text) => shown.has(text))) return;
    await pause(lookMs);
  }
}
