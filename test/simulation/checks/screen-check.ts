import { isDeepStrictEqual } from 'node:util';
import type { DeliveryState } from '#shared/domain/delivery.ts';
import type { PersonId } from '#shared/domain/ids.ts';
import type { MessageItem, NoticeItem, TimelineItem } from '#shared/ipc/chat-view.ts';
import type { LogModel } from './log-model.ts';
import { violation, type Violation } from './violation.ts';

/** A screen: one client's, with the person in front of it. */
export interface Screen {
  readonly client: string;
  readonly person: PersonId;
}

/** Looks at every row that a client ever shows, in the order in which it shows them. */
export interface ScreenCheck {
  shown(screen: Screen, items: readonly TimelineItem[]): Violation[];
}

const ranks: Readonly<Record<DeliveryState, number>> = { queued: 0, failed: 1, sent: 2, delivered: 3, read: 4 };

export function createScreenCheck(model: Pick<LogModel, 'byKey' | 'maySee'>): ScreenCheck {
  const states = new Map<string, DeliveryState>();

  /** Only forward, and failed is the end (D4). */
  function moved(client: string, { key, delivery }: MessageItem): Violation[] {
    if (delivery === null) return [];
    const name = `${client} ${key}`;
    const before = states.get(name) ?? 'queued';
    states.set(name, delivery);
    const isForward = before === 'failed' ? delivery === 'failed' : ranks[delivery] >= ranks[before];
    const isReachable = delivery !== 'failed' || ranks[before] <= ranks.failed;
    return isForward && isReachable ? [] : [violation('D4', `${client}: ${key} went from ${before} to ${delivery}`)];
  }

  function message(screen: Screen, item: MessageItem): Violation[] {
    const found = moved(screen.client, item);
    const isWaiting = item.delivery === 'queued' || item.delivery === 'failed';
    if (isWaiting && item.author === screen.person) return found;
    const event = model.byKey(item.key);
    const rule = item.author === screen.person ? 'I1' : 'I5';
    if (event === undefined) return [...found, violation(rule, `${screen.client} shows ${JSON.stringify(item)}`)];
    const isSame =
      event.person === item.author &&
      event.commandId === item.commandId &&
      isDeepStrictEqual(event.body.content, item.content) &&
      (item.itemNumber === null || item.itemNumber === event.itemNumber);
    if (!isSame || item.isForged)
      found.push(violation('I5', `${screen.client} shows ${JSON.stringify(item)} for ${event.frame}`));
    if (!model.maySee(screen.person, event))
      found.push(violation('I8', `${screen.client} shows event ${event.seq}, which is hidden from them`));
    return found;
  }

  function notice({ client, person }: Screen, { key, isForged }: NoticeItem): Violation[] {
    const event = model.byKey(key);
    if (event === undefined || isForged)
      return [violation('I5', `${client} shows the notice ${key}, which nobody made`)];
    return model.maySee(person, event) ? [] : [violation('I8', `${client} shows event ${event.seq} of others`)];
  }

  return {
    shown: (screen, items) =>
      items.flatMap((item) => {
        if (item.type === 'gap') return [];
        return item.type === 'message' ? message(screen, item) : notice(screen, item);
      }),
  };
}
