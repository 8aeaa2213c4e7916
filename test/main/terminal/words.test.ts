import { describe, expect, it } from 'vitest';
import type { Refusal } from '#shared/domain/refusal.ts';
import { sentenceFor, type Problem } from '#main/terminal/english.ts';
import { completeLine } from '#main/terminal/people/complete-line.ts';
import { lineWidth, paint } from '#main/terminal/view/line.ts';
import { helpLines } from '#main/terminal/view/help-lines.ts';
import { buildRoom } from './builders.ts';
import { roomLines } from '#main/terminal/view/lists.ts';

const about = { server: 'Nordlicht', room: 'workshop' };

describe('the sentence for a problem', () => {
  it.each<[Problem, string]>([
    [{ type: 'unreachable', code: 'EHOSTUNREACH' }, "Nordlicht can't be reached."],
    [
      { type: 'device_removed' },
      'This computer is not let in at Nordlicht. Whoever runs it can change that; what you have read stays here. Once they have, /server tries again; nothing does by itself.',
    ],
    [
      { type: 'deactivated' },
      'You may not come into Nordlicht until somebody there lets you back. Ask whoever runs it; what you have read stays on this computer. Once they have, /server tries again; nothing does by itself.',
    ],
    [
      { type: 'device_revoked' },
      "This device was revoked at Nordlicht, and its key is never let in again. /forget-server deletes it, with what was read here; then paste a link that /devices link makes on another device of yours. Where you have none, come in Hallway's window under your name: an owner can say that it is you.",
    ],
    [{ type: 'server_stopping', reason: 'restarting' }, 'Nordlicht restarts.'],
    [{ type: 'server_stopping', reason: 'sleeping' }, 'The computer of Nordlicht goes to sleep.'],
    [{ type: 'not_a_member', roomId: buildRoom().roomId }, 'You are not in workshop. /join comes first.'],
    [
      { type: 'storage_failed', detail: 'key_file_exposed', file: '/data/keys/n.key' },
      'Your key for Nordlicht can be read by others on this computer. If nobody did, run: chmod 600 /data/keys/n.key - and /server again.',
    ],
    [
      { type: 'storage_failed', detail: 'disk I/O error' },
      'This computer cannot store what comes in: disk I/O error. Check its disk.',
    ],
    [
      { type: 'server_storage_failed' },
      'Nordlicht cannot read or write what it keeps. It is tried again by itself; whoever runs it finds the reason in its log.',
    ],
  ])('of %j is %j', (problem, sentence) => {
    expect(sentenceFor(problem, about)).toBe(sentence);
  });

  it.each<Problem>([
    ...['proof_wrong', 'close_4502', 'close_4504', 'close_4999'].map((reason) => ({
      type: 'login_refused' as const,
      reason,
    })),
    ...[
      ...['unknown_request', 'invalid_params', 'not_admitted', 'room_not_found', 'wrong_epoch', 'beyond_end'],
      ...['nothing_to_pull', 'overloaded', 'storage_failed', 'reply_malformed'],
    ].map((reason) => ({ type: 'request_refused' as const, reason })),
    ...['online', 'sent', 'delivered', 'read', 'message', 'room', 'person'].map((what) => ({
      type: 'wait_timed_out' as const,
      for: what,
    })),
    { type: 'dependency_failed' },
  ])('of %j has no word of the protocol in it, and a second one with the way out', (problem) => {
    const sentence = sentenceFor(problem, about);
    expect(sentence).not.toMatch(/_|\d|undefined/u);
    expect(sentence.match(/[.;] ?/gu)?.length).toBeGreaterThanOrEqual(2);
  });

  it('begins with a capital where nobody has a name', () => {
    expect(sentenceFor({ type: 'timed_out' }, { server: 'the server', room: 'this room' })).toBe(
      "The server can't be reached.",
    );
  });

  it('cleans what others wrote into it', () => {
    const hostile: Refusal = { type: 'name_taken', displayName: '\u001b[2J\n10:42 Boss' };
    expect(sentenceFor(hostile, about)).toMatch(/^Too close to "␛\[2J 10:42 Boss"\./u);
  });

  it.each(['from_the_future', 'constructor', '__proto__'])('of a type unknown here, %s, is a general one', (type) => {
    expect(sentenceFor({ type }, about)).toBe(`Nordlicht refused this (${type}).`);
  });
});

describe('help', () => {
  it.each([30, 39, 79, 120])('fits into %i columns', (width) => {
    for (const line of helpLines(width)) expect(lineWidth(line)).toBeLessThanOrEqual(width);
  });
});

describe('a list of rooms', () => {
  it('keeps its columns with wide names, and cuts remarks before names', () => {
    const rows = ['general', '東京チーム', 'a room with a name that is very long indeed'].map((name, index) => ({
      number: index + 1,
      name,
      room: buildRoom({ name, unread: 2, topic: 'Everything there is to say of it, and more' }),
      isRefused: false,
    }));
    const lines = roomLines(rows, null, 39);
    expect(lines.map((line) => paint(line, false))).toEqual([
      '  1 general              2 unread · Ev…',
      '  2 東京チーム           2 unread · Ev…',
      '  3 a room with a name that is very lo…',
    ]);
  });
});

describe('Tab', () => {
  const names = { rooms: ['general', 'field tests'], people: ['Mara', 'Max'] };

  it.each<[string, [string[], string]]>([
    ['/ro', [['/role ', '/rooms '], '/ro']],
    ['/join f', [['field tests'], 'f']],
    ['/dm ma', [['Mara', 'Max'], 'ma']],
    ['/topic m', [[], 'm']],
    ['hello', [[], '']],
  ])('after %j offers %j', (line, offer) => {
    expect(completeLine(line, names)).toEqual(offer);
  });
});
