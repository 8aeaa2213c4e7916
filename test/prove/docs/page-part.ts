/** The lines that stand between the two marks of a part; none where there is no such part. */
export function partOf(page: string, name: string): string[] {
  const [, after = ''] = page.split(`<!-- ${name} -->\n`);
  const [part = ''] = after.split(`<!-- end of ${name} -->`);
  return part.split('\n').filter((line) => line !== '');
}

/** The page with other lines there; throws where it has no such part. */
export function withPart(page: string, name: string, lines: readonly string[]): string {
  const [before, rest = ''] = page.split(`<!-- ${name} -->\n`);
  const [, after] = rest.split(`<!-- end of ${name} -->`);
  if (before === undefined || after === undefined) throw new Error(`The page has no place for its ${name}.`);
  return `${before}<!-- ${name} -->\n${lines.join('\n')}\n<!-- end of ${name} -->${after}`;
}
