import { cleanLine } from '../text/clean-text.ts';
import { commands } from './commands.ts';

/** The names Tab can offer, as they came. */
export interface CompletionNames {
  readonly rooms: readonly string[];
  readonly people: readonly string[];
}

const roomWords: readonly string[] = ['join', 'leave'];
const peopleWords: readonly string[] = ['invite', 'dm', 'role', 'deactivate', 'remove', 'ban', 'let-back'];

/**
 * What Tab offers for a line so far, and the part of the line that it stands for: words after a slash, rooms and people
 * where a command takes them.
 */
export function completeLine(line: string, names: CompletionNames): [string[], string] {
  const word = /^\/(\S*)$/u.exec(line)?.[1];
  if (word !== undefined) return [startingWith(Object.keys(commands), word).map((each) => `/${each} `), line];
  const [, command = '', start = ''] = /^\/(\S+)\s+(.*)$/u.exec(line) ?? [];
  const candidates = roomWords.includes(command) ? names.rooms : peopleWords.includes(command) ? names.people : [];
  return [startingWith(candidates.map(cleanLine), start), start];
}

function startingWith(candidates: readonly string[], start: string): string[] {
  return candidates.filter((candidate) => candidate.toLowerCase().startsWith(start.toLowerCase())).toSorted();
}
