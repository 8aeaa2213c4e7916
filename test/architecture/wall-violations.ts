import { layerOf, layers, mayImportPackage, packagePlaces } from '../../build/walls.ts';
import type { Import, SourceFile } from './source-file.ts';

/** Every import in `files` that goes through a wall, as a sentence a person can act on. */
export function wallViolations(files: readonly SourceFile[]): string[] {
  return files.flatMap((file) =>
    file.imports.flatMap((imported) => {
      const fault = faultOf(file.path, imported);
      return fault === null ? [] : [`${file.path} imports ${imported.specifier}: ${fault}`];
    }),
  );
}

function faultOf(from: string, imported: Import): string | null {
  const layer = layerOf(from);
  if (layer === undefined) return 'it lies in no layer; give its folder a place in build/walls.ts';
  switch (imported.kind) {
    case 'node':
      return nodeFault(layer);
    case 'package':
      return packageFault(from, imported.packageName);
    case 'file':
      return spellingFault(from, imported) ?? layerFault(layer, imported.path);
  }
}

function nodeFault(layer: string): string | null {
  if (layer.startsWith('src-renderer')) return 'the renderer runs without Node';
  return layer.startsWith('src-shared') ? 'what is shared runs without Node' : null;
}

function packageFault(from: string, packageName: string): string | null {
  const places = packagePlaces[packageName];
  if (places === undefined) return 'the package has no place yet; give it one in build/walls.ts';
  return mayImportPackage(from, packageName) ? null : `only ${places.join(', ')} may`;
}

function spellingFault(from: string, imported: { specifier: string; path: string }): string | null {
  const isWithin = top(from) === top(imported.path);
  const isRelative = imported.specifier.startsWith('.');
  if (isWithin && !isRelative) return 'within a top folder imports are relative';
  if (!isWithin && isRelative) return 'across top folders imports begin with #shared/ or #main/';
  return null;
}

function layerFault(layer: string, path: string): string | null {
  const target = layerOf(path);
  if (target === layer) return null;
  if (target === undefined) return 'it lies in no layer';
  return layers[layer]?.includes(target) === true ? null : `${layer} may not import ${target}`;
}

function top(path: string): string {
  return path.slice(0, path.indexOf('/'));
}
