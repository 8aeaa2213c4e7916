import { layers, layerOf, mayImportPackage, packagePlaces } from './walls.ts';

interface Restriction {
  readonly paths: { name: string; message: string }[];
  readonly patterns: { regex: string; message: string }[];
}
interface WallOverride {
  files: string[];
  rules: { 'no-restricted-imports': ['error', Restriction] };
}

/** How deep below its layer a file may lie for the linter to know; test/architecture knows at any depth. */
const maxDepth = 2;

/**
 * The walls as `no-restricted-imports`, one override a layer and depth. The depth matters: within storage,
 * `../server/` can be a folder of its own, while two levels up it is the server.
 */
export function wallOverrides(): WallOverride[] {
  const folders = Object.keys(layers).flatMap((layer) => {
    const depths = isTop(layer) ? [0] : Array.from({ length: maxDepth + 1 }, (_, depth) => depth);
    return depths.map((depth) =>
      override(`${layer}${'/*'.repeat(depth)}/*.{ts,svelte}`, layer, { depth, place: `${layer}/` }),
    );
  });
  const files = new Set(
    Object.values(packagePlaces)
      .flat()
      .filter((place) => !place.endsWith('/')),
  );
  return [...folders, ...[...files].map((file) => override(file, layerOf(file) ?? '', { depth: 0, place: file }))];
}

function override(glob: string, layer: string, at: { depth: number; place: string }): WallOverride {
  const restriction = { paths: packageWalls(at.place), patterns: layerWalls(layer, at.depth) };
  return { files: [`**/${glob}`], rules: { 'no-restricted-imports': ['error', restriction] } };
}

function packageWalls(place: string): Restriction['paths'] {
  const forbidden = Object.keys(packagePlaces).filter((name) => !mayImportPackage(place, name));
  return forbidden.map((name) => ({ name, message: `Only ${packagePlaces[name]?.join(', ')} may import it.` }));
}

function layerWalls(layer: string, depth: number): Restriction['patterns'] {
  const allowed = layers[layer] ?? [];
  const forbidden = Object.keys(layers).filter((other) => other !== layer && !allowed.includes(other));
  const message = `${layer} may import ${allowed.length === 0 ? 'nothing of ours' : allowed.join(', ')} (build/walls.ts).`;
  const walls = forbidden.map((other) => ({ regex: specifierOf(other, layer, depth), message }));
  const own = `${top(layer).replace('src-', '#')}/`;
  return [
    ...walls,
    { regex: `^${own}`, message: 'Within a top folder imports are relative.' },
    { regex: '^(\\.\\./)+(src-|test/|build/)', message: 'Across top folders imports begin with #shared/ or #main/.' },
    { regex: '^#test/', message: 'Nothing that runs at a user’s imports tests.' },
    ...(layer.startsWith('src-main') ? [] : [{ regex: '^node:', message: 'This runs without Node.' }]),
  ];
}

/** What an import of the layer `other` looks like from a file `depth` folders below `layer`. */
function specifierOf(other: string, layer: string, depth: number): string {
  const sameTop = top(other) === top(layer);
  const up = isTop(layer) ? '\\./' : `(\\.\\./){${depth + layer.split('/').length - 1}}`;
  const start = sameTop ? up : `${top(other).replace('src-', '#')}/`;
  return `^${start}${isTop(other) ? '[^/]+$' : `${other.slice(top(other).length + 1)}/`}`;
}

function top(layer: string): string {
  return layer.split('/')[0] ?? layer;
}

function isTop(layer: string): boolean {
  return layer === top(layer);
}
