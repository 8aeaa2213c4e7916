import type { DeliveryState } from '#shared/domain/delivery.ts';
import { cutToWidth, displayWidth } from '../text/display-width.ts';
import { dim, plain, type Line } from './line.ts';
import { textIndent } from './message-block.ts';

/** A message of one's own that got further: its mark in words and what it says, cleaned. */
export interface DeliveryNews {
  readonly key: string;
  readonly state: DeliveryState;
  readonly mark: string;
  readonly text: string;
}

/**
 * Says how far messages got, one line a mark, in the order the marks were first heard: of many messages the newest is quoted.
 * Of one message only its last state counts.
 */
export function deliveryLines(news: readonly DeliveryNews[], width: number): Line[] {
  const lastByKey = new Map(news.map((each) => [each.key, each]));
  const byMark = new Map<string, DeliveryNews[]>();
  for (const each of lastByKey.values()) byMark.set(each.mark, [...(byMark.get(each.mark) ?? []), each]);
  return [...byMark].map(([mark, group]): Line => {
    const indent = ' '.repeat(textIndent(width));
    const count = group.length === 1 ? '' : `${group.length} messages, the last: `;
    const head = `${indent}${mark}: ${count}`;
    const quote = (group.at(-1)?.text ?? '').replace(/\s+/gu, ' ');
    const room = Math.min(60, Math.max(8, width - displayWidth(head)));
    return [plain(indent), dim(`${mark}: ${count}${cutToWidth(quote, room)}`)];
  });
}
