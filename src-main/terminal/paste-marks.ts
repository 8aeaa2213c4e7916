/**
 * The line editor holds one line: line breaks and tabs of what was pasted stand in it as marks, and become themselves again
 * when the line is entered. A mark that somebody really wrote is told apart by a selector behind it, which shows as nothing.
 */
const lineBreakMark = '⏎';
const tabMark = '⇥';
const written = '\ufe0e';

/** A pasted block as it stands in the editor. Nothing in it acts as a key; line breaks at its end are not part of it. */
export function markPaste(text: string): string {
  return text
    .replace(/[\r\n]+$/u, '')
    .replace(/[⏎⇥]/gu, `$&${written}`)
    .replace(/\r\n|[\r\n]/gu, lineBreakMark)
    .replaceAll('\t', tabMark)
    .replace(/\p{Cc}/gu, '');
}

/** What a line of the editor says. */
export function readMarks(line: string): string {
  return line.replace(/([⏎⇥])(\ufe0e?)/gu, (_all, mark: string, isWritten: string) =>
    isWritten === '' ? (mark === tabMark ? '\t' : '\n') : mark,
  );
}
