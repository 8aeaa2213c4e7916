import { expect, it, vi } from 'vitest';
import { err, ok, type Result } from '#shared/result.ts';
import { Submission } from '#renderer/state/submission.svelte.ts';

function setupSubmission() {
  let answer: (result: Result<string, { readonly type: string }>) => void = () => undefined;
  const ask = vi.fn<() => Promise<Result<string, { readonly type: string }>>>(
    () =>
      new Promise((resolve) => {
        answer = resolve;
      }),
  );
  const goOn = vi.fn<(value: string) => void>();
  return { submission: new Submission(), ask, goOn, answer: (result: Parameters<typeof answer>[0]) => answer(result) };
}

it('is asked once, however often it is sent meanwhile', async () => {
  const { submission, ask, goOn, answer } = setupSubmission();
  const first = submission.run(ask, goOn);
  await submission.run(ask, goOn);
  expect([ask.mock.calls.length, submission.isBusy]).toEqual([1, true]);
  answer(ok('done'));
  await first;
  expect([goOn.mock.calls, submission.isBusy]).toEqual([[['done']], false]);
});

it('says what was wrong until it is sent again, and goes on only when nothing is', async () => {
  const { submission, ask, goOn, answer } = setupSubmission();
  const first = submission.run(ask, goOn);
  answer(err({ type: 'name_empty' }));
  await first;
  expect([submission.problem, goOn.mock.calls]).toEqual([{ type: 'name_empty' }, []]);
  const second = submission.run(ask, goOn);
  expect(submission.problem).toBeNull();
  answer(ok('done'));
  await second;
  expect([submission.problem, goOn.mock.calls]).toEqual([null, [['done']]]);
});
