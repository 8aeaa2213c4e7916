import type { ChatNotification } from '#shared/ipc/chat-notification.ts';
import type { DeskWords } from './desk-words.ts';

/** What a notification says. */
export function notificationWords(
  {
    authorName,
    roomName,
    count,
    text,
    kind,
  }: Pick<ChatNotification, 'authorName' | 'roomName' | 'count' | 'text' | 'kind'>,
  { notification: words }: DeskWords,
): { readonly title: string; readonly body: string } {
  const author = authorName ?? words.somebody;
  const said = kind === 'invitation' ? words.invited : (text ?? words.something);
  return {
    title: roomName === null ? author : words.inRoom(author, roomName),
    body: count > 1 ? words.ofMany(count, said) : said,
  };
}
