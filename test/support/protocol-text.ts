import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const path = fileURLToPath(new URL('../../src-shared/protocol/PROTOCOL.md', import.meta.url));

/** A numbered section of PROTOCOL.md without its heading. */
export function protocolSection(number: number): string {
  const sections = readFileSync(path, 'utf8').split(/^## (?=\d+\. )/m);
  const section = sections.find((text) => text.startsWith(`${number}. `));
  if (section === undefined) throw new Error(`PROTOCOL.md has no section ${number}`);
  return section.slice(section.indexOf('\n') + 1);
}

/** The rows of the tables in a text, cell by cell, without headings; a bar written as `\|` is part of its cell. */
export function tableRows(markdown: string): string[][] {
  const lines = markdown.split('\n').filter((line) => line.startsWith('|'));
  const rows = lines.map((line) =>
    line
      .split(/(?<!\\)\|/)
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
  const isRule = (row: readonly string[] | undefined) => row?.every((cell) => /^-+$/.test(cell)) ?? false;
  return rows.filter((row, index) => !isRule(row) && !isRule(rows[index + 1]));
}

/** What stands in a text as code. */
export function codeWords(markdown: string): string[] {
  return [...markdown.matchAll(/`([^`]+)`/g)].map(([, word = '']) => word);
}
