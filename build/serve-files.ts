import { readFileSync, readdirSync } from 'node:fs';
import { posix } from 'node:path';
import manifest from '../package.json' with { type: 'json' };
import { projectFolder } from './entries.ts';
import { mainFolder } from './input-stamp.mjs';
import { licencesName, licencesOf } from './licences.ts';
import { findOwnNode, nodeLicence, nodeName } from './own-node.ts';
import { serveReadme, startScript } from './serve-texts.ts';
import type { TarEntry } from './tar.ts';

const target = `${process.platform}-${process.arch}`;
const sqlite = 'node_modules/better-sqlite3';

export const packageName = `hallway-serve-${manifest.version}-${target}`;

/** All that lies in the package of `serve`, by its path there. */
export async function serveFiles(): Promise<TarEntry[]> {
  const node = findOwnNode();
  const { name, version, license } = manifest;
  const isWindows = process.platform === 'win32';
  return [
    ...bundleOf(['serve.js', 'chat.js']).map((file) => copy(`dist/main/${file}`)),
    ...['package.json', 'LICENSE', ...libraryOf(sqlite), `prebuilds/${target}.node`].map((file) =>
      copy(`${sqlite}/${file}`),
    ),
    { path: `bin/${nodeName}`, content: readFileSync(node.binary), isExecutable: true },
    ...(['serve', 'chat'] as const).map((entry) => ({
      path: `hallway-${entry}${isWindows ? '.cmd' : ''}`,
      content: Buffer.from(startScript(entry, { isWindows })),
      isExecutable: true,
    })),
    // Node reads from it that the bundle is of modules.
    text('package.json', `${JSON.stringify({ name, version, license, private: true, type: 'module' }, null, 2)}\n`),
    copy('LICENSE'),
    text('README.md', serveReadme({ version, target, isWindows })),
    text(licencesName, await licencesOf('serve', [{ folder: node.folder, spareText: nodeLicence }])),
  ];
}

/** The files of dist/main that these need: they name each other as `./name.js`, in imports and as addresses of workers. */
function bundleOf(entries: readonly string[]): string[] {
  const present = new Set(readdirSync(mainFolder));
  const found = new Set(entries);
  for (const file of found) {
    const code = readFileSync(`${mainFolder}/${file}`, 'utf8');
    for (const [, name = ''] of code.matchAll(/["']\.\/([\w.-]+\.m?js)["']/g)) if (present.has(name)) found.add(name);
  }
  return [...found];
}

function libraryOf(folder: string): string[] {
  const names = readdirSync(`${projectFolder}${folder}/lib`, { recursive: true, encoding: 'utf8' });
  return names.filter((name) => name.endsWith('.js')).map((name) => posix.join('lib', name.replaceAll('\\', '/')));
}

function copy(path: string): TarEntry {
  return { path, content: readFileSync(projectFolder + path), isExecutable: false };
}

function text(path: string, content: string): TarEntry {
  return { path, content: Buffer.from(content), isExecutable: false };
}
