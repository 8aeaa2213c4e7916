import { readFileSync, readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import manifest from '../../package.json' with { type: 'json' };
import { projectFolder } from '../../build/entries.ts';

const folder = `${projectFolder}.github/workflows/`;
const workflows = readdirSync(folder).map((name) => ({ name, text: readFileSync(folder + name, 'utf8') }));

const textOf = (name: string): string => workflows.find((workflow) => workflow.name === name)?.text ?? '';

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

it('every change is tested as root on Debian, where lanes run that would be skipped elsewhere', () => {
  expect(textOf('ci.yml')).toMatch(/^ {4}container: \{ image: 'debian:\d+', options: --privileged \}$/mu);
});

it('a package is started on its own system before it is handed on', () => {
  const steps = textOf('release.yml').split(/^ {6}- /mu);
  const places = ['run: npm run dist', 'run: npm run try:package', 'uses: actions/upload-artifact'].map((step) =>
    steps.findIndex((text) => text.startsWith(step)),
  );
  expect(places).toEqual(places.toSorted((one, other) => one - other));
  expect(places).not.toContain(-1);
  expect(steps[places[1] ?? 0]).toContain('if: matrix.dist');
});

function found(text: string, pattern: RegExp): string[] {
  return [...text.matchAll(pattern)].map(([, part = '']) => part);
}
