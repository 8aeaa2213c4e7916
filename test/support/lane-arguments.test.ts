import { expect, it } from 'vitest';
import { laneUsage, readLaneArguments } from './lane-arguments.ts';
import { lanes } from './lanes.ts';

const known = ['check', 'unit', 'ui'];
const read = (...args: readonly string[]) => readLaneArguments(args, known);

it('lanes come first, and what comes after them is for vitest', () => {
  expect(read()).toEqual({ ok: true, value: { lanes: [], vitestArgs: [], isHelp: false } });
  expect(read('check', 'unit', 'test/main', '-t', 'ui')).toEqual({
    ok: true,
    value: { lanes: ['check', 'unit'], vitestArgs: ['test/main', '-t', 'ui'], isHelp: false },
  });
  expect(read('-t', 'name')).toMatchObject({ ok: true, value: { lanes: [], vitestArgs: ['-t', 'name'] } });
});

it('help is asked for anywhere', () => {
  expect(read('--help')).toMatchObject({ ok: true, value: { isHelp: true } });
  expect(read('unit', '--help')).toMatchObject({ ok: true, value: { isHelp: true } });
});

it('a lane that there is not is refused before anything runs', () => {
  expect(read('unti')).toEqual({ ok: false, error: 'There is no lane "unti". Lanes: check, unit, ui.' });
});

it('help names every lane and what it is', () => {
  const told = [...laneUsage(lanes).matchAll(/^ {2}(\S+) +(.+)$/gmu)].map(([, name, what]) => ({ name, what }));
  expect(told).toEqual(lanes.map(({ name, what }) => ({ name, what })));
});
