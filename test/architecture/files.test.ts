import { expect, it } from 'vitest';
import { fileViolations, medianLineCount } from './file-violations.ts';
import { parseSourceFile, readSourceFiles } from './source-file.ts';

it('every file is small and named after what it holds', () => {
  expect(fileViolations(readSourceFiles('src-shared', 'src-main', 'src-renderer', 'build', 'test'))).toEqual([]);
});

it('half of the sources have 90 lines or fewer', () => {
  expect(medianLineCount(readSourceFiles('src-shared', 'src-main', 'src-renderer'))).toBeLessThanOrEqual(90);
});

it('components are in PascalCase and end at 200 lines without their style', () => {
  const component = (path: string, lineCount: number): string[] =>
    fileViolations([parseSourceFile(path, '<p></p>\n'.repeat(lineCount))]);
  expect(component('src-renderer/ui/Button.svelte', 200)).toEqual([]);
  expect(component('src-renderer/ui/Button.svelte', 201)).toHaveLength(1);
  expect(component('src-renderer/ui/round-button.svelte', 1)).toHaveLength(1);
});

it.each([
  'src-main/index.ts',
  'src-main/utils.ts',
  'src-main/date-helpers.ts',
  'src-shared/domain/types.ts',
  'src-main/chatServer.ts',
])('%s is refused as a name', (path) => {
  expect(fileViolations([parseSourceFile(path, '')])).toHaveLength(1);
});

it('a source ends at 300 lines, a test at 500', () => {
  const lines = (count: number): string => '//\n'.repeat(count);
  expect(
    fileViolations([parseSourceFile('src-main/a.ts', lines(300)), parseSourceFile('test/a.test.ts', lines(500))]),
  ).toEqual([]);
  expect(
    fileViolations([parseSourceFile('src-main/a.ts', lines(301)), parseSourceFile('test/a.test.ts', lines(501))]),
  ).toHaveLength(2);
});
