import { commands, type CommandWord } from './commands.ts';

/** What a typed line asks for. */
export type TypedLine =
  | { readonly type: 'nothing' }
  | { readonly type: 'say'; readonly text: string }
  /** A link to a server, alone in its line. */
  | { readonly type: 'link'; readonly line: string }
  | { readonly type: 'command'; readonly word: CommandWord; readonly rest: string; readonly args: readonly string[] }
  | { readonly type: 'unknown'; readonly word: string };

/** `/word rest` is a command, `//text` says `/text`, a link to a server alone is asked about, and everything else is said as it stands: so are several lines at once. */
export function parseLine(line: string): TypedLine {
  if (line.trim() === '') return { type: 'nothing' };
  if (/^\s*hallway:\/\/\S*\s*$/iu.test(line)) return { type: 'link', line: line.trim() };
  if (line.includes('\n')) return { type: 'say', text: line };
  if (line.startsWith('//')) return { type: 'say', text: line.slice(1) };
  const typed = /^\/(\S*)\s*(.*)$/su.exec(line);
  if (typed === null) return { type: 'say', text: line };
  const word = (typed[1] ?? '').toLowerCase();
  const rest = (typed[2] ?? '').trim();
  return isCommandWord(word) ? { type: 'command', word, rest, args: parseArgs(rest) } : { type: 'unknown', word };
}

/** Words apart by spaces or commas; quotes hold a name with spaces together. */
export function parseArgs(rest: string): string[] {
  return Array.from(rest.matchAll(/["“]([^"”]*)["”]|([^\s,]+)/gu), ([, quoted, bare]) =>
    (quoted ?? bare ?? '').trim(),
  ).filter((word) => word !== '');
}

function isCommandWord(word: string): word is CommandWord {
  return Object.hasOwn(commands, word);
}
