import '#main/refuse-other-node.mjs';
import { mkdirSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { gzipSync } from 'node:zlib';
import { distFolder } from './input-stamp.mjs';
import { packageName, serveFiles } from './serve-files.ts';
import { formatTar } from './tar.ts';

/** `npm run pack:serve`: the server and the terminal client with a Node of their own, for machines that have none. */
const { values } = parseArgs({ options: { output: { type: 'string', default: `${distFolder}/packages` } } });

const files = await serveFiles();
const tar = formatTar(files.map((file) => ({ ...file, path: `${packageName}/${file.path}` })));
const archive = `${values.output}/${packageName}.tar.gz`;
mkdirSync(values.output, { recursive: true });
writeFileSync(archive, gzipSync(tar));
console.log(archive);
