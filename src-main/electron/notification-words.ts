import type { ChatNotification, KnockNotification } from '#shared/ipc/chat-notification.ts';
import type { DeskWords } from './desk-words.ts';

const markup: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };

type Said = Omit<ChatNotification, 'serverId' | 'serverName' | 'roomId' | 'authorId' | 'messageKey'>;

/** What a notification of a message says. */
export function notificationWords(
  { authorName, vouchedBy, voucherName, roomName, count, text, kind }: Said,
  { notification: words }: DeskWords,
  platform: NodeJS.Platform,
): { readonly title: string; readonly body: string } {
  const author = authorName ?? words.somebody;
  const said = kind === 'invitation' ? words.invited : (text ?? words.something);
  const news = count > 1 ? words.ofMany(count, said) : said;
  // On a line of its own before what was said: a desktop cuts titles and bodies at their ends.
  const body = vouchedBy === null ? news : `${words.vouchedBy(voucherName ?? words.somebody)}\n${news}`;
  return {
    title: roomName === null ? author : words.inRoom(author, roomName),
    body: plainBody(body, platform),
  };
}

/** What a notification of a knock says, with the name that whoever knocks gave. */
export function knockWords(
  { knock, count, serverName }: Pick<KnockNotification, 'knock' | 'count' | 'serverName'>,
  { notification: words }: DeskWords,
  platform: NodeJS.Platform,
): { readonly title: string; readonly body: string } {
  const name = knock.displayName === '' ? words.somebody : knock.displayName;
  const body = count > 1 ? words.ofManyKnocks(count, serverName) : words.atDoor(serverName);
  return { title: words.knocks(name), body: plainBody(body, platform) };
}

/** On Linux a body is markup, which nobody's words are to become. */
function plainBody(body: string, platform: NodeJS.Platform): string {
  return platform === 'linux' ? body.replaceAll(/[&<>]/gu, (sign) => markup[sign] ?? sign) : body;
}
