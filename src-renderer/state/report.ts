import type { RoomId } from '#shared/domain/ids.ts';
import type { Words } from '../i18n/en.ts';
import type { Formats } from '../i18n/formats.ts';

/** What is shown of one side of diagnostics, and copied as text: every word is in it already. */
export interface Report {
  readonly title: string;
  /** In one sentence, how it stands. */
  readonly summary: string;
  readonly isWell: boolean;
  readonly figures: readonly ReportFigure[];
  readonly facts: readonly ReportFact[];
  readonly table: ReportTable;
  /** Where somebody can do something about it. */
  readonly leadsTo?: 'hosting';
}

export interface ReportFigure {
  readonly title: string;
  readonly value: string;
  readonly note: string;
  readonly isBad?: boolean;
}

export interface ReportFact {
  readonly title: string;
  readonly value: string;
  readonly isBad?: boolean;
}

export interface ReportTable {
  readonly title: string;
  readonly note: string;
  readonly columns: readonly string[];
  readonly rows: readonly ReportRow[];
  /** Said in place of rows, or below them. */
  readonly footer: string;
}

/** The first cell is what the row is about, the others are figures. */
export interface ReportRow {
  readonly key: string;
  readonly cells: readonly string[];
}

/** What a report needs to say it in words. */
export interface ReportContext {
  readonly words: Words;
  readonly formats: Formats;
  readonly now: number;
  /** Of this program; null while it is not known. */
  readonly version: string | null;
  readonly sentence: (problem: { readonly type: string }) => string;
  /** Undefined where the room is not known any more. */
  readonly roomName: (roomId: RoomId) => string | undefined;
}

/** As plain text for whoever helps: a fact a line. */
export function reportText(heading: string, reports: readonly Report[]): string {
  const parts = [heading, ...reports.map(textOf)];
  // Marks that keep names apart on a screen would be letters to a search.
  return `${parts.join('\n\n')}\n`.replaceAll(/[\u2066-\u2069]/gu, '');
}

function textOf({ title, summary, figures, facts, table }: Report): string {
  const { columns, rows, footer } = table;
  return [
    title,
    summary,
    ...figures.map((figure) => `${figure.title}: ${figure.value} (${figure.note})`),
    ...facts.map((fact) => `${fact.title}: ${fact.value}`),
    table.title,
    ...(rows.length === 0 ? [] : [columns.join(' | ')]),
    ...rows.map(({ cells }) => cells.join(' | ')),
    footer,
  ].join('\n');
}
