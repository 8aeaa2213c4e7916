/** A name within a sentence of ours, in whatever direction it is written: first-strong isolate, and its end. */
export function isolate(name: string): string {
  return `\u2068${name}\u2069`;
}
