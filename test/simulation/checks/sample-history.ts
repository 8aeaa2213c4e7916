import type { TimelineItem } from '#shared/ipc/chat-view.ts';
import { commandIdOf, deviceKeyOf, outboxIdOf, personIdOf, roomIdOf } from '#test/support/sample-ids.ts';
import type { EventBody, LogEvent } from './log-event.ts';
import { createLogModel, type LogModel } from './log-model.ts';

export const [ann, bob, cem] = [personIdOf(1), personIdOf(2), personIdOf(3)];
export const serverPerson = personIdOf(99);
export const club = roomIdOf(1);

export type Line = readonly [author: typeof ann, kind: string, body?: EventBody];

/** What a log would hold after these, each with the numbers that come next. */
export function logOf(lines: readonly Line[]): LogEvent[] {
  const heads = new Map<string, number>();
  const next = (name: string): number => {
    const number = (heads.get(name) ?? 0) + 1;
    heads.set(name, number);
    return number;
  };
  return lines.map(([person, kind, body = {}], index) => {
    const seq = index + 1;
    const stream = kind.startsWith('person.') ? 'server' : `room:${club}`;
    return {
      seq,
      stream,
      kind,
      person,
      body,
      origin: { epoch: 1, seq },
      isHealed: false,
      isOverruled: false,
      streamSeq: next(stream),
      itemNumber: kind === 'message.posted' ? next('items') : null,
      device: deviceKeyOf(person === ann ? 1 : person === bob ? 2 : 3),
      outboxId: outboxIdOf(person === ann ? 1 : person === bob ? 2 : 3),
      number: next(person),
      commandId: commandIdOf(seq),
      command: `{"command ${seq}":1}`,
      signature: `signature ${seq}`,
      frame: JSON.stringify({ type: 'event', header: { seq } }),
      key: `key ${seq}`,
    };
  });
}

export function modelOf(events: readonly LogEvent[]): LogModel {
  const model = createLogModel(serverPerson);
  for (const event of events) model.add(event);
  return model;
}

export function says(author: typeof ann, text: string): Line {
  return [author, 'message.posted', { content: { type: 'text', text } }];
}

/** Ann makes a private room that shows from joining on, and Bob comes in after her first words. */
export const talk: readonly Line[] = [
  [ann, 'person.admitted', { displayName: 'Ann' }],
  [bob, 'person.admitted', { displayName: 'Bob' }],
  [ann, 'room.created', { name: 'club', topic: '', visibility: 'private', history: 'joined' }],
  says(ann, 'before Bob'),
  [ann, 'room.invited', { personId: bob }],
  says(ann, 'hello Bob'),
  says(bob, 'hello Ann'),
];

/** The rows of events as a client shows them that has it all. */
export function rowsOf(events: readonly LogEvent[], viewer: typeof ann): TimelineItem[] {
  return events.map((event) => {
    const { key, person, commandId, itemNumber, body, seq } = event;
    const place = String(seq).padStart(6, '0');
    if (event.kind !== 'message.posted') {
      const notice = { notice: 'room.created', person, subject: null, text: null, at: 0 } as const;
      return { type: 'notice', key, place, ...notice, isForged: false, vouchedBy: null, isReturned: false };
    }
    return {
      type: 'message',
      key,
      place,
      commandId,
      messageId: key as never,
      author: person,
      content: { type: 'text', text: body.content?.text ?? '' },
      at: 0,
      writtenAt: 0,
      itemNumber,
      delivery: person === viewer ? 'sent' : null,
      reach: null,
      failure: null,
      isForged: false,
      vouchedBy: null,
      isReturned: false,
    };
  });
}
