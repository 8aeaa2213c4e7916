import { expect, it } from 'vitest';
import { commandLineSentence } from '#main/command-line-sentence.ts';

const missing = { message: "error: required option '--data <folder>' not specified" };

it('a command line that makes no sense is one sentence, with where the options stand', () => {
  expect(commandLineSentence(missing)).toBe(
    "required option '--data <folder>' not specified. --help lists the options.",
  );
});

it('options that npm kept for itself are told of', () => {
  const env = { npm_lifecycle_event: 'chat', npm_config_data: '/tmp/x' };
  expect(commandLineSentence(missing, env)).toContain(
    'npm hands on what stands behind --: npm run chat -- --data FOLDER. --help',
  );
  expect(commandLineSentence(missing, { npm_lifecycle_event: 'chat' })).not.toContain('npm');
});
