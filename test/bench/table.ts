import type { Row } from './rows.ts';

/** The rows as text for a terminal: each contestant below the other, the ratio above 1 where Hallway is better. */
export function formatTable(rows: readonly Row[], machine: object): string {
  const lines = rows.map(formatRow);
  return `${lines.join('\n\n')}\n\n${JSON.stringify(machine)}\n`;
}

function formatRow(row: Row): string {
  const [first, second] = row.figures;
  const ratio = first === undefined || second === undefined ? NaN : first.value / second.value;
  const better = row.isMoreBetter ? ratio : 1 / ratio;
  const head = `${row.name}: ${better.toFixed(better < 10 ? 2 : 1)}x`;
  const figures = row.figures.map(
    ({ contestant, value, remark }) =>
      `  ${contestant.padEnd(30)} ${formatNumber(value).padStart(12)} ${row.unit}${remark === '' ? '' : `   (${remark})`}`,
  );
  return [head, ...figures].join('\n');
}

function formatNumber(value: number): string {
  return value >= 100 ? Math.round(value).toLocaleString('en') : value.toPrecision(3);
}
