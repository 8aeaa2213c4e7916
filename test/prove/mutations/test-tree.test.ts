import { expect, it } from 'vitest';
import { outcomeOfRun } from './test-tree.ts';

const none: readonly string[] = [];
const passed = { status: 'passed', fullName: 'a room opens', failureMessages: none };
const skipped = { status: 'skipped', fullName: 'a room closes', failureMessages: none };
const failed = { status: 'failed', fullName: 'a room burns', failureMessages: ['expected 1 to be 2'] };

function fileOf(...assertionResults: readonly (typeof passed)[]) {
  return { status: assertionResults.includes(failed) ? 'failed' : 'passed', message: '', assertionResults };
}

it('each test that fails is a violation', () => {
  const run = { testResults: [fileOf(passed, failed)] };
  expect(outcomeOfRun(run, 1)).toEqual({ violations: ['a room burns: expected 1 to be 2'], slips: [], obstacle: null });
});

it('a file that does not load is one', () => {
  const run = { testResults: [{ status: 'failed', message: 'no such module', assertionResults: [] }] };
  expect(outcomeOfRun(run, 1)).toEqual({ violations: ['no such module'], slips: [], obstacle: null });
});

it('so is a bad end without a test that failed, as where a hook throws', () => {
  for (const test of [passed, skipped]) {
    const outcome = outcomeOfRun({ testResults: [fileOf(test)] }, 1);
    expect(outcome).toEqual({ violations: ['no test failed, and vitest ended with 1'], slips: [], obstacle: null });
  }
});

it('tests that passed beside others that were skipped are green', () => {
  expect(outcomeOfRun({ testResults: [fileOf(passed, skipped)] }, 0)).toEqual({
    violations: [],
    slips: [],
    obstacle: null,
  });
});

it('where all were skipped, or none was found, nothing was tried', () => {
  expect(outcomeOfRun({ testResults: [fileOf(skipped)] }, 0).obstacle).toBe('all tests were skipped');
  expect(outcomeOfRun({ testResults: [] }, 1).obstacle).toBe('no test ran, vitest ended with 1');
  expect(outcomeOfRun(null, 1).obstacle).toBe('no test ran, vitest ended with 1');
});

it('a name that is not there is a slip of the tree; a member that is not there may be missed by the test itself', () => {
  const run = (...failureMessages: string[]) =>
    outcomeOfRun({ testResults: [fileOf({ status: 'failed', fullName: 'a room sinks', failureMessages })] }, 1).slips;
  expect(run('ReferenceError: counts is not defined\n at open')).toEqual([
    'a room sinks: ReferenceError: counts is not defined',
  ]);
  expect(run("TypeError: Cannot read properties of undefined (reading 'seq')")).toEqual([]);
});
