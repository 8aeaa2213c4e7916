import { expect, it } from 'vitest';
import type { EpochId, PersonId } from '#shared/domain/ids.ts';
import { judgeGate, type GateWorld, type LostPlace, type ShutGate } from './gate-check.ts';

const [ann, bob, cem] = ['ann', 'bob', 'cem'] as PersonId[] as [PersonId, PersonId, PersonId];
const life = 'a life' as EpochId;

const shut: ShutGate = { gate: 'closed', log: [], closedRooms: [], owners: [], shown: [] };

function placeOf(commandId: string, index: number): LostPlace {
  return { person: ann, commandId, origin: { epoch: 1, seq: index + 1 } };
}

function setupWorld(over: Partial<GateWorld> = {}): GateWorld {
  const places = ['one', 'two', 'three'].map(placeOf);
  return { endsOf: () => [places], isReachable: () => true, present: new Set([ann]), ...over };
}

it('[H3] only the host opens the gate of a server of which there are two copies', () => {
  const before = { epoch: 1, epochId: 'before', gate: 'open' };
  const log = [before, { epoch: 2, epochId: 'now', gate: 'host' }];
  const judge = (epochId: string, world: GateWorld) =>
    judgeGate({ ...shut, gate: 'host', log, shown: [{ epoch: 1, epochId: epochId as EpochId, serverHead: 3 }] }, world);
  expect(judge(life, setupWorld())).toBe('two copies');
  expect(judge(life, setupWorld({ endsOf: () => [] }))).toMatchObject({ rule: 'H3' });
  expect(judge('before', setupWorld())).toMatchObject({ rule: 'H3' });
  expect(judgeGate({ ...shut, gate: 'host', log }, setupWorld())).toMatchObject({ rule: 'H3' });
});

it('[H3] a gate for which all is there has to open by itself', () => {
  expect(judgeGate(shut, setupWorld())).toMatchObject({ rule: 'H3' });
  const shown = [{ epoch: 1, epochId: life, serverHead: 3 }];
  expect(judgeGate({ ...shut, shown }, setupWorld())).toMatchObject({ rule: 'H3' });
});

it('[H3] a gate waits in vain for what no device holds, up to where a life was shown', () => {
  const world = setupWorld({ isReachable: ({ commandId }) => commandId !== 'three' });
  expect(judgeGate({ ...shut, shown: [{ epoch: 1, epochId: life, serverHead: 3 }] }, world)).toBe('nobody comes');
  expect(judgeGate({ ...shut, shown: [{ epoch: 1, epochId: life, serverHead: 2 }] }, world)).toMatchObject({
    rule: 'H3',
  });
});

it('[H3] of a life that lost its end twice, whatever it may have held has to be there', () => {
  const [short, gone] = [[placeOf('one', 0)], [placeOf('gone', 0)]];
  const world = setupWorld({ endsOf: () => [short, gone], isReachable: ({ commandId }) => commandId !== 'gone' });
  expect(judgeGate({ ...shut, shown: [{ epoch: 1, epochId: life, serverHead: 1 }] }, world)).toBe('nobody comes');
  expect(judgeGate({ ...shut, shown: [{ epoch: 1, epochId: life, serverHead: 2 }] }, world)).toBe('nobody comes');
});

it('[H3] a gate waits in vain where no owner comes, or nobody at all', () => {
  expect(judgeGate({ ...shut, owners: [bob] }, setupWorld())).toBe('nobody comes');
  expect(judgeGate(shut, setupWorld({ present: new Set() }))).toBe('nobody comes');
  expect(judgeGate({ ...shut, owners: [bob] }, setupWorld({ present: new Set([bob]) }))).toMatchObject({ rule: 'H3' });
});

it('[H3] a private room has to open once two of its members have healed, one in a room of one', () => {
  const rooms = (...members: PersonId[]): ShutGate => ({
    ...shut,
    gate: 'open',
    closedRooms: [{ roomId: 'room', members, witnesses: [[ann, cem]] }],
  });
  expect(judgeGate(rooms(ann, bob), setupWorld())).toBe('rooms wait');
  expect(judgeGate(rooms(bob), setupWorld())).toBe('rooms wait');
  expect(judgeGate(rooms(ann, bob, cem), setupWorld())).toMatchObject({ rule: 'H3' });
  expect(judgeGate(rooms(ann), setupWorld())).toMatchObject({ rule: 'H3' });
});

it('[H3] of a private room that was closed through two losses, enough who know of each have to be back', () => {
  const rooms = (...witnesses: PersonId[][]): ShutGate => ({
    ...shut,
    gate: 'open',
    closedRooms: [{ roomId: 'room', members: [ann, bob, cem], witnesses }],
  });
  expect(judgeGate(rooms([ann, bob], [cem]), setupWorld())).toBe('rooms wait');
  expect(judgeGate(rooms([ann, bob], [bob, cem]), setupWorld())).toMatchObject({ rule: 'H3' });
});
