import { readFileSync } from 'node:fs';

/** The bundle lies two folders below the package, wherever that is. */
export function readOwnVersion(): string {
  const file = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
  return (JSON.parse(file) as { readonly version: string }).version;
}
