import type { PersonId } from '#shared/domain/ids.ts';
import type { NoticeItem } from '#shared/ipc/chat-view.ts';

/** This many in a row are shown one by one. */
const maxShown = 3;

/** What a long run of notices comes to. */
export interface NoticeSummary {
  readonly joined: readonly PersonId[];
  readonly left: readonly PersonId[];
  /** Neither of the two. */
  readonly others: number;
}

/** What nobody signed, or a device that an owner vouched for did (T8), is marked: no part of what a run comes to, it stays to be seen. */
export function isMarked({ isForged, vouchedBy }: NoticeItem): boolean {
  return isForged || vouchedBy !== null;
}

/** Null when the run is short enough to be shown as it is. Somebody who came and went is in neither list. */
export function collapseNotices(notices: readonly NoticeItem[]): NoticeSummary | null {
  if (notices.length <= maxShown) return null;
  const last = new Map<PersonId, { readonly first: NoticeItem; readonly last: NoticeItem }>();
  let others = 0;
  for (const notice of notices) {
    if (notice.notice === 'room.joined' || notice.notice === 'room.left') {
      last.set(notice.person, { first: last.get(notice.person)?.first ?? notice, last: notice });
    } else {
      others += 1;
    }
  }
  const of = (kind: NoticeItem['notice']): PersonId[] =>
    [...last].filter(([, run]) => run.first.notice === kind && run.last.notice === kind).map(([person]) => person);
  return { joined: of('room.joined'), left: of('room.left'), others };
}
