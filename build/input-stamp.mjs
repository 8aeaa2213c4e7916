import { createHash } from 'node:crypto';
import { readFileSync, readdirSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const projectFolder = fileURLToPath(new URL('..', import.meta.url));
const inputs = ['src-shared', 'src-main', 'src-renderer', 'build', 'package.json', 'package-lock.json'];

export const distFolder = `${projectFolder}dist`;
export const mainFolder = `${distFolder}/main`;
export const rendererFolder = `${distFolder}/renderer`;
export const stampName = '.stamp';

/** Changes whenever something a build reads is written, added, renamed or removed. */
export function inputStamp() {
  const hash = createHash('sha256');
  for (const path of inputs.flatMap(filesBelow).sort()) {
    const { size, mtimeMs } = statSync(projectFolder + path);
    hash.update(`${path} ${size} ${mtimeMs}\n`);
  }
  return hash.digest('hex');
}

/** Whether dist was built from the sources as they are. */
export function isFresh() {
  try {
    return readFileSync(`${mainFolder}/${stampName}`, 'utf8') === inputStamp();
  } catch {
    return false;
  }
}

/**
 * @param {string} path
 * @returns {string[]}
 */
function filesBelow(path) {
  if (statSync(projectFolder + path).isFile()) return [path];
  return readdirSync(projectFolder + path).flatMap((name) => filesBelow(`${path}/${name}`));
}
