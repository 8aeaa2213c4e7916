import { describe, expect, it } from 'vitest';
import type { TimelineItem } from '#shared/ipc/chat-view.ts';
import { timelineRows, type RowsContext } from '#renderer/state/timeline-rows.ts';
import {
  buildGap,
  buildMessage,
  buildNotice,
  commandIdOf,
  jonas,
  mara,
  morning,
} from '#test/main/terminal/builders.ts';

const minute = 60_000;
const context: RowsContext = {
  me: mara,
  showsDelivery: false,
  isAtBeginning: false,
  olderProblem: null,
  firstUnseen: null,
};
let last = 0;

function says(text: string, parts: Parameters<typeof buildMessage>[1] = {}) {
  last += 1;
  return buildMessage(text, { commandId: commandIdOf(last), ...parts });
}

/** Rows as short words: a message as its text, with a star when it begins a group. */
function shown(items: readonly TimelineItem[], parts: Partial<RowsContext> = {}): string[] {
  return timelineRows(items, { ...context, ...parts }).map((row) => {
    if (row.type === 'notices') return `notices ${row.notices.length}`;
    if (row.type !== 'message') return row.type;
    const text = row.message.content.type === 'text' ? row.message.content.text : '?';
    return `${row.isFirst ? '*' : ''}${text}${row.delivery === null ? '' : ` (${row.delivery})`}`;
  });
}

describe('a group of messages', () => {
  it('holds what one author wrote within five minutes of each other', () => {
    const items = [
      says('a'),
      says('b', { writtenAt: morning + 4 * minute }),
      says('c', { writtenAt: morning + 8 * minute }),
      says('d', { writtenAt: morning + 13 * minute }),
    ];
    expect(shown(items)).toEqual(['day', '*a', 'b', 'c', '*d']);
  });

  it.each([0, Date.UTC(9999, 11, 31)])(
    'goes by the server’s clock, and so do days, where an author says it is %i',
    (writtenAt) => {
      const items = [says('a'), says('b', { at: morning + minute, writtenAt }), says('c')];
      expect(shown(items)).toEqual(['day', '*a', 'b', 'c']);
    },
  );

  it('ends where what waited for its server begins, which says when it was written', () => {
    const writtenAt = morning - 60 * minute;
    const late = { at: morning, writtenAt };
    expect(shown([says('a'), says('b', late), says('c', late)])).toEqual(['day', '*a', '*b', 'c']);
  });

  it('ends with another author, a notice, a gap, a day and the New line', () => {
    const seen = says('f');
    const items = [
      says('a'),
      says('b', { author: mara }),
      buildNotice(),
      says('c', { author: mara }),
      buildGap({ key: 'gap' }),
      says('d', { author: mara }),
      says('e', { author: mara, writtenAt: morning + 24 * 60 * minute }),
      { ...seen, author: mara, at: morning + 24 * 60 * minute, writtenAt: morning + 24 * 60 * minute },
    ];
    expect(shown(items, { firstUnseen: seen.key })).toEqual([
      'day',
      '*a',
      '*b',
      'notices 1',
      '*c',
      'gap',
      '*d',
      'day',
      '*e',
      'new',
      '*f',
    ]);
  });

  it('[T8] ends where a device that somebody vouched for begins to write, and where it ends', () => {
    const items = [
      says('a'),
      says('b', { vouchedBy: mara }),
      says('c', { vouchedBy: mara }),
      says('d', { vouchedBy: jonas }),
      says('e', { vouchedBy: jonas, isForged: true }),
      says('f', { vouchedBy: jonas }),
      says('g'),
    ];
    expect(shown(items)).toEqual(['day', '*a', '*b', 'c', '*d', '*e', '*f', '*g']);
  });

  it('does not break where a clock goes back a little', () => {
    expect(shown([says('a'), says('b', { writtenAt: morning - minute })])).toEqual(['day', '*a', 'b']);
  });
});

describe('rows', () => {
  it('begin with the beginning of the room, once it is reached', () => {
    expect(shown([says('a')], { isAtBeginning: true })).toEqual(['start', 'day', '*a']);
  });

  it('begin with what could not be read', () => {
    expect(shown([says('a')], { olderProblem: { type: 'room_not_known' } })).toEqual(['unread', 'day', '*a']);
  });

  it('put notices in a row together', () => {
    const items = [buildNotice({ key: 'n1' }), buildNotice({ key: 'n2', person: mara }), says('a')];
    expect(shown(items)).toEqual(['day', 'notices 2', '*a']);
  });

  it('have keys of their own', () => {
    const items = [says('a'), buildNotice(), says('b', { author: mara })];
    const keys = timelineRows(items, { ...context, isAtBeginning: true }).map(({ key }) => key);
    expect(new Set(keys).size).toBe(keys.length);
  });
});

describe('delivery', () => {
  const own = (text: string, delivery: 'queued' | 'sent' | 'delivered' | 'read' | 'failed') =>
    says(text, { author: mara, delivery });
  const items = [
    says('theirs', { author: jonas }),
    own('a', 'read'),
    own('b', 'read'),
    own('c', 'delivered'),
    own('d', 'sent'),
    own('e', 'queued'),
    own('f', 'queued'),
    own('g', 'failed'),
  ];

  it('is shown in direct chats by the newest message of each state, and by everything that waits', () => {
    expect(shown(items, { showsDelivery: true }).slice(2)).toEqual([
      '*a',
      'b (read)',
      'c (delivered)',
      'd (sent)',
      'e (queued)',
      'f (queued)',
      'g (failed)',
    ]);
  });

  it('is shown in rooms by what waits or failed', () => {
    expect(shown(items).slice(5)).toEqual(['d', 'e (queued)', 'f (queued)', 'g (failed)']);
  });

  it('is shown in a room as far as the first is with it, and by the newest message that is so far', () => {
    const reach = (delivered: number, read: number) => ({ people: 7, delivered, read });
    const counted = [
      says('theirs', { author: jonas }),
      { ...own('a', 'sent'), reach: reach(3, 3) },
      { ...own('b', 'sent'), reach: reach(3, 2) },
      { ...own('c', 'sent'), reach: reach(3, 0) },
      { ...own('d', 'sent'), reach: reach(0, 0) },
    ];
    expect(shown(counted, { showsDelivery: true }).slice(2)).toEqual(['*a', 'b (read)', 'c (delivered)', 'd (sent)']);
  });

  it('is shown to one other as far as that one is', () => {
    const one = { ...own('a', 'sent'), reach: { people: 1, delivered: 1, read: 0 } };
    expect(shown([one], { showsDelivery: true })).toEqual(['day', '*a (delivered)']);
  });
});
