import { readFileSync, rmSync, writeFileSync } from 'node:fs';

/** A file that is there while somebody has a database open: whoever finds it at a start knows how the last one ended. */
export interface OpenMarker {
  /** `unclean`: the process died, or the machine did, and the database was not found sound since. `damaged`: a check had found the database so. */
  readonly found: 'nothing' | 'unclean' | 'damaged';
  /** The database is open from now on. */
  put(): void;
  /** It was found damaged: the marker stays, however this ends. */
  noteDamage(): void;
  /** What an unclean stop left was found sound, or another has taken its place. */
  noteSound(): void;
  /** It was closed as it should be: the marker goes, but where the next start has to check what this one has not. */
  remove(): void;
}

const damagedWord = 'damaged\n';

export function readOpenMarker(file: string): OpenMarker {
  const text = textOf(file);
  let isUnchecked = text !== null;
  let isDamaged = false;
  return {
    found: text === null ? 'nothing' : text === damagedWord ? 'damaged' : 'unclean',
    put: () => {
      write(file, 'open\n');
    },
    noteDamage: () => {
      isDamaged = true;
      write(file, damagedWord);
    },
    noteSound: () => {
      isUnchecked = false;
    },
    remove: () => {
      if (!isDamaged && !isUnchecked) rmSync(file, { force: true });
    },
  };
}

function textOf(file: string): string | null {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return null;
  }
}

/** Where there is no room for it the program runs all the same: an unclean stop goes unnoticed then, and SQLite heals it. */
function write(file: string, text: string): void {
  try {
    writeFileSync(file, text);
  } catch {
    // The next start makes no check, and that is all.
  }
}
