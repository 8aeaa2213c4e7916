import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';

/** Where files lie in memory, so that a disk's speed does not count: a folder for temporary ones where there is no such thing. */
export const memoryFolder = existsSync('/dev/shm') ? '/dev/shm' : tmpdir();
