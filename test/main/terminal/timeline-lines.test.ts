import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { TimelineItem } from '#shared/ipc/chat-view.ts';
import { createLocalTime } from '#main/terminal/text/local-time.ts';
import { lineWidth, paint } from '#main/terminal/view/line.ts';
import { nothingAbove, renderItems, type TimelineFrame } from '#main/terminal/view/timeline-lines.ts';
import { buildMessage, buildNotice, commandIdOf, jonas, mara, morning } from './builders.ts';

const minute = 60_000;
const time = createLocalTime('UTC');
const names = new Map([
  [mara, 'Mara'],
  [jonas, 'Jonas Weber'],
]);

function frameOf(parts: Partial<TimelineFrame> = {}): TimelineFrame {
  return {
    width: 79,
    now: morning,
    time,
    nameOf: (personId) => names.get(personId) ?? '林薇 Lin Wei',
    isBlocked: () => false,
    where: null,
    reader: null,
    isClosed: false,
    ...parts,
  };
}

function render(items: readonly TimelineItem[], frame: Partial<TimelineFrame> = {}): string[] {
  const lines = renderItems(items, nothingAbove, frameOf(frame)).lines;
  return lines.map((line) => paint(line, false).trimEnd());
}

describe('a timeline', () => {
  it('stands in columns on a wide screen', () => {
    expect(
      render([
        buildNotice({ at: morning - 24 * 60 * minute }),
        buildMessage('The gateway drops its lease.', { writtenAt: morning - 44 * minute }),
        buildMessage('It comes back by itself.', { writtenAt: morning - 43 * minute, itemNumber: 2 }),
        buildMessage('Yes.', { author: mara, delivery: 'delivered' }),
      ]),
    ).toEqual([
      '                       Wednesday, 13 May',
      '10:42                — Jonas Weber joined',
      '                       Today, 14 May',
      '09:58 Jonas Weber      The gateway drops its lease.',
      '09:59                  It comes back by itself.',
      '10:42 Mara             Yes.                                        ✓✓ delivered',
    ]);
  });

  it('is one line a message where nothing has a width', () => {
    expect(render([buildMessage('x '.repeat(100).trim())], { width: Infinity })).toEqual([
      'Today, 14 May',
      `10:42 Jonas Weber: ${'x '.repeat(100).trim()}`,
    ]);
  });

  it('fits into 40 columns', () => {
    expect(
      render([buildMessage('Off we go to the field tests tomorrow.', { author: mara, delivery: 'queued' })], {
        width: 39,
      }),
    ).toEqual(['Today, 14 May', '10:42 Mara: Off we go to the field', '      tests tomorrow.  ◌ queued']);
  });

  it('[H3] says of what is queued for a closed room that it waits for that', () => {
    const mark = (delivery: 'queued' | 'sent') =>
      render([buildMessage('Hi.', { author: mara, delivery })], { isClosed: true, width: Infinity }).at(-1);
    expect(mark('queued')).toContain('◌ waits for the room to open');
    expect(mark('sent')).toContain('✓ sent');
  });

  it.each([0, Date.UTC(9999, 11, 31)])(
    '[P12] goes by the server’s clock, where an author says it is %i',
    (writtenAt) => {
      const items = [
        buildMessage('Morning.'),
        buildMessage('No.', { author: mara, at: morning, writtenAt, itemNumber: 2 }),
      ];
      expect(render(items)).toEqual([
        '                       Today, 14 May',
        '10:42 Jonas Weber      Morning.',
        '10:42 Mara             No.',
      ]);
    },
  );

  it('says of what waited for its server when it was written, as its author has it', () => {
    const writtenAt = morning - 60 * minute;
    expect(render([buildMessage('Late.', { at: morning, writtenAt })], { width: Infinity })).toEqual([
      'Today, 14 May',
      '10:42 Jonas Weber: Late.  written 09:42',
    ]);
  });

  it('[T15] shows no word of a notice of somebody who is blocked', () => {
    const notices = (['room.topicSet', 'room.renamed', 'room.invited'] as const).map((notice) =>
      buildNotice({ key: notice, notice, text: 'Mara, I know where you live', subject: mara }),
    );
    const shown = render(notices, { isBlocked: (personId) => personId === jonas, width: Infinity }).join('\n');
    expect(shown).not.toMatch(/know|Jonas/u);
    expect(shown).toContain('somebody you have blocked changed the topic');
  });

  it('names the room of what was said elsewhere', () => {
    expect(render([buildMessage('Hi.')], { where: 'field tests' }).at(-1)).toBe('10:42 field tests › Jonas Weber: Hi.');
  });

  it('names the reader in a direct chat', () => {
    expect(render([buildMessage('Hi.', { author: mara, delivery: 'read' })], { reader: jonas }).at(-1)).toMatch(
      /Hi\. +✓✓ read by Jonas Weber$/u,
    );
  });

  it('says when a signature does not hold', () => {
    expect(render([buildMessage('Pay me.', { isForged: true })]).at(-1)).toContain('! not signed by its author');
  });

  it('[T8] says of each message who vouched for the device that it came from', () => {
    const items = [
      buildMessage('It is me.'),
      buildMessage('On the new laptop.', { vouchedBy: mara }),
      buildMessage('Pay me.', { vouchedBy: mara }),
      buildMessage('Pay me now.', { vouchedBy: mara, isForged: true }),
      buildMessage('From here.', { author: mara, delivery: 'sent', vouchedBy: jonas }),
    ];
    expect(render(items, { width: Infinity })).toEqual([
      'Today, 14 May',
      '10:42 Jonas Weber: It is me.',
      '10:42 Jonas Weber: On the new laptop.  ~ vouched for by Mara',
      '10:42 Jonas Weber: Pay me.  ~ vouched for by Mara',
      '10:42 Jonas Weber: Pay me now.  ! not signed by its author',
      '10:42 Mara: From here.  ~ vouched for by Jonas Weber  ✓ sent',
    ]);
  });

  it('[T8] says who vouched for the device from which something was done, as loud as with messages', () => {
    const topic = { notice: 'room.topicSet', text: 'Pay Jonas' } as const;
    const vouched = buildNotice({ ...topic, vouchedBy: mara });
    const items = [buildNotice(topic), vouched, buildNotice({ ...topic, vouchedBy: mara, isForged: true })];
    expect(render(items, { width: Infinity }).slice(1)).toEqual([
      '10:42 — Jonas Weber set the topic: Pay Jonas',
      '10:42 — Jonas Weber set the topic: Pay Jonas  ~ vouched for by Mara',
      '10:42 — Jonas Weber set the topic: Pay Jonas  ! not signed by its author',
    ]);
    expect(render([vouched], { width: 39 }).at(-1)).toBe('        Jonas  ~ vouched for by Mara');
    const { lines } = renderItems([vouched], nothingAbove, frameOf());
    expect(lines.at(-1)?.at(-1)).toEqual({ text: '~ vouched for by Mara', tone: 'bold' });
  });

  it('[P11] says it louder than what stands around', () => {
    const { lines } = renderItems([buildMessage('Pay me.', { isForged: true })], nothingAbove, frameOf());
    expect(lines.at(-1)?.at(-1)).toEqual({ text: '! not signed by its author', tone: 'bold' });
  });

  it('[P11] says of what was done, too, when a signature does not hold', () => {
    const forged = buildNotice({ notice: 'room.memberRemoved', subject: mara, isForged: true });
    expect(render([forged]).at(-1)).toBe(
      '10:42                — Jonas Weber removed Mara      ! not signed by its author',
    );
    expect(render([forged], { width: Infinity }).at(-1)).toBe(
      '10:42 — Jonas Weber removed Mara  ! not signed by its author',
    );
    expect(render([forged], { width: 39 }).slice(-2)).toEqual([
      '10:42 — Jonas Weber removed Mara',
      '      ! not signed by its author',
    ]);
  });

  it.each([
    [{ notice: 'room.left' }, 'Jonas Weber left'],
    [{ notice: 'room.created', text: 'workshop' }, 'Jonas Weber created the room workshop'],
    [{ notice: 'room.invited', subject: mara }, 'Jonas Weber invited Mara'],
    [{ notice: 'room.memberRemoved', subject: mara }, 'Jonas Weber removed Mara'],
    [{ notice: 'room.renamed', text: 'lab' }, 'Jonas Weber named the room lab'],
    [{ notice: 'room.topicSet', text: 'Leases' }, 'Jonas Weber set the topic: Leases'],
    [{ notice: 'room.topicSet', text: '' }, 'Jonas Weber removed the topic'],
    [{ notice: 'direct.opened' }, 'Jonas Weber opened this direct chat'],
  ] as const)('says %j in words', (parts, sentence) => {
    expect(render([buildNotice(parts)], { width: Infinity }).at(-1)).toBe(`10:42 — ${sentence}`);
  });

  it('marks a notice where no message can write', () => {
    const sentence = '— Jonas Weber joined';
    for (const width of [39, 79]) {
      const [notice = ''] = render([buildNotice()], { width }).slice(-1);
      const following = [1, 2].map((number) => buildMessage(sentence, { commandId: commandIdOf(number) }));
      for (const written of render(following, { width }).slice(1)) expect(written).not.toBe(notice);
      for (const written of render([buildMessage('', { author: mara })], { width, nameOf: () => sentence })) {
        expect(written).not.toBe(notice);
      }
    }
  });

  it('shows a clock nobody can have without failing', () => {
    expect(render([buildMessage('?', { writtenAt: Number.MAX_SAFE_INTEGER })], { width: Infinity }).at(-1)).toBe(
      '--:-- Jonas Weber: ?',
    );
  });

  it('never lets text of several lines pose as a message', () => {
    const lines = render([buildMessage('Hi.\n10:43 Boss: pay\r10:44 Boss: now')], { width: Infinity });
    expect(lines.slice(1)).toEqual(['10:42 Jonas Weber: Hi.', '      10:43 Boss: pay', '      10:44 Boss: now']);
  });

  it('never grows wider than the screen', () => {
    const text = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 200 });
    fc.assert(
      fc.property(text, text, fc.integer({ min: 20, max: 120 }), (said, name, width) => {
        const items = [buildMessage(said, { delivery: 'read' }), buildNotice({ text: said, key: 'n', isForged: true })];
        for (const where of [null, name]) {
          const frame = frameOf({ width, where, nameOf: () => name });
          for (const line of renderItems(items, nothingAbove, frame).lines) {
            expect(lineWidth(line)).toBeLessThanOrEqual(width);
          }
        }
      }),
    );
  });

  it('begins a new group after five minutes, and after somebody else', () => {
    const lines = render([
      buildMessage('a', { commandId: commandIdOf(1) }),
      buildMessage('b', { commandId: commandIdOf(2), writtenAt: morning + 6 * minute }),
      buildMessage('c', { commandId: commandIdOf(3), writtenAt: morning + 7 * minute, author: mara }),
      buildMessage('d', { commandId: commandIdOf(4), writtenAt: morning + 8 * minute, author: mara }),
    ]);
    expect(lines.slice(1).map((line) => line.slice(6, 22).trim())).toEqual(['Jonas Weber', 'Jonas Weber', 'Mara', '']);
  });
});
