import { expect, it } from 'vitest';
import { outcomeOf } from './prove-tree.ts';

const result = {
  name: 'fsync',
  figures: { replies: 4 },
  figure: '4 replies',
  violations: [] as string[],
  skipped: [] as string[],
};

function outputOf(changes: Partial<typeof result> = {}): string {
  return JSON.stringify({ results: [{ ...result, ...changes }] });
}

it('what a proof found is what it says', () => {
  const violations = ['m1 was acknowledged and is lost'];
  const found = { output: outputOf({ violations }), notes: 'seed 1\n', code: 1 };
  expect(outcomeOf(found)).toEqual({ violations, slips: [], obstacle: null });
});

it('a process that stumbles over its own text is told of, be it in what it wrote or in what the proof found', () => {
  const slip = 'ERROR The storage failed. {"error":"ReferenceError: counts is not defined"}';
  expect(outcomeOf({ output: outputOf(), notes: `fsync: begins\n${slip}\n${slip}\n`, code: 0 }).slips).toEqual([slip]);
  const violations = ['TypeError: late.begin is not a function'];
  expect(outcomeOf({ output: outputOf({ violations }), notes: '', code: 1 }).slips).toEqual(violations);
});

it('a proof that says nothing, or tried nothing, found nothing', () => {
  expect(outcomeOf({ output: '', notes: '', code: 1 }).obstacle).toBe('the proof ended with 1');
  const skipped = outputOf({ figures: {} as never, skipped: ['no strace'] });
  expect(outcomeOf({ output: skipped, notes: '', code: 3 }).obstacle).toBe('no strace');
});
