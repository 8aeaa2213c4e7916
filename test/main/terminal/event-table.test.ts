import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { roleSchema } from '#shared/domain/role.ts';
import { standingSchema } from '#shared/domain/standing.ts';
import { connectionWords, holdupWords } from '#main/terminal/english.ts';
import * as events from '#main/terminal/json/json-event.ts';
import { projectFolder } from '../../../build/entries.ts';
import {
  buildMessage,
  buildNotice,
  buildPerson,
  buildRoom,
  buildServer,
  commandIdOf,
  general,
  jonas,
  mara,
  morning,
  nordlicht,
} from './builders.ts';

const page = readFileSync(join(projectFolder, 'docs/terminal.md'), 'utf8');
const table = page.slice(page.indexOf('| `event` | fields |'));
const names = {
  server: () => 'Nordlicht',
  room: () => 'general',
  person: () => 'Jonas',
  rooms: () => [],
  people: () => [],
};
const at = { serverId: nordlicht, roomId: general };
const lost = { type: 'reconnecting', since: 1, nextTryAt: 2, problem: { type: 'timed_out' } } as const;
const atDoor = { type: 'pending', door: 'knock', refusal: null, digits: '704226', claim: null } as const;
const holdup = { type: 'server_disk_full' } as const;
const refused = { serverId: nordlicht, roomId: general, commandId: commandIdOf(1), kind: 'room.join' };

/** Each event with every field that it can have. */
const told = [
  ...[lost, atDoor].map((connection) => events.serverEvent(buildServer({ connection, holdup }))),
  events.personEvent(nordlicht, buildPerson()),
  events.roomEvent(names, nordlicht, buildRoom()),
  events.messageEvent(names, at, buildMessage('x', { vouchedBy: mara, isForged: true, isReturned: true })),
  events.deliveryEvent(at, buildMessage('x', { delivery: 'failed', failure: { type: 'dependency_failed' } })),
  events.noticeEvent(names, at, buildNotice({ subject: jonas, vouchedBy: mara, isForged: true, isReturned: true })),
  events.failedEvent({ ...refused, reason: { type: 'not_admitted' } }),
  events.nearbyEvent({ serverId: nordlicht, name: 'x', addresses: [], isKnown: false, networks: [], lastSeenAt: 1 }),
];
/** What stands in the table beside the names of fields: the values they can have. */
const values = new Set<string>([
  ...Object.keys(connectionWords),
  ...Object.keys(holdupWords),
  ...standingSchema.options,
  ...roleSchema.options,
  ...['queued', 'sent', 'delivered', 'read', 'failed', 'room.joined'],
]);

function wordsOf(name: string): string[] {
  const row = table.split('\n').find((line) => new RegExp(`^\\| [^|]*\`${name}\``, 'u').test(line)) ?? '';
  return [...(row.split('|')[2] ?? '').matchAll(/`([^`]+)`/gu)].map(([, word = '']) => word);
}

describe('a message', () => {
  it('tells when the server took it, beside when its author says to have written it', () => {
    const late = buildMessage('x', { at: morning, writtenAt: morning - 3_600_000 });
    expect(events.messageEvent(names, at, late)).toMatchObject({ at: morning, writtenAt: morning - 3_600_000 });
  });

  it('that waits has no time but that of its author', () => {
    const waiting = buildMessage('x', { delivery: 'queued', itemNumber: null, writtenAt: morning });
    expect(events.messageEvent(names, at, waiting)).toMatchObject({ at: null, writtenAt: morning });
  });
});

describe('docs/terminal.md', () => {
  it.each([...new Set(told.map(({ event }) => event))])('lists the fields of %s, and no others', (name) => {
    const fields = told.filter(({ event }) => event === name).flatMap((event) => Object.keys(event));
    const listed = wordsOf(name);
    expect(fields.filter((field) => field !== 'event' && !listed.includes(field))).toEqual([]);
    expect(listed.filter((word) => !fields.includes(word) && !values.has(word))).toEqual([]);
  });

  it('lists the states of a server and the standings of people', () => {
    expect(wordsOf('server')).toEqual(expect.arrayContaining(Object.keys(connectionWords)));
    expect(wordsOf('person')).toEqual(expect.arrayContaining([...standingSchema.options]));
  });
});
