import { describe, expect, it } from 'vitest';
import { createSliceReader } from '#main/storage/verifier/slice-reader.ts';
import { setupMembers } from '../server/test-engine.ts';
import { unsigned } from './unsigned-item.ts';

/** A log with three messages of Ann's and one of Ben's at its end, and what a reader finds in it. */
async function setupLog() {
  const setup = await setupMembers();
  const { ann, ben, general, db, engine } = setup;
  for (const text of ['one', 'two', 'three']) await ann.say(general, text);
  await ben.say(general, 'four');
  let now = 0;
  const reader = createSliceReader({ db, seed: new Uint8Array(32).fill(200), monotonic: () => now });
  const head = engine.append([]).headSeq;
  return {
    ...setup,
    reader,
    head,
    /** Each look at the clock takes so long. */
    slowDown: (ms: number) => {
      const walk = createSliceReader({ db, seed: new Uint8Array(32).fill(200), monotonic: () => (now += ms) });
      return walk;
    },
    check: () => reader.check({ afterSeq: 0, upToSeq: engine.append([]).headSeq }),
    edit: (sql: string) => db.runScript(sql),
  };
}

describe('a slice of the log', () => {
  it('[P11] holds as it was written: people, rooms and the server’s own events too', async () => {
    const { check, head } = await setupLog();
    expect(check()).toEqual({ upToSeq: head, changed: [], unsigned: [], tookMs: 0 });
  });

  it('[P11] holds no message that its device did not sign, and says whose it is', async () => {
    const { check, ann, general, head } = await setupLog();
    await ann.append(unsigned(ann.item('message.send', { roomId: general, content: { type: 'text', text: 'five' } })));
    expect(check()).toMatchObject({ changed: [], unsigned: [{ seq: head + 1, device: ann.device }] });
  });

  const ofFirst = `WHERE seq = (SELECT min(seq) FROM events WHERE kind = 'message.posted')`;
  const ofAdmission = `WHERE seq = (SELECT min(seq) FROM events WHERE kind = 'person.admitted')`;
  it.each([
    ['another text', `UPDATE events SET command = replace(command, '"one"', '"won"') ${ofFirst}`, 1],
    [
      'a text and a signature of another message',
      `UPDATE events SET (command, signature) = (SELECT command, signature FROM events WHERE command LIKE '%"two"%') ${ofFirst}`,
      1,
    ],
    ['a command that is no JSON', `UPDATE events SET command = 'x' ${ofFirst}`, 1],
    ['another time', `UPDATE events SET at = at + 1 ${ofFirst}`, 1],
    ['another mac', `UPDATE events SET mac = 'AAAAAAAAAAAAAAAAAAAAAA' ${ofFirst}`, 1],
    ['another kind', `UPDATE events SET kind = 'room.joined' ${ofFirst}`, 1],
    [
      'another name in an admission',
      `UPDATE events SET command = replace(command, '"Ann"', '"Eve"') ${ofAdmission}`,
      1,
    ],
    ['another signature of an admission', `UPDATE events SET signature = '${'A'.repeat(86)}' ${ofAdmission}`, 1],
    ['an origin that it never had', `UPDATE events SET originEpoch = 1, originSeq = 1 ${ofFirst}`, 1],
    ['an epoch that never was', `UPDATE events SET epoch = 7 ${ofFirst}`, 1],
    [
      'authors swapped',
      `UPDATE events SET (personRef, deviceRef) = (SELECT personRef, deviceRef FROM events WHERE command LIKE '%"four"%') ${ofFirst}`,
      1,
    ],
    ['a row less in the middle', `DELETE FROM events ${ofFirst}`, 1],
    ['the last row gone', 'DELETE FROM events WHERE seq = (SELECT max(seq) FROM events)', 1],
    [
      'another key of a device',
      `UPDATE devices SET device = '${'A'.repeat(43)}' WHERE device = (SELECT device FROM devices ORDER BY deviceRef DESC LIMIT 1)`,
      3,
    ],
    ['another life of the log', "UPDATE epochs SET epochId = 'aaaaaaaaaaaaaaaaaaaaaaaaaa'", 9],
  ])('[P11] with %s is known to have been changed in the database', async (_case, sql, count) => {
    const { edit, reader, head } = await setupLog();
    edit(`PRAGMA foreign_keys = OFF; ${sql}`);
    const slice = reader.check({ afterSeq: 0, upToSeq: head });
    expect(slice.changed).toHaveLength(count);
    expect(slice).toMatchObject({ upToSeq: head, unsigned: [] });
  });

  it('[P11] ends where its time is up, and the next one goes on there', async () => {
    const { head, slowDown } = await setupLog();
    const reader = slowDown(6);
    const ends = [];
    for (let afterSeq = 0; afterSeq < head; afterSeq = ends.at(-1) ?? head)
      ends.push(reader.check({ afterSeq, upToSeq: head }).upToSeq);
    expect(ends.length).toBeGreaterThan(2);
    expect(ends.at(-1)).toBe(head);
  });

  it('[P11] goes only so far at a time, however many places are empty', async () => {
    const { edit, reader } = await setupLog();
    edit('UPDATE events SET seq = 5000 WHERE seq = (SELECT max(seq) FROM events)');
    const first = reader.check({ afterSeq: 8, upToSeq: 5_000 });
    expect([first.upToSeq, first.changed.length]).toEqual([2_008, 2_000]);
  });
});
