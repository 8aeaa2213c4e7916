import { existsSync, readFileSync } from 'node:fs';

/** The bundle lies two folders below the package, wherever that is; the sources lie one below. */
export function readOwnVersion(): string {
  const places = ['../../package.json', '../package.json'].map((path) => new URL(path, import.meta.url));
  for (const place of places.filter((file) => existsSync(file))) {
    const { name, version } = JSON.parse(readFileSync(place, 'utf8')) as Readonly<Record<string, unknown>>;
    if (name === 'hallway') return String(version);
  }
  return 'unknown';
}
