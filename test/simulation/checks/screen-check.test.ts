import { describe, expect, it } from 'vitest';
import type { DeliveryState } from '#shared/domain/delivery.ts';
import type { MessageItem, TimelineItem } from '#shared/ipc/chat-view.ts';
import { ann, bob, logOf, modelOf, rowsOf, talk } from './sample-history.ts';
import { createScreenCheck } from './screen-check.ts';

function setupScreens() {
  const events = logOf(talk);
  const check = createScreenCheck(modelOf(events));
  const row = (seq: number, viewer = ann, change: Partial<MessageItem> = {}): TimelineItem => ({
    ...(rowsOf(events.slice(seq - 1, seq), viewer)[0] as MessageItem),
    ...change,
  });
  const show = (person: typeof ann, ...items: readonly TimelineItem[]): string[] =>
    check.shown({ client: person === ann ? 'Ann' : 'Bob', person }, items).map(({ rule }) => rule);
  return { events, row, show };
}

describe('the check of the screen', () => {
  it('finds nothing in what the log holds', () => {
    const { events, show } = setupScreens();
    expect(show(ann, ...rowsOf(events.slice(2), ann))).toEqual([]);
    expect(show(bob, ...rowsOf(events.slice(4), bob))).toEqual([]);
  });

  it.each<[DeliveryState[], string[]]>([
    [['queued', 'sent', 'delivered', 'read'], []],
    [['queued', 'read'], []],
    [['sent', 'queued'], ['D4']],
    [['read', 'delivered'], ['D4']],
    [['sent', 'failed'], ['D4']],
    [['queued', 'failed', 'failed'], []],
    [['queued', 'failed', 'queued'], ['D4']],
    [['queued', 'failed', 'sent'], ['D4']],
  ])('[D4] of %s finds %s', (states, rules) => {
    const { row, show } = setupScreens();
    expect(states.flatMap((delivery) => show(ann, row(6, ann, { delivery })))).toEqual(rules);
  });

  it('[I1] finds what is shown as sent and is not in the log', () => {
    const { row, show } = setupScreens();
    const lost = { key: 'key 77' };
    expect(show(ann, row(6, ann, { ...lost, delivery: 'queued' }))).toEqual([]);
    expect(show(ann, row(6, ann, { ...lost, delivery: 'sent' }))).toEqual(['I1']);
  });

  it('[I5] finds what nobody sent, and what somebody else or otherwise sent', () => {
    const { events, row, show } = setupScreens();
    expect(show(ann, row(7, ann, { key: 'key 77' }))).toEqual(['I5']);
    expect(show(ann, { ...row(3), key: 'key 77' })).toEqual(['I5']);
    expect(show(ann, ...rowsOf(events.slice(2, 3), ann).map((item) => ({ ...item, isForged: true })))).toEqual(['I5']);
    expect(show(ann, row(7, ann, { content: { type: 'text', text: 'goodbye' } }))).toEqual(['I5']);
    expect(show(bob, row(6, bob, { author: bob, delivery: 'sent' }))).toEqual(['I5']);
    expect(show(ann, row(7, ann, { itemNumber: 1 }))).toEqual(['I5']);
    expect(show(ann, row(7, ann, { isForged: true }))).toEqual(['I5']);
  });

  it('[I8] finds what is hidden from whoever sits there', () => {
    const { row, show } = setupScreens();
    expect(show(bob, row(4, bob))).toEqual(['I8']);
    expect(show(bob, row(3, bob))).toEqual(['I8']);
  });
});
