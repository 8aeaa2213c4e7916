const units = [
  { most: 1_000, ms: 1, name: 'ms' },
  { most: 60_000, ms: 1_000, name: 's' },
  { most: 3_600_000, ms: 60_000, name: 'min' },
  { most: 86_400_000, ms: 3_600_000, name: 'h' },
  { most: Infinity, ms: 86_400_000, name: 'd' },
] as const;

/** How long something took, in its largest unit: `7 ms`, `24 s`. */
export function timeSpan(ms: number): string {
  const unit = units.find(({ most }) => ms < most);
  return unit === undefined ? '?' : `${Math.floor(ms / unit.ms)} ${unit.name}`;
}
