import { posix } from 'node:path';
import type { SourceFile } from './source-file.ts';

const maxSourceLines = 300;
const maxTestLines = 500;
const maxComponentLines = 200;
const pascalCase = /^([A-Z][a-z0-9]*)+\.svelte$/;
const kebabCase = /^[a-z0-9]+(-[a-z0-9]+)*(\.[a-z]+)*\.(ts|mjs)$/;
const saysNothing = /(^|-)(index|utils?|helpers?|types|common|misc)\./;

/** Names that say nothing or are written otherwise, and files over the wall of their size. */
export function fileViolations(files: readonly SourceFile[]): string[] {
  return files.flatMap(({ path, lineCount }) => {
    const name = posix.basename(path);
    const isComponent = name.endsWith('.svelte');
    const maxLines = isComponent ? maxComponentLines : path.startsWith('test/') ? maxTestLines : maxSourceLines;
    const isNamed = (isComponent ? pascalCase : kebabCase).test(name);
    return [
      ...(isNamed ? [] : [`${path} is not in ${isComponent ? 'PascalCase' : 'kebab-case'}`]),
      ...(saysNothing.test(name) ? [`${path} is not named after what it holds`] : []),
      ...(lineCount > maxLines ? [`${path} has ${lineCount} lines, over ${maxLines}`] : []),
    ];
  });
}

export function medianLineCount(files: readonly SourceFile[]): number {
  const counts = files.map((file) => file.lineCount).sort((a, b) => a - b);
  return counts[Math.floor(counts.length / 2)] ?? 0;
}
