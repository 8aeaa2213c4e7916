import { describe, expect, it } from 'vitest';
import type { TimelineItem } from '#shared/ipc/chat-view.ts';
import { mergeItems, prependItems } from '#renderer/state/merge-items.ts';
import { buildMessage, buildNotice, commandIdOf, mara } from '#test/main/terminal/builders.ts';

const heard = (number: number) => buildMessage(`m${number}`, { commandId: commandIdOf(number), itemNumber: number });
const waiting = (number: number) =>
  buildMessage(`w${number}`, {
    commandId: commandIdOf(100 + number),
    author: mara,
    itemNumber: null,
    delivery: 'queued',
  });
const keysOf = (items: readonly TimelineItem[]): string[] => items.map(({ key }) => key);

describe('news of a timeline', () => {
  it('comes above what still waits', () => {
    const merged = mergeItems([heard(1), waiting(1)], { items: [heard(2), waiting(2)], removed: [] });
    expect(keysOf(merged)).toEqual(keysOf([heard(1), heard(2), waiting(1), waiting(2)]));
  });

  it('moves a message up when the server has it', () => {
    const sent = { ...waiting(1), itemNumber: 2, delivery: 'sent' } as const;
    const merged = mergeItems([heard(1), waiting(1), waiting(2)], { items: [sent], removed: [] });
    expect(merged).toEqual([heard(1), sent, waiting(2)]);
  });

  it('changes a row in its place', () => {
    const read = { ...heard(1), delivery: 'read' } as const;
    expect(mergeItems([heard(1), heard(2)], { items: [read], removed: [] })).toEqual([read, heard(2)]);
  });

  it('takes rows away, and does not bring them back', () => {
    const merged = mergeItems([heard(1), waiting(1)], { items: [waiting(1)], removed: [waiting(1).key] });
    expect(merged).toEqual([heard(1)]);
  });
});

it('older rows come first, and none comes twice', () => {
  const notice = buildNotice();
  expect(prependItems([heard(2), heard(3)], [notice, heard(1), heard(2)])).toEqual([
    notice,
    heard(1),
    heard(2),
    heard(3),
  ]);
});
