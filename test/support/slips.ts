/** What a program says when its own text is wrong: a name or a member that is not there. */
const slip = /\b(?:ReferenceError|TypeError)\b|\bis not (?:defined|a function)\b/u;

/** The lines that speak of a slip in the program's own text, each once. */
export function slipsIn(text: string): string[] {
  return [...new Set(text.split('\n').filter((line) => slip.test(line)))];
}
