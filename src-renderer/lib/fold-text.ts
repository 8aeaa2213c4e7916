const maxLines = 40;
const maxLength = 4_000;

/** The beginning of a text that would push everything else off the screen; null where all of it may stand. */
export function foldText(text: string): string | null {
  const lines = text.split('\n', maxLines + 1);
  const beginning = lines.length > maxLines ? lines.slice(0, maxLines).join('\n') : text;
  // A pair of surrogates is one letter, and is not cut in two.
  const shown = beginning.slice(0, maxLength).replace(/[\ud800-\udbff]$/, '');
  return shown.length === text.length ? null : shown;
}
