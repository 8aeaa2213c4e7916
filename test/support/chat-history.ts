import type { ChatScript } from './chat-script.ts';

/** A message as a chat shows it when it is asked for its history. */
export interface ShownMessage {
  readonly commandId: string;
  readonly author: string;
  readonly text: string;
  readonly itemNumber: number | null;
  readonly delivery: string | null;
}

/** All messages that a room shows, oldest first. Nothing may be missing between them. */
export async function readHistory(chat: ChatScript, room = 'general'): Promise<readonly ShownMessage[]> {
  const pages: ShownMessage[][] = [];
  for (let cursor: object | null = {}; cursor !== null;) {
    const page = await chat.ask('timeline.page', { room, maxItems: 200, ...cursor });
    if (page.event !== 'result') throw new Error(`No page: ${JSON.stringify(page)}`);
    const items = page['items'] as readonly ShownItem[];
    if (items.some(({ type }) => type === 'gap')) throw new Error('Something between the messages is not here.');
    pages.unshift(items.flatMap((item) => (item.type === 'message' ? [{ ...item, text: item.content.text }] : [])));
    cursor = page['before'] === null ? null : { before: page['before'] };
  }
  return pages.flat();
}

type ShownItem =
  | { readonly type: 'notice' | 'gap' }
  | (Omit<ShownMessage, 'text'> & { readonly type: 'message'; readonly content: { readonly text: string } });
