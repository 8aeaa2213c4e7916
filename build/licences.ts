import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { build, type Plugin } from 'vite';
import { projectFolder } from './entries.ts';

/** What goes along beside the bundle. */
const packagedFolders = [`${projectFolder}node_modules/better-sqlite3`];

const configsOf = {
  serve: ['vite.main.config.ts'],
  desktop: ['vite.main.config.ts', 'vite.preload.config.ts', 'vite.renderer.config.ts'],
} as const;

type PackageKind = keyof typeof configsOf;

export const licencesName = 'THIRD-PARTY-LICENSES.txt';

/** What goes along that no module tells of. */
export interface PackagedWork {
  readonly folder: string;
  /** The file with its licence, for where the folder has none. */
  readonly spareText: string | null;
}

/**
 * The licences of everything by others that a package for people holds, as one text. Told by the modules that the bundler
 * really reads, not by package.json. Electron brings its own beside it.
 */
export async function licencesOf(kind: PackageKind, besides: readonly PackagedWork[] = []): Promise<string> {
  const folders = new Set(packagedFolders);
  for (const config of configsOf[kind]) for (const folder of await bundledFolders(config)) folders.add(folder);
  const works = [...folders].map((folder) => ({ folder, spareText: null }));
  const sections = [...[...works, ...besides].map(licenceSection), unicodeSection()];
  const heading = 'Hallway holds the works below, each under its own licence.\n';
  return [heading, ...sections.sort((a, b) => (a < b ? -1 : 1))].join(`\n${'='.repeat(80)}\n\n`);
}

/** The folders of the packages that a bundle is made of, by building it in memory. */
async function bundledFolders(config: string): Promise<string[]> {
  const folders: string[] = [];
  const collect: Plugin = {
    name: 'hallway-licences',
    generateBundle() {
      for (const id of this.getModuleIds()) folders.push(...packageFolder(id));
    },
  };
  const configFile = `${projectFolder}build/${config}`;
  await build({ configFile, logLevel: 'error', plugins: [collect], build: { write: false } });
  return folders;
}

/** `/…/node_modules/@scope/name` of a module below it; none for one of ours. */
function packageFolder(id: string): string[] {
  const found = /^.*\/node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/.exec(id.replaceAll('\\', '/').replace(/^\0/, ''));
  return found === null ? [] : [found[0]];
}

/** Of what look-alike letters are told by (src-shared/domain/confusables.ts), which is in every bundle and no package. */
function unicodeSection(): string {
  const text = readFileSync(`${projectFolder}build/unicode-licence.txt`, 'utf8').trim();
  return `Unicode data (Unicode-3.0)\n\n${text}\n`;
}

function licenceSection({ folder, spareText }: PackagedWork): string {
  const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest;
  const names = readdirSync(folder).filter((file) => /^(licen[cs]e|copying|notice)/i.test(file));
  const files = names.sort().map((file) => join(folder, file));
  if (files.length === 0 && spareText !== null) files.push(spareText);
  if (files.length === 0) throw new Error(`${name} comes without the text of its licence (${license}).`);
  const texts = files.map((file) => readFileSync(file, 'utf8').trim());
  return `${name} ${version} (${license})\n\n${texts.join('\n\n')}\n`;
}

interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly license: string;
}
