/** What commander says of a command line that makes no sense, as sentences like all others. */
export function commandLineSentence({ message }: { readonly message: string }): string {
  const text = message
    .replace(/^error: /u, '')
    .replaceAll('\n', ' ')
    .replace(/\.$/u, '');
  return `${text}. --help lists the options.`;
}
