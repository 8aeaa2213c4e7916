import { readFileSync, readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import manifest from '../../package.json' with { type: 'json' };
import { projectFolder } from '../../build/entries.ts';

const folder = `${projectFolder}.github/workflows/`;
const workflows = readdirSync(folder).map((name) => ({ name, text: readFileSync(folder + name, 'utf8') }));

describe.each(workflows)('the workflow $name', ({ text }) => {
  it('runs only scripts that there are', () => {
    const scripts = found(text, /npm (?:run )?(?!ci\b|run\b)([\w:]+)$/gm);
    expect(Object.keys(manifest.scripts)).toEqual(expect.arrayContaining(scripts));
    expect(readFileSync(`${projectFolder}.ci/run`, 'utf8')).toContain('npm ci && npm test');
  });

  it('trusts nobody’s actions but the platform’s own, and may only read', () => {
    expect(found(text, /uses: (\S+)/g).filter((action) => !action.startsWith('actions/'))).toEqual([]);
    expect(found(text, /^permissions:\n((?: {2}.+\n)+)/gm)).toEqual(['  contents: read\n']);
  });
});

function found(text: string, pattern: RegExp): string[] {
  return [...text.matchAll(pattern)].map(([, part = '']) => part);
}
