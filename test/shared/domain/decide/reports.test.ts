import { describe, expect, it } from 'vitest';
import type { Command } from '#shared/domain/command.ts';
import { maxOpenReports } from '#shared/domain/report.ts';
import { undoableMs } from '#shared/domain/standing.ts';
import { personStream, serverStream } from '#shared/domain/stream.ts';
import { createMemoryRooms } from '#test/support/memory-rooms.ts';
import { commandOf } from '#test/support/sample-commands.ts';
import { commandIdOf, deviceKeyOf, personIdOf, reportIdOf, roomIdOf } from '#test/support/sample-ids.ts';

const refused = (type: string, more: object = {}) => ({ ok: false, error: { type, ...more } });
const accepted = (number: number) => ({ ok: true, value: { stream: personStream(personIdOf(number)) } });
const isSo = { ok: true, value: { stream: null } };

/** The owner is 1, moderators 2 and 6, members 3 and 5, the guest 4. Member 5 has said something that 3 and 4 can read. */
function setupReports() {
  const state = createMemoryRooms();
  state.addPerson(0, { role: 'server' });
  for (const [index, role] of (['owner', 'moderator', 'member', 'guest', 'member', 'moderator'] as const).entries())
    state.addPerson(index + 1, { role });
  const said = { personId: personIdOf(5), commandId: commandIdOf(1) };
  state.addMessage(said, roomIdOf(1), [personIdOf(3), personIdOf(4)]);
  const message = { roomId: roomIdOf(1), commandId: commandIdOf(1) };
  const act = (number: number, command: Parameters<typeof state.run>[1]) =>
    state.run(personIdOf(number), command).verdict;
  const reportIds = () => [...state.reports.keys()];
  return { state, act, message, reportIds };
}

describe('a block', () => {
  it.each([1, 2, 3, 4])('[T15] of somebody else is everybody’s to set, in a stream of their own (%i)', (number) => {
    const { act } = setupReports();
    const block = commandOf('person.setBlock', { personId: personIdOf(5) });
    expect(act(number, block)).toEqual(accepted(number));
    expect(act(number, block)).toEqual(isSo);
    expect(act(number, commandOf('person.setBlock', { personId: personIdOf(5), isBlocked: false }))).toEqual(
      accepted(number),
    );
  });

  it('[T15] changes no answer to whoever is blocked', () => {
    const { act } = setupReports();
    const open = commandOf('direct.open', { personIds: [personIdOf(3)] });
    const unblocked = setupReports().act(5, open);
    act(3, commandOf('person.setBlock', { personId: personIdOf(5) }));
    expect(act(5, open)).toEqual(unblocked);
  });

  it('[T15] is of nobody, of oneself or of the server in no way', () => {
    const { act } = setupReports();
    const block = (number: number) => act(3, commandOf('person.setBlock', { personId: personIdOf(number) }));
    expect(block(3)).toEqual(refused('not_allowed', { action: 'person.block' }));
    expect(block(0)).toEqual(refused('not_allowed', { action: 'person.block' }));
    expect(block(77)).toEqual(refused('person_not_found', { personId: personIdOf(77) }));
  });
});

describe('a report', () => {
  it('[T16] is made by members of people and by guests of what they can read', () => {
    const { act, message } = setupReports();
    expect(act(3, commandOf('report.create', { personId: personIdOf(5) }))).toEqual(accepted(3));
    expect(act(4, commandOf('report.create', { personId: personIdOf(5) }))).toEqual(
      refused('not_allowed', { action: 'report.person' }),
    );
    expect(act(4, commandOf('report.create', { personId: personIdOf(5), message }))).toEqual(accepted(4));
  });

  it('[T16] of a message is for whoever can read it, of its author, where it was said', () => {
    const { act, message } = setupReports();
    const notThere = refused('room_not_found', { roomId: message.roomId });
    expect(act(2, commandOf('report.create', { personId: personIdOf(5), message }))).toEqual(notThere);
    expect(act(3, commandOf('report.create', { personId: personIdOf(4), message }))).toEqual(notThere);
    const elsewhere = { ...message, roomId: roomIdOf(2) };
    expect(act(3, commandOf('report.create', { personId: personIdOf(5), message: elsewhere }))).toEqual(
      refused('room_not_found', { roomId: roomIdOf(2) }),
    );
  });

  it('[T16] is of nobody, of oneself or of the server in no way', () => {
    const { act } = setupReports();
    const report = (number: number) => act(3, commandOf('report.create', { personId: personIdOf(number) }));
    expect(report(3)).toEqual(refused('not_allowed', { action: 'report.person' }));
    expect(report(0)).toEqual(refused('not_allowed', { action: 'report.person' }));
    expect(report(77)).toEqual(refused('person_not_found', { personId: personIdOf(77) }));
  });

  it('[T16] of the same is so already while it waits, and 32 of one person wait at most', () => {
    const { state, act } = setupReports();
    act(3, commandOf('report.create', { personId: personIdOf(5) }));
    expect(act(3, commandOf('report.create', { personId: personIdOf(5), reason: 'spam' }))).toEqual(isSo);
    for (let number = 10; number < 9 + maxOpenReports; number += 1) {
      state.addPerson(number);
      expect(act(3, commandOf('report.create', { personId: personIdOf(number) }))).toEqual(accepted(3));
    }
    expect(act(3, commandOf('report.create', { personId: personIdOf(1) }))).toEqual(
      refused('reports_full', { maxOpenReports }),
    );
    expect(act(5, commandOf('report.create', { personId: personIdOf(1) }))).toEqual(accepted(5));
  });

  it('[T16] is closed once, by owners and moderators', () => {
    const { act, reportIds } = setupReports();
    act(3, commandOf('report.create', { personId: personIdOf(5) }));
    const [reportId = reportIdOf(0)] = reportIds();
    const close = commandOf('report.close', { reportId });
    for (const number of [3, 4, 5])
      expect(act(number, close)).toEqual(refused('not_allowed', { action: 'report.close' }));
    expect(act(2, close)).toEqual(accepted(2));
    expect(act(1, close)).toEqual(isSo);
    expect(act(3, commandOf('report.create', { personId: personIdOf(5) }))).toEqual(accepted(3));
  });

  it.each([1, 2])('[T16] about whoever would close it is to them as one that is not there (%i)', (number) => {
    const { act, reportIds } = setupReports();
    act(3, commandOf('report.create', { personId: personIdOf(number) }));
    const [reportId = reportIdOf(0)] = reportIds();
    const unknown = act(number, commandOf('report.close', { reportId: reportIdOf(99) }));
    expect(unknown).toMatchObject(refused('invalid_body', { path: 'reportId' }));
    expect(act(number, commandOf('report.close', { reportId }))).toEqual(unknown);
    expect(act(6, commandOf('report.close', { reportId }))).toEqual(accepted(6));
  });
});

describe('an undoing', () => {
  const undoes = { personId: personIdOf(1), commandId: commandIdOf(9) };
  const isNews = { ok: true, value: { stream: serverStream } };
  const noSuchAct = refused('invalid_body', { path: 'undoes' });

  // Of whatever kind the act is.
  const before = { role: 'guest', standing: 'removed', door: 'knock', openUntil: 0, isBanned: false } as const;

  function setupUndo(command: Command = commandOf('person.setRole', { personId: personIdOf(3), role: 'moderator' })) {
    const world = setupReports();
    world.state.addAct(undoes, { command, at: world.state.now(), before });
    return world;
  }
  const giveBack = commandOf('person.setRole', { personId: personIdOf(3), role: 'guest', undoes });

  it('[T17] gives back what the act took that it names', () => {
    expect(setupUndo().act(1, giveBack)).toEqual(isNews);
  });

  it('[T17] is too late after 30 days', () => {
    const { state, act } = setupUndo();
    state.wait(undoableMs - 1);
    expect(state.decideFor(personIdOf(1), giveBack)).toEqual(isNews);
    state.wait(1);
    expect(act(1, giveBack)).toEqual(refused('too_late'));
  });

  it('[T17] is of an act that there is, of the same kind on the same person or device', () => {
    expect(setupReports().act(1, giveBack)).toMatchObject(noSuchAct);
    const onAnother = setupUndo(commandOf('person.setRole', { personId: personIdOf(5) }));
    expect(onAnother.act(1, giveBack)).toMatchObject(noSuchAct);
    const ofAnotherKind = setupUndo(commandOf('person.setStanding', { personId: personIdOf(3) }));
    expect(ofAnotherKind.act(1, giveBack)).toMatchObject(noSuchAct);
    const onADevice = setupUndo(commandOf('device.setBan', { device: deviceKeyOf(9) }));
    const unban = (number: number) =>
      commandOf('device.setBan', { device: deviceKeyOf(number), isBanned: false, undoes });
    expect(onADevice.act(1, unban(8))).toMatchObject(noSuchAct);
    expect(onADevice.act(1, unban(9))).toMatchObject({ ok: true });
  });

  it('[T17] is of everybody’s standing and of the door too', () => {
    const banned = setupUndo(commandOf('person.setStanding', { personId: personIdOf(3), standing: 'banned' }));
    expect(
      banned.act(1, commandOf('person.setStanding', { personId: personIdOf(3), standing: 'removed', undoes })),
    ).toEqual(isNews);
    const doored = setupUndo(commandOf('server.setDoor', { door: 'open' }));
    expect(doored.act(1, commandOf('server.setDoor', { door: 'knock', undoes }))).toEqual(isNews);
    expect(setupReports().act(1, commandOf('server.setDoor', { door: 'knock', undoes }))).toMatchObject(noSuchAct);
  });

  it.each([
    ['person.setRole', { personId: personIdOf(3), role: 'member' }],
    ['person.setStanding', { personId: personIdOf(3), standing: 'deactivated' }],
    ['server.setDoor', { door: 'invite', openUntil: 0 }],
    ['server.setDoor', { door: 'knock', openUntil: 1 }],
    ['device.setBan', { device: deviceKeyOf(9), isBanned: true }],
  ] as const)('[T17] sets nothing but what stood before (%s %o)', (kind, body) => {
    const { act } = setupUndo(commandOf(kind, body));
    expect(act(1, commandOf(kind, { ...body, undoes }))).toMatchObject(noSuchAct);
  });

  it('[T9, T17] is allowed to whoever may do it without', () => {
    expect(setupUndo().act(3, giveBack)).toEqual(refused('not_allowed', { action: 'person.setRole' }));
  });
});
