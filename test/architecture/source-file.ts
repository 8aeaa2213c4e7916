import { readdirSync, readFileSync } from 'node:fs';
import { posix } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

/** A file of the project as the architecture tests see it; `path` is relative to the project and has forward slashes. */
export interface SourceFile {
  readonly path: string;
  readonly lineCount: number;
  readonly imports: readonly Import[];
}

/** What an import leads to: a file of ours, a package, or a part of Node. */
export type Import =
  | { readonly kind: 'file'; readonly specifier: string; readonly path: string }
  | { readonly kind: 'package'; readonly specifier: string; readonly packageName: string }
  | { readonly kind: 'node'; readonly specifier: string };

export const projectFolder = fileURLToPath(new URL('../..', import.meta.url));

const aliases: Readonly<Record<string, string>> = {
  '#shared/': 'src-shared/',
  '#main/': 'src-main/',
  '#renderer/': 'src-renderer/',
  '#test/': 'test/',
};

/** Every TypeScript and Svelte file below the folders given. */
export function readSourceFiles(...folders: string[]): SourceFile[] {
  const paths = folders.flatMap((folder) =>
    readdirSync(`${projectFolder}/${folder}`, { recursive: true, encoding: 'utf8' })
      .filter((name) => /\.(ts|mjs|svelte)$/.test(name))
      .map((name) => `${folder}/${name.replaceAll('\\', '/')}`),
  );
  return paths.sort().map((path) => parseSourceFile(path, readText(path)));
}

export function readText(path: string): string {
  return readFileSync(`${projectFolder}/${path}`, 'utf8');
}

export function parseSourceFile(path: string, text: string): SourceFile {
  const { importedFiles } = ts.preProcessFile(path.endsWith('.svelte') ? scriptsOf(text) : text, true, true);
  const imports = importedFiles.map(({ fileName }) => resolveImport(path, fileName));
  // A component's style is a list of tokens, and does not count.
  const counted = path.endsWith('.svelte') ? text.replace(/\n*<style>.*<\/style>\n*$/s, '') : text;
  return { path, lineCount: counted.replace(/\n$/, '').split('\n').length, imports };
}

/** What a component imports stands in its scripts. */
function scriptsOf(component: string): string {
  return [...component.matchAll(/<script[^>]*>(.*?)<\/script>/gs)].map(([, script = '']) => script).join('\n');
}

function resolveImport(from: string, specifier: string): Import {
  if (specifier.startsWith('node:')) return { kind: 'node', specifier };
  if (specifier.startsWith('.')) {
    return { kind: 'file', specifier, path: posix.join(posix.dirname(from), specifier) };
  }
  for (const [alias, folder] of Object.entries(aliases)) {
    if (specifier.startsWith(alias)) return { kind: 'file', specifier, path: folder + specifier.slice(alias.length) };
  }
  const segments = specifier.split('/');
  const packageName = segments.slice(0, specifier.startsWith('@') ? 2 : 1).join('/');
  return { kind: 'package', specifier, packageName };
}
