import { describe, expect, it } from 'vitest';
import type { Change, SqlValue, WritableDb } from '#main/storage/readable-db.ts';
import { acceptedOf, eventOf, refusedOf } from '#test/contract/event-log-device.ts';
import { saidIn } from '#test/contract/event-log-setup.ts';
import type { AppendItem } from '#main/storage/event-log.ts';
import { serverMigrations } from '#main/storage/migrations/server-migrations.ts';
import { openMemoryDatabase } from '#main/storage/open-database.ts';
import type { Position } from '#shared/protocol/position.ts';
import { copyDatabase } from '#test/support/copy-database.ts';
import { setupEngine, setupMembers } from './test-engine.ts';

/** A database whose next commit, or next statement with `words` in it, fails as told. */
function failing(words = 'COMMIT') {
  let error: Error | null = null;
  let isWanted: (params: readonly SqlValue[]) => boolean = () => true;
  const failIfWanted = (params: readonly SqlValue[] = []) => {
    if (error !== null && isWanted(params)) throw error;
  };
  return {
    fail: (code: string, wanted: typeof isWanted = () => true) => {
      error = Object.assign(new Error('it failed'), code === '' ? {} : { code });
      isWanted = wanted;
    },
    mend: () => {
      error = null;
    },
    wrapDb: (db: WritableDb): WritableDb => ({
      ...db,
      transact: (work) =>
        db.transact(() => {
          const value = work();
          if (words === 'COMMIT') failIfWanted();
          return value;
        }),
      change: <Params extends readonly SqlValue[]>(sql: string): Change<Params> => {
        const change = db.change<Params>(sql);
        if (!sql.includes(words)) return change;
        return {
          source: sql,
          run: (...params) => {
            failIfWanted(params);
            return change.run(...params);
          },
        };
      },
    }),
  };
}

describe('a batch whose storage fails', () => {
  it.for([
    ['SQLITE_FULL', 'disk_full'],
    ['SQLITE_IOERR_FSYNC', 'storage_failed'],
  ] as const)('[D3] is refused for now, whole, on %s, and can be appended later', async ([code, type]) => {
    const disk = failing();
    const { ann, ben, general, engine, errors, warnings } = await setupMembers(disk);
    const { headSeq } = engine.stats();
    const items = [ann, ben].map((who) => who.item('message.send', { roomId: general }));
    disk.fail(code);
    engine.append(items);
    const failed = engine.append(items);
    expect(failed.outcomes.map((outcome) => refusedOf(outcome))).toMatchObject([
      { isFinal: false, error: { type } },
      { isFinal: false, error: { type } },
    ]);
    expect(failed.headSeq).toBe(headSeq);
    // Told once, though it was tried twice.
    expect([errors, warnings]).toEqual([[{ error: 'it failed' }], []]);
    disk.mend();
    const mended = engine.append(items);
    expect(mended.outcomes.map((outcome) => eventOf(outcome).seq)).toEqual([headSeq + 1, headSeq + 2]);
    expect(warnings).toEqual(['Batches are appended again.']);
    disk.fail(code);
    engine.append([ann.item('message.send', { roomId: general })]);
    expect(errors).toHaveLength(2);
  });

  it('[H1, H5] is no opening of the log: what was set since it went back stays later than what was lost', async () => {
    const { db, ann, ben, general, engine } = await setupMembers();
    const copy = copyDatabase(db, openMemoryDatabase(serverMigrations));
    for (const text of ['lost 1', 'lost 2']) await ben.say(general, text);
    const lost = await ann.act('person.rename', { displayName: 'Lost' });
    const { position } = JSON.parse(engine.append([]).positionFrame) as { position: Position };
    const shown = { position, epochId: engine.directory().epoch.epochId };
    const disk = failing();
    const { engine: again } = setupEngine({ db: copy, wrapDb: disk.wrapDb });
    const appendNow = (...items: readonly AppendItem[]) => again.append(items).outcomes.map(({ type }) => type);
    for (const who of [ann, ben]) who.renewOutbox(3_000);
    expect(appendNow(ann.item('person.rename', { displayName: 'Now' }))).toEqual(['accepted']);
    const item = ben.item('message.send', { roomId: general });
    disk.fail('SQLITE_FULL');
    expect(appendNow(item)).toEqual(['refused']);
    disk.mend();
    expect(appendNow(item)).toEqual(['accepted']);
    expect(again.showPosition(shown)).toBe('rolledBack');
    again.giveBack({ giver: ann.personId, epochs: [], events: [JSON.parse(lost.frame)] });
    expect(again.openGate('host')).toBe(true);
    expect(again.directory().people.map(({ displayName }) => displayName)).toContain('Now');
  });

  it('[D3] leaves nothing behind that a later command could see', async () => {
    const disk = failing();
    const { ann, ben, general, engine, device, db } = await setupMembers(disk);
    const dan = device(4);
    const before = engine.directory();
    disk.fail('SQLITE_FULL');
    engine.append([
      dan.item('person.admit', { displayName: 'Dan' }),
      ann.item('room.create', { name: 'Lunch' }),
      ben.item('room.leave', { roomId: general }),
      ann.item('person.rename', { displayName: 'Anna' }),
      ann.item('message.send', { roomId: general }),
    ]);
    disk.mend();
    expect(engine.directory()).toEqual(before);
    expect(engine.login(dan.device, dan.outboxId)).toMatchObject({ standing: 'unknown', lastNumber: 0 });
    expect(engine.login(ann.device, ann.outboxId).lastNumber).toBe(ann.lastNumber - 3);
    const rows = db.query<[], { count: number }>('SELECT count(*) AS count FROM commands').get();
    expect(rows?.count).toBe(before.headSeq);
    ben.lastNumber -= 1;
    expect(await ben.say(general, 'still here')).toMatchObject({ seq: before.headSeq + 1, itemNumber: 1 });
  });

  it('[P19] moves the marker of nobody whose message was not stored', async () => {
    const disk = failing('UPDATE streams');
    const { ann, ben, general, engine } = await setupMembers(disk);
    disk.fail('SQLITE_FULL');
    engine.append([ben.item('message.send', { roomId: general })]);
    disk.mend();
    await ann.say(general, 'hello');
    expect(engine.listMarkers(ben.personId, {}).markers).toEqual([]);
    expect(engine.listMarkers(ann.personId, {}).markers).toEqual([{ roomId: general, readUpTo: 1, unreadFrom: null }]);
  });

  it('[D2] does not take the others down with a command that brings out a bug', async () => {
    const disk = failing('INSERT INTO events');
    const { ann, ben, general, engine } = await setupMembers(disk);
    const { headSeq } = engine.stats();
    const poison = ann.item('message.send', { roomId: general, content: { type: 'text', text: 'poison' } });
    const items = [
      ben.item('message.send', { roomId: general, content: { type: 'text', text: 'before' } }),
      poison,
      ann.item('message.send', { roomId: general, content: { type: 'text', text: 'behind it' } }),
      ben.item('message.send', { roomId: general, content: { type: 'text', text: 'after' } }),
    ];
    disk.fail('', (params) => params.some((param) => typeof param === 'string' && param.includes('poison')));
    const { outcomes } = engine.append(items);
    expect(outcomes.map(({ type }) => type)).toEqual(['accepted', 'refused', 'refused', 'accepted']);
    expect(outcomes.slice(1, 3).map((outcome) => refusedOf(outcome).error.type)).toEqual([
      ...['storage_failed', 'out_of_order'],
    ]);
    expect(engine.stats().headSeq).toBe(headSeq + 2);
    disk.mend();
    expect(acceptedOf(await ann.append(poison)).header?.seq).toBe(headSeq + 3);
  });

  it('[D3] on a disk that is really full acknowledges nothing, reads on, and goes on when there is room', async () => {
    const { ann, general, engine, db, device } = await setupMembers();
    const { epochId } = engine.directory().epoch;
    const pages = db.query<[], { page_count: number }>('PRAGMA page_count').get()?.page_count ?? 0;
    db.runScript(`PRAGMA max_page_count = ${pages + 2}`);
    const say = (number: number) =>
      ann.item('message.send', { roomId: general, content: { type: 'text', text: `${number}${'x'.repeat(900)}` } });
    const items = Array.from({ length: 40 }, (_, index) => say(index));
    const outcomes = items.map((item) => engine.append([item]).outcomes[0]);
    const accepted = outcomes.filter((outcome) => outcome?.type === 'accepted').length;
    expect(accepted).toBeGreaterThan(0);
    expect(accepted).toBeLessThan(40);
    const firstRefused = outcomes[accepted];
    expect(firstRefused === undefined ? null : refusedOf(firstRefused).error).toEqual({ type: 'disk_full' });
    const history = engine.readHistory(ann.personId, { roomId: general, epochId, maxItems: 200 });
    expect(history.ok && saidIn(history.value.frames).filter((said) => said.endsWith('x'))).toHaveLength(accepted);
    expect(engine.login(device(9).device, ann.outboxId).standing).toBe('unknown');
    db.runScript('PRAGMA max_page_count = 1000000');
    const later = engine.append(items).outcomes;
    expect(later.map(({ type }) => type)).toEqual(Array.from({ length: 40 }, () => 'accepted'));
    expect(later.filter((outcome) => outcome.type === 'accepted' && outcome.event !== null)).toHaveLength(
      40 - accepted,
    );
  });
});
