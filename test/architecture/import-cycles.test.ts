import { expect, it } from 'vitest';
import { importCycles } from './import-cycles.ts';
import { parseSourceFile, readSourceFiles } from './source-file.ts';

it('no file imports itself by a way round', () => {
  expect(importCycles(readSourceFiles('src-shared', 'src-main', 'src-renderer', 'test', 'build'))).toEqual([]);
});

it('a cycle is found through type imports and exports too', () => {
  const files = [
    parseSourceFile('src-main/a.ts', "import type { B } from './b.ts';"),
    parseSourceFile('src-main/b.ts', "export { c } from './c.ts';"),
    parseSourceFile('src-main/c.ts', "import { a } from './a.ts';"),
  ];
  expect(importCycles(files)).toEqual([['src-main/a.ts', 'src-main/b.ts', 'src-main/c.ts', 'src-main/a.ts']]);
});
