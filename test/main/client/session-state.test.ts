import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ConnectionProblem } from '#shared/ipc/connection-view.ts';
import {
  connectionView,
  isFinalProblem,
  nextState,
  problemOfClose,
  type SessionNews,
  type SessionState,
} from '#main/client/session-state.ts';
import { closeCodes } from '#shared/protocol/close-code.ts';
import { epochIdOf } from '#test/support/sample-ids.ts';

const epoch = { epoch: 1, epochId: epochIdOf(1) };
const unreachable: ConnectionProblem = { type: 'unreachable', code: 'refused' };
const nameTaken = { type: 'name_taken', displayName: 'Ann' } as const;
const idle: SessionState = { type: 'idle', since: null };

const news = {
  try: { type: 'try' },
  proved: { type: 'proved' },
  pending: { type: 'pending', door: 'knock', claim: null },
  nameRefused: { type: 'nameRefused', refusal: nameTaken },
  nameChanged: { type: 'nameChanged' },
  healing: { type: 'healing' },
  active: { type: 'active', epoch },
  givingBack: { type: 'phase', phase: 'healing' },
  live: { type: 'phase', phase: 'live' },
  replaying: { type: 'phase', phase: 'replaying' },
  lost: { type: 'lost', problem: unreachable, at: 70, nextTryAt: 77 },
  lostAgain: { type: 'lost', problem: unreachable, at: 77, nextTryAt: 90 },
  replaced: { type: 'lost', problem: { type: 'replaced' }, at: 70, nextTryAt: 77 },
  stop: { type: 'stop', at: 60 },
  close: { type: 'close' },
} as const satisfies Record<string, SessionNews>;

function after(...all: readonly SessionNews[]): SessionState {
  return all.reduce(nextState, idle);
}

const view = (...all: readonly SessionNews[]) => connectionView(after(...all));

describe('a session', () => {
  it('[D11] goes from a try to live', () => {
    const states = [news.try, news.proved, news.active, news.replaying, news.live].map((_, index, all) =>
      view(...all.slice(0, index + 1)),
    );
    expect(states.map(({ type }) => type)).toEqual([
      'connecting',
      'connecting',
      'catching_up',
      'catching_up',
      'online',
    ]);
  });

  it('[H3] heals while its server gathers, and tries again when that has enough', () => {
    const gathering = [news.try, news.proved, news.healing];
    expect(view(...gathering)).toEqual({ type: 'healing' });
    expect(view(...gathering, news.lost)).toMatchObject({ type: 'reconnecting', problem: unreachable });
    expect(view(...gathering, news.lost, news.try, news.proved, news.active, news.live)).toEqual({ type: 'online' });
    expect(isFinalProblem(problemOfClose(closeCodes.resync), true)).toBe(false);
  });

  it('[H2] heals by itself, where only this device has more than the log', () => {
    const active = [news.try, news.proved, news.active];
    expect(view(...active, news.givingBack)).toEqual({ type: 'healing' });
    expect(view(...active, news.givingBack, news.live)).toEqual({ type: 'online' });
    expect(after(news.try, news.givingBack)).toEqual(after(news.try));
  });

  it('[P18] waits at the door until it is let in, with what was wrong with the name', () => {
    const atDoor = [news.try, news.proved, news.pending];
    expect(view(...atDoor)).toEqual({ type: 'pending', door: 'knock', refusal: null, digits: null, claim: null });
    expect(view(...atDoor, news.nameRefused)).toEqual({
      type: 'pending',
      door: 'knock',
      refusal: nameTaken,
      digits: null,
      claim: null,
    });
    expect(view(...atDoor, news.nameRefused, news.nameChanged)).toEqual({
      type: 'pending',
      door: 'knock',
      digits: null,
      claim: null,
      refusal: null,
    });
    expect(view(...atDoor, news.nameRefused, news.active, news.live)).toEqual({ type: 'online' });
  });

  it('[T7, P18] keeps the digits that somebody compares, whatever else is said at the door', () => {
    const opened = [news.try, news.proved, news.pending, { type: 'knockOpened', digits: '123456' }] as const;
    expect(view(...opened, news.pending)).toMatchObject({ type: 'pending', digits: '123456' });
    const broken = { type: 'refused', problem: { type: 'knock_broken' } };
    expect(view(...opened, news.pending, news.lost)).toEqual(broken);
  });

  it('[P18] is no alarm where it ends because this device has become somebody, and is one as before where it breaks', () => {
    const opened = [news.try, news.proved, news.pending, { type: 'knockOpened', digits: '123456' }] as const;
    expect(view(...opened, { type: 'linked' })).toEqual({ type: 'connecting' });
    expect(view(...opened, { type: 'linked' }, news.lost)).toMatchObject({ type: 'reconnecting' });
    expect(view(news.try, news.proved, news.active, { type: 'linked' })).toEqual({ type: 'catching_up' });
  });

  it('[D11] that is lost shows why and when it is tried again, until there is a connection', () => {
    const reconnecting = { type: 'reconnecting', problem: unreachable, since: 70, nextTryAt: 77 };
    const lost = [news.try, news.proved, news.active, news.live, news.lost];
    expect(view(...lost)).toEqual(reconnecting);
    expect(view(...lost, news.try)).toEqual(reconnecting);
    expect(view(...lost, news.try, news.proved)).toEqual(reconnecting);
    expect(view(...lost, news.try, news.proved, news.active)).toEqual({ type: 'catching_up' });
    expect(view(news.try, news.lost)).toEqual(reconnecting);
  });

  it('[D11] is out of reach since the first try that came to nothing, until there is a connection', () => {
    const again = { type: 'reconnecting', since: 70, nextTryAt: 90 };
    expect(view(news.try, news.lost, news.try, news.lostAgain)).toMatchObject(again);
    expect(view(news.try, news.lost, news.try, news.proved, news.lostAgain)).toMatchObject(again);
    const met = [news.try, news.lost, news.try, news.proved, news.active, news.lostAgain];
    expect(view(...met)).toMatchObject({ type: 'reconnecting', since: 77 });
  });

  it('[D13] says that the computer of its server sleeps for as long as nothing else is heard from there', () => {
    const problem = { type: 'server_stopping', reason: 'sleeping' } as const;
    const asleep = [news.try, news.proved, news.active, news.live, { ...news.lost, problem }];
    const silences = [unreachable, { type: 'timed_out' }, { type: 'connection_lost', code: 1001 }] as const;
    for (const silence of silences)
      expect(view(...asleep, news.try, { ...news.lostAgain, problem: silence })).toEqual({
        type: 'reconnecting',
        problem,
        since: 70,
        nextTryAt: 90,
      });
    const other = { type: 'not_hallway' } as const;
    expect(view(...asleep, news.try, { ...news.lostAgain, problem: other })).toMatchObject({ problem: other });
    expect(view(...asleep, news.try, news.proved, news.lostAgain)).toMatchObject({ problem: unreachable });
    const closed = { ...news.lost, problem: { type: 'server_stopping', reason: 'closing' } } as const;
    expect(view(news.try, news.proved, closed, news.try, news.lostAgain)).toMatchObject({ problem: unreachable });
  });

  it('[D11] is refused by a reason that retrying cannot mend, if it came after the proof', () => {
    expect(view(news.try, news.proved, news.replaced)).toEqual({ type: 'refused', problem: { type: 'replaced' } });
    expect(view(news.try, news.replaced).type).toBe('reconnecting');
  });

  it('[D11] that was refused is tried again when somebody asks for it', () => {
    expect(view(news.try, news.proved, news.replaced, news.try)).toEqual({ type: 'connecting' });
  });

  it('is offline before the first try and after a stop', () => {
    expect(connectionView(idle)).toEqual({ type: 'offline', since: null });
    expect(view(news.try, news.proved, news.active, news.stop)).toEqual({ type: 'offline', since: 60 });
    expect(view(news.try, news.stop, news.try)).toEqual({ type: 'connecting' });
  });

  it('stays as it is, the same object, when news comes too late', () => {
    for (const late of [news.proved, news.pending, news.active, news.live, news.lost, news.nameRefused, news.stop]) {
      expect(nextState(idle, late)).toBe(idle);
    }
    const live = after(news.try, news.proved, news.active, news.live);
    for (const late of [news.try, news.proved, news.pending, news.active, news.live, news.nameRefused]) {
      expect(nextState(live, late)).toBe(live);
    }
  });

  it('that is closed stays closed, whatever the news', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom<SessionNews>(...Object.values(news))), (all) => {
        expect(after(news.close, ...all)).toEqual({ type: 'closed' });
      }),
    );
  });

  it('[P18] never holds an epoch before it was let in, nor a door after', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom<SessionNews>(...Object.values(news)), { maxLength: 30 }), (all) => {
        const states = all.map((_, index) => after(...all.slice(0, index + 1)).type);
        const steps = states.map((type, index) => `${states[index - 1] ?? 'idle'} → ${type}`);
        const isForbidden =
          /^(?!proving|pending|healing|active).* → active|^(?!proving|pending|healing).* → pending|^(?!connecting|proving).* → proving/;
        expect(steps.filter((step) => isForbidden.test(step))).toEqual([]);
      }),
    );
  });
});

describe('a close code', () => {
  it.each([
    [1001, { type: 'connection_lost', code: 1001 }, false],
    [1006, { type: 'connection_lost', code: 1006 }, false],
    [1009, { type: 'connection_lost', code: 1009 }, false],
    [4000, { type: 'connection_lost', code: 4000 }, false],
    [4004, { type: 'connection_lost', code: 4004 }, false],
    [4500, { type: 'replaced' }, true],
    [4501, { type: 'version_unsupported', versions: [] }, true],
    [4502, { type: 'login_refused', reason: 'close_4502' }, true],
    [4503, { type: 'device_removed' }, true],
    [4504, { type: 'login_refused', reason: 'close_4504' }, true],
    [4999, { type: 'login_refused', reason: 'close_4999' }, true],
    [5000, { type: 'connection_lost', code: 5000 }, false],
  ])('[D11] %i means what its range says', (code, problem, isFinal) => {
    expect(problemOfClose(code)).toEqual(problem);
    expect(isFinalProblem(problemOfClose(code), true)).toBe(isFinal);
    expect(isFinalProblem(problemOfClose(code), false)).toBe(false);
  });
});
