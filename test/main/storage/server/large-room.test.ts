import { describe, expect, it } from 'vitest';
import { present } from '#shared/assert.ts';
import { utf8Bytes } from '#shared/domain/text.ts';
import type { Position } from '#shared/protocol/position.ts';
import { limits } from '#shared/protocol/limits.ts';
import { streamMembersSchema } from '#shared/protocol/event-frame.ts';
import * as v from 'valibot';
import { snapshotPartSchema } from '#shared/protocol/snapshot.ts';
import { maxMembersPerFrame } from '#main/storage/server/stream-opening.ts';
import { parseOpened } from '#test/contract/event-log-setup.ts';
import { personIdOf } from '#test/support/sample-ids.ts';
import { setupEngine, setupMembers } from './test-engine.ts';

const largeCrowd = maxMembersPerFrame + 2_000;

/** `general` with a crowd in it, put there by hand: to admit each would take longer than all other tests. */
async function setupCrowd(crowd = largeCrowd) {
  const setup = await setupMembers();
  const { db, device } = setup;
  const cleo = device(3);
  await cleo.act('person.admit', { displayName: 'Cleo' });
  const room = db.query<[], { roomRef: number }>('SELECT roomRef FROM rooms').get()?.roomRef ?? 0;
  const addPerson = db.change<[string, string]>(
    "INSERT INTO people (personId, displayName, nameKey, role) VALUES (?, ?, '', 'member')",
  );
  const addAccess = db.change<[number, number]>(
    'INSERT INTO access (personRef, roomRef, fromStreamSeq, openedSeq) VALUES (?, ?, 1, 1)',
  );
  db.transact(() => {
    for (let number = 10; number < crowd + 10; number += 1) {
      const { lastInsertRowid } = addPerson.run(personIdOf(number), `Person ${number}`);
      addAccess.run(Number(lastInsertRowid), room);
    }
  });
  // What was put there by hand is seen after a restart.
  const { engine } = setupEngine({ db });
  return { ...setup, engine, cleo };
}

describe('a room of thousands', () => {
  it('[P6] opens with its members in frames that can be sent', async () => {
    const { engine, cleo, general } = await setupCrowd();
    const { outcomes } = engine.append([cleo.item('room.join', { roomId: general })]);
    const event = outcomes[0]?.type === 'accepted' ? outcomes[0].event : null;
    const frames = present(event?.opened[0], 'it opens for who joins').frames;
    expect(frames).toHaveLength(2);
    for (const frame of frames) expect(utf8Bytes(frame)).toBeLessThan(limits.maxFrameBytes);
    const more = v.parse(streamMembersSchema, JSON.parse(frames[1] ?? ''));
    const members = [...parseOpened(frames[0]).members, ...more.members];
    expect(new Set(members).size).toBe(largeCrowd + 3);
  });

  it('[D7] that opened while away is told by a snapshot, which can be sent in parts', async () => {
    const { engine, ann, cleo, general } = await setupCrowd();
    const { positionFrame } = engine.append([]);
    const { position } = JSON.parse(positionFrame) as { position: Position };
    engine.append([cleo.item('room.join', { roomId: general })]);
    expect(engine.planResume(ann.personId, { position, epochId: null })).toMatchObject({ mode: 'replay' });
    const plan = engine.planResume(cleo.personId, { position, epochId: null });
    if (plan.mode !== 'snapshot') throw new Error('a replay');
    expect(plan.reason).toBe('far_behind');
    const parts = plan.parts.map((part) => v.parse(snapshotPartSchema, JSON.parse(part)));
    for (const part of plan.parts) expect(utf8Bytes(part)).toBeLessThanOrEqual(limits.maxPageBytes);
    const members = parts.flatMap((part) => part.members).flatMap(({ personIds }) => personIds);
    expect(members).toHaveLength(largeCrowd + 3);
    expect(parts.flatMap(({ people }) => people)).toHaveLength(largeCrowd + 4);
  });

  it.each([
    { members: 800, mode: 'replay' },
    { members: 1_300, mode: 'snapshot' },
  ])(
    '[P1] that opened by the largest command there is, with $members in it, is told by a $mode that can be sent',
    async ({ members, mode }) => {
      const { engine, ann, cleo, general } = await setupCrowd(members);
      const { position } = JSON.parse(engine.append([]).positionFrame) as { position: Position };
      const padding = 'x'.repeat(limits.maxPageBytes - 600);
      const body = { roomId: general, personId: cleo.personId, later: padding };
      const { outcomes } = engine.append([ann.item('room.invite', body)]);
      expect(outcomes).toMatchObject([{ type: 'accepted' }]);
      const plan = engine.planResume(cleo.personId, { position, epochId: null });
      expect(plan.mode).toBe(mode);
      if (plan.mode === 'snapshot') return;
      const range = { personId: cleo.personId, afterSeq: position.seq, upToSeq: position.seq + 1 };
      const { frames, position: reached } = engine.readReplay(range);
      const result = `{"events":[${frames.join(',')}],"isLast":true,"position":${JSON.stringify(reached)}}`;
      const reply = `{"type":"reply","id":${Number.MAX_SAFE_INTEGER},"result":${result}}`;
      expect(frames).toHaveLength(2);
      expect(utf8Bytes(reply)).toBeLessThanOrEqual(limits.maxFrameBytes);
    },
  );
});
