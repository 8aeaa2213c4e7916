import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { projectFolder } from '../../../build/entries.ts';
import { needsBuild, type Mutation } from './mutation.ts';

/** What a copy needs to be built and to run proofs and suites. */
const copied = [
  'src-shared',
  'src-main',
  'src-renderer',
  'build',
  'test',
  'docs',
  'README.md',
  'ARCHITECTURE.md',
  'CHANGELOG.md',
  'CONTRIBUTING.md',
  'LICENSE',
  'electron-builder.yml',
  'package.json',
  'package-lock.json',
  'tsconfig.json',
];

/** A copy of the sources, built where its judge needs that; deleted by `remove`. */
export interface SourceTree {
  readonly folder: string;
  remove(): void;
}

/** A copy with one thing broken in it, or with none. Throws where the mutation does not fit the sources, or does not build. */
export function growTree(mutation: Mutation | null): SourceTree {
  const folder = mkdtempSync(join(tmpdir(), 'hallway-mutation-'));
  try {
    for (const path of copied) cpSync(join(projectFolder, path), join(folder, path), { recursive: true });
    symlinkSync(join(projectFolder, 'node_modules'), join(folder, 'node_modules'));
    if (mutation !== null) {
      const file = join(folder, mutation.file);
      writeFileSync(file, mutate(readFileSync(file, 'utf8'), mutation));
    }
    if (mutation === null || needsBuild(mutation)) buildTree(folder);
    return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    throw error;
  }
}

function buildTree(folder: string): void {
  const built = spawnSync(process.execPath, ['build/build-main.ts'], { cwd: folder, encoding: 'utf8' });
  if (built.status !== 0) throw new Error(`It does not build: ${built.stderr}`);
}

/** The text with the one occurrence replaced; throws where there is none, or more than one. */
export function mutate(text: string, { name, find, replace }: Mutation): string {
  const parts = text.split(find);
  const [before, after] = parts;
  if (parts.length !== 2 || before === undefined || after === undefined)
    throw new Error(`"${name}" fits ${parts.length - 1} times`);
  return `${before}${replace}${after}`;
}
