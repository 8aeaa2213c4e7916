/** A size in MiB, to a tenth, as lines for a terminal tell it: `1.5 MiB`. */
export function mebibytes(bytes: number): string {
  return `${(bytes / (1 << 20)).toFixed(1)} MiB`;
}
