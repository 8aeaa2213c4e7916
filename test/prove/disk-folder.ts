import { existsSync, readFileSync, realpathSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { projectFolder } from '../../build/entries.ts';
import { mountAt, parseMountInfo, type Mount } from '#main/storage/network-folder.ts';

/** A folder that is known to be on a disk, as far as this machine tells. */
export interface DiskFolder {
  readonly folder: string;
  /** The kind of its file system, in the system's word; "unknown" where nobody tells. */
  readonly type: string;
}

const inMemory = new Set(['tmpfs', 'ramfs', 'devtmpfs', 'hugetlbfs']);

/** The first of the folders that does not lie in memory; null where all do. */
export function diskFolderOf(folders: readonly string[], mounts: readonly Mount[]): DiskFolder | null {
  const typed = folders.map((folder) => ({ folder, type: mountAt(folder, mounts)?.type ?? 'unknown' }));
  return typed.find(({ type }) => !inMemory.has(type)) ?? null;
}

/** Where temporary files lie, be it for long, or where the project does: one of them is on a disk of most machines. */
export function findDiskFolder(): DiskFolder | null {
  const folders = [tmpdir(), '/var/tmp', projectFolder].filter((folder) => existsSync(folder));
  return diskFolderOf(
    folders.map((folder) => realpathSync(folder)),
    readMounts(),
  );
}

/** Only Linux has temporary folders in memory. */
function readMounts(): Mount[] {
  const file = '/proc/self/mountinfo';
  return existsSync(file) ? parseMountInfo(readFileSync(file, 'utf8')) : [];
}
