import type { PersonId } from '#shared/domain/ids.ts';
import { namesPerson } from '#shared/domain/mention.ts';
import type { MessageItem, NoticeItem, RoomView, TimelineItem } from '#shared/ipc/chat-view.ts';

/** Whom a message may be for. */
export interface Reader {
  readonly personId: PersonId;
  readonly displayName: string;
  /** Whom they do not want to hear. */
  readonly isBlocked: (personId: PersonId) => boolean;
}

/** A message that the server has numbered. */
export type NumberedMessage = MessageItem & { readonly itemNumber: number };

/** The messages that somebody else wrote to this reader, or in which they named them; forged ones are for nobody (P11). */
export function noteworthyIn(
  items: readonly TimelineItem[],
  { kind }: Pick<RoomView, 'kind'>,
  reader: Reader,
): readonly NumberedMessage[] {
  return items.filter((item): item is NumberedMessage => {
    if (item.type !== 'message' || item.itemNumber === null) return false;
    if (item.author === reader.personId || item.isForged || reader.isBlocked(item.author)) return false;
    return kind === 'direct' || isNamedIn(item, reader);
  });
}

/** The notice by which somebody else brought this reader into the room; of several the last. */
export function invitationIn(items: readonly TimelineItem[], { personId, isBlocked }: Reader): NoticeItem | undefined {
  return items.findLast((item): item is NoticeItem => {
    if (item.type !== 'notice' || item.notice !== 'room.invited' || item.isForged) return false;
    return item.subject === personId && item.person !== personId && !isBlocked(item.person);
  });
}

function isNamedIn({ content }: MessageItem, { displayName }: Reader): boolean {
  return content.type === 'text' && namesPerson(content.text, displayName);
}
