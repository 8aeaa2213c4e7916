import type { SourceFile } from './source-file.ts';

/** Cycles among the files' imports, type imports included, each as the paths along it; empty when there is none. */
export function importCycles(files: readonly SourceFile[]): string[][] {
  const graph = new Map(files.map((file) => [file.path, targetsOf(file)]));
  const done = new Set<string>();
  const cycles: string[][] = [];

  function visit(path: string, trail: readonly string[]): void {
    const start = trail.indexOf(path);
    if (start >= 0) cycles.push([...trail.slice(start), path]);
    if (start >= 0 || done.has(path)) return;
    for (const target of graph.get(path) ?? []) visit(target, [...trail, path]);
    done.add(path);
  }

  for (const path of graph.keys()) visit(path, []);
  return cycles;
}

function targetsOf(file: SourceFile): string[] {
  return file.imports.flatMap((imported) => (imported.kind === 'file' ? [imported.path] : []));
}
