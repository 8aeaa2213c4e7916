import { expect, it } from 'vitest';
import { otherLives, type LogLife } from './other-lives.ts';

const first: LogLife = { epoch: 1, epochId: 'first', gate: 'open' };
const second: LogLife = { epoch: 2, epochId: 'second', gate: 'open' };
const third: LogLife = { epoch: 3, epochId: 'third', gate: 'host' };

it('[H3] a life that the log knows is no reason for a gate of the host', () => {
  expect(otherLives([third, first, second], [{ epoch: 2, epochId: 'second' }])).toEqual([]);
  expect(otherLives([first, second, third], [])).toEqual([]);
});

it('[H3] a life that the log does not know is one if it was not behind it', () => {
  const [behind, beside, ahead] = [1, 2, 5].map((epoch) => ({ epoch, epochId: `other ${epoch}` }));
  expect(
    otherLives(
      [first, second, third],
      [behind, beside, ahead].flatMap((life) => life ?? []),
    ),
  ).toEqual([beside, ahead]);
});

it('[H3] what the gate became the host’s for stays the reason through the epochs that begin meanwhile', () => {
  const beside = { epoch: 2, epochId: 'other' };
  expect(otherLives([first, second, third, { ...third, epoch: 4, epochId: 'fourth' }], [beside])).toEqual([beside]);
});
