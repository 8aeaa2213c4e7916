import type { ChatNotification } from '#shared/ipc/chat-notification.ts';
import type { DeskWords } from './desk-words.ts';

const markup: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };

/** What a notification says. On Linux its body is markup, which nobody's words are to become. */
export function notificationWords(
  {
    authorName,
    roomName,
    count,
    text,
    kind,
  }: Pick<ChatNotification, 'authorName' | 'roomName' | 'count' | 'text' | 'kind'>,
  { notification: words }: DeskWords,
  platform: NodeJS.Platform,
): { readonly title: string; readonly body: string } {
  const author = authorName ?? words.somebody;
  const said = kind === 'invitation' ? words.invited : (text ?? words.something);
  const body = count > 1 ? words.ofMany(count, said) : said;
  return {
    title: roomName === null ? author : words.inRoom(author, roomName),
    body: platform === 'linux' ? body.replaceAll(/[&<>]/gu, (sign) => markup[sign] ?? sign) : body,
  };
}
