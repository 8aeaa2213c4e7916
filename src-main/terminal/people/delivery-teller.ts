import type { RoomId, ServerId } from '#shared/domain/ids.ts';
import { cutToWidth } from '../text/display-width.ts';
import { deliveryLines, type DeliveryNews } from '../view/delivery-lines.ts';
import { problemSentence, say, type PeopleSession } from './people-session.ts';

export interface DeliveryTeller {
  tell(news: DeliveryNews, about: DeliveryAbout): void;
  /** Says now what is gathered. */
  flush(): void;
}

interface DeliveryAbout {
  readonly serverId: ServerId;
  readonly roomId: RoomId;
  readonly failure: { readonly type: string } | null;
}

/** News of delivery comes in handfuls; a state line a second is plenty. */
const gatherMs = 1000;
const quoteColumns = 40;

/** Says how far own messages got: what failed at once, the rest gathered. */
export function createDeliveryTeller(session: PeopleSession): DeliveryTeller {
  const gathered: DeliveryNews[] = [];
  const tellGathered = (): void => {
    if (gathered.length === 0) return;
    session.screen.print(deliveryLines(gathered.splice(0), session.screen.width()));
  };
  return {
    flush: tellGathered,
    tell: (news, about) => {
      if (news.state === 'failed') {
        say(session, failureSentence(session, news, about));
        return;
      }
      gathered.push(news);
      if (gathered.length === 1) session.clock.after(gatherMs, tellGathered);
    },
  };
}

function failureSentence(session: PeopleSession, { text }: DeliveryNews, about: DeliveryAbout): string {
  const quote = cutToWidth(text.replace(/\s+/gu, ' '), quoteColumns);
  const reason = problemSentence(session, about.failure ?? { type: 'dependency_failed' }, about);
  return `Not sent: "${quote}". ${reason} /retry sends it again, /discard takes it away.`;
}
