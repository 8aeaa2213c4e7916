import { existsSync } from 'node:fs';
import manifest from '../package.json' with { type: 'json' };
import { projectFolder } from './entries.ts';

export interface OwnNode {
  /** The package that npm ci brought it by. */
  readonly folder: string;
  readonly binary: string;
}

/** The Node that npm ci brought for this system: complete, and free of the machine's own libraries. */
export function findOwnNode(): OwnNode {
  const platform = process.platform === 'win32' ? 'win' : process.platform;
  const names = Object.keys(manifest.optionalDependencies);
  const name = names.find((each) => each.endsWith(`-${platform}-${process.arch}`));
  const folder = `${projectFolder}node_modules/${name ?? ''}`;
  const binary = `${folder}/bin/${nodeName}`;
  if (name === undefined || !existsSync(binary))
    throw new Error(`npm ci brought no Node for ${platform}-${process.arch}.`);
  return { folder, binary };
}

/** Its licence, which the packages for some systems leave out. */
export const nodeLicence = `${projectFolder}build/node-licence.txt`;

export const nodeName = process.platform === 'win32' ? 'node.exe' : 'node';
