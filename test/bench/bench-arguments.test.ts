import { expect, it } from 'vitest';
import { readBenchArguments } from './bench-arguments.ts';

it('all rows are measured at length unless something else is typed', () => {
  const all = ['saturated', 'calm', 'durable', 'memory'];
  expect(readBenchArguments([])).toEqual({
    ok: true,
    value: { rows: all, isQuick: false, isJson: false, isHelp: false },
  });
  expect(readBenchArguments(['--only', 'calm', '--quick', '--json'])).toEqual({
    ok: true,
    value: { rows: ['calm'], isQuick: true, isJson: true, isHelp: false },
  });
});

it('what makes no sense is refused in a sentence', () => {
  expect(readBenchArguments(['--only', 'clam'])).toEqual({
    ok: false,
    error: 'There is no row "clam". Rows: saturated, calm, durable, memory.',
  });
  const slip = readBenchArguments(['--qick']);
  expect(slip.ok ? '' : slip.error).toContain('--qick');
});
