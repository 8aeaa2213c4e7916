import type { ChatNotification } from '#shared/ipc/chat-notification.ts';
import type { DeskWords } from './desk-words.ts';

/** What a notification says. */
export function notificationWords(
  { authorName, roomName, count, text }: Pick<ChatNotification, 'authorName' | 'roomName' | 'count' | 'text'>,
  { notification: words }: DeskWords,
): { readonly title: string; readonly body: string } {
  const author = authorName ?? words.somebody;
  const said = text ?? words.something;
  return {
    title: roomName === null ? author : words.inRoom(author, roomName),
    body: count > 1 ? words.ofMany(count, said) : said,
  };
}
